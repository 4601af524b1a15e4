"""Mexico City's portal of 2016, and archives that keep its form.

Endpoint: `url`, the base. `GET {base}/api/contratos/todos` lists `{"ocdsid", "uri", …}`; each `uri` is a release
package, also at `{base}/api/contrato/{ocdsid}`.
Paging: none in the list; one request a contract.
Quirks: numbers may be texts, bytes may be Latin-1, the addresses in `uri` may be of a host long gone: the second
address is asked then.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit

from data_loader.config import Source
from data_loader.exceptions import FetchError, ShapeError, SourceError
from data_loader.fetch import Fetcher, Page
from data_loader.sources.answers import answer
from data_loader.sources.listing import entries_of


def pages(source: Source, fetcher: Fetcher) -> Iterator[Page | SourceError]:
    """Yield each contract's page."""
    base = source.url.rstrip("/").split("/api/")[0]
    entries = entries_of(answer(fetcher.get(f"{base}/api/contratos/todos")))
    if entries is None:
        raise ShapeError(f"{base}/api/contratos/todos is no list of contracts.")
    for entry in entries:
        yield _contract(base, entry, fetcher)


def _contract(base: str, entry: Any, fetcher: Fetcher) -> Page | SourceError:
    ocid = str(entry.get("ocdsid") or "") if isinstance(entry, dict) else ""
    own = f"{base}/api/contrato/{quote(ocid, safe='')}" if ocid else None
    given = entry.get("uri") if isinstance(entry, dict) else None
    here = isinstance(given, str) and urlsplit(given).netloc == urlsplit(base).netloc
    problem: SourceError = ShapeError("An entry of the list has neither uri nor ocdsid.")
    for address in dict.fromkeys([given, own] if here else [own, given]):
        if not isinstance(address, str) or not address:
            continue
        try:
            return fetcher.get(address)
        except FetchError as error:
            problem = error
    return problem
