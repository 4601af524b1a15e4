"""Packages that name the next one: the OCDS pagination extension.

Endpoint: `url`, a release or record package.
Paging: `links.next`, else `next_page.uri`, an address or a path; none on the last page.
Quirks: a publisher's next link may lead back to a page already read: that ends the walk. An answer that is no single
JSON document (JSON lines, an archive) or is larger than 64 MiB has no next.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from data_loader.config import Source
from data_loader.exceptions import ShapeError
from data_loader.fetch import Fetcher, Page
from data_loader.sources.answers import answer


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
    try:
        target = next_address(answer(page))
    except ShapeError:
        return None
    return urljoin(page.url, target) if target else None


def next_address(document: Any) -> str | None:
    """Return the address that a package gives for the next one."""
    for holder, key in (("links", "next"), ("next_page", "uri")):
        inner = document.get(holder) if isinstance(document, dict) else None
        target = inner.get(key) if isinstance(inner, dict) else None
        if isinstance(target, str) and target:
            return target
    return None
