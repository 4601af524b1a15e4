"""A list of processes, then one request for each (`list`).

Endpoint: `url`, a JSON list. Options: `entries` (JSON pointer to the list, looked for by itself), `key` (the member of
an entry that is the address or identifier), `item` (an address with `{}` where the identifier goes).
Paging: none.
Quirks: an entry may be a plain text. One item that cannot be had is told and does not stop the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import quote, urljoin

from data_loader.config import Source
from data_loader.exceptions import FetchError, ShapeError, SourceError
from data_loader.fetch import Fetcher, Page
from data_loader.sources.answers import Options, answer, at, options

KEYS: Final = ("uri", "url", "href", "link", "ocid", "ocdsid", "id")


class ListOptions(Options):
    """Where the list is, and how an entry leads to its item."""

    entries: str | None = None
    key: str | None = None
    item: str | None = None


def pages(source: Source, fetcher: Fetcher) -> Iterator[Page | SourceError]:
    """Yield the page of each item."""
    chosen = options(source, ListOptions)
    index = fetcher.get(source.url)
    document = answer(index)
    found = entries_of(document) if chosen.entries is None else at(document, chosen.entries)
    if not isinstance(found, list):
        raise ShapeError(f"{source.url} has no list of processes.", hint="Name it with options.entries.")
    addresses = dict.fromkeys(_address(source.url, entry, chosen) for entry in found)
    yield from each(addresses, fetcher)


def each(addresses: dict[str | None, None], fetcher: Fetcher) -> Iterator[Page | SourceError]:
    """Yield the page of each address, an error for each that cannot be had."""
    for address in addresses:
        if address is None:
            yield ShapeError("An entry of the list has no address.")
            continue
        try:
            yield fetcher.get(address)
        except FetchError as error:
            yield error


def entries_of(document: Any) -> list[Any] | None:
    """Return the list of entries in an index: the document, or its one list."""
    if isinstance(document, list):
        return document
    lists = [value for value in document.values() if isinstance(value, list)] if isinstance(document, dict) else []
    return lists[0] if len(lists) == 1 else None


def _address(base: str, entry: Any, chosen: ListOptions) -> str | None:
    value = entry
    if isinstance(entry, dict):
        keys = (chosen.key,) if chosen.key else KEYS
        value = next((entry[key] for key in keys if isinstance(entry.get(key), str | int)), None)
    if not isinstance(value, str | int) or value == "":
        return None
    if chosen.item:
        return chosen.item.replace("{}", quote(str(value), safe=""))
    return urljoin(base, str(value))
