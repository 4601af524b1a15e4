"""Packages that name the next one: the OCDS pagination extension.

Endpoint: `url`, a release or record package.
Paging: `links.next`, else `next_page.uri`, an address or a path; none on the last page.
Quirks: a publisher's next link may lead back to a page already read: that ends the walk. An answer that is no single
JSON object (JSON lines, an archive) or is larger than 64 MiB has no next.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urljoin

from data_loader.config import Source
from data_loader.exceptions import DocumentError
from data_loader.fetch import Fetcher, Page
from data_loader.jsontext import documents

LARGEST: Final = 64 << 20


def pages(source: Source, fetcher: Fetcher) -> Iterator[Page]:
    """Yield the first page and all that follow it."""
    url: str | None = source.url
    seen: set[str] = set()
    while url and url not in seen:
        seen.add(url)
        page = fetcher.get(url)
        yield page
        url = _next(page)


def _next(page: Page) -> str | None:
    if page.size > LARGEST:
        return None
    with page.open() as stream:
        first: Any = next(documents(stream, size=page.size), None)
    if isinstance(first, DocumentError) or not isinstance(first, dict):
        return None
    links, next_page = first.get("links"), first.get("next_page")
    target = links.get("next") if isinstance(links, dict) else None
    if not target and isinstance(next_page, dict):
        target = next_page.get("uri")
    return urljoin(page.url, target) if isinstance(target, str) and target else None
