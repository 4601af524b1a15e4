"""Numbered pages: `page`, or `offset` and `limit`, in the address or in the body of a POST.

Endpoint: `url`. Options: `parameter` (page), `first` (1; some start at 0), `step` (1; the page size for an offset),
`size_parameter` and `size`, `method` (GET), `body` (the JSON of a POST), `total` and `page_count` (JSON pointers).
Paging: until as many releases were read as the total says, the page count is reached, or a page has none.
Quirks: without pointers, a total or page count is looked for under its usual names. A total that changes between pages
is taken as it last was. A page that repeats the one before it ends the walk: some servers answer any number past the
end with the last page.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, Literal
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from pydantic import Field

from data_loader.config import Source
from data_loader.exceptions import ShapeError
from data_loader.fetch import Fetcher, Page
from data_loader.sources.answers import Options, answer, at, count, is_empty_page, number_named, options

TOTALS: Final = frozenset({"total", "totalcount", "total_count", "totalitems", "total_items", "numfound", "totalrows"})
PAGE_COUNTS: Final = frozenset(
    {"pages", "totalpages", "total_pages", "pagecount", "page_count", "lastpage", "last_page"}
)
MOST: Final = 1_000_000


class PagesOptions(Options):
    """How the pages are numbered, and where the answer says how many there are."""

    parameter: str = "page"
    first: int = Field(default=1, ge=0)
    step: int = Field(default=1, ge=1)
    size_parameter: str | None = None
    size: int | None = Field(default=None, ge=1)
    method: Literal["GET", "POST"] = "GET"
    body: dict[str, Any] = Field(default_factory=dict)
    total: str | None = None
    page_count: str | None = None


def pages(source: Source, fetcher: Fetcher) -> Iterator[Page]:
    """Yield each page."""
    yield from walk(source.url, fetcher, options(source, PagesOptions))


def walk(url: str, fetcher: Fetcher, chosen: PagesOptions) -> Iterator[Page]:
    """Yield the pages of one address."""
    read, previous = 0, ""
    for index in range(MOST):
        page = _ask(url, fetcher, chosen, chosen.first + index * chosen.step)
        document = answer(page)
        found = count(document)
        if found == 0 and not is_empty_page(document):
            raise ShapeError(f"{page.url} has no releases where page {index + 1} should be: the server sent an error.")
        if page.sha256 == previous or (found == 0 and index > 0):
            return
        yield page
        previous, read = page.sha256, read + found
        if found == 0 or _is_last(document, chosen, read, index + 1):
            return


def _ask(url: str, fetcher: Fetcher, chosen: PagesOptions, number: int) -> Page:
    given: dict[str, Any] = {chosen.parameter: number}
    if chosen.size_parameter and chosen.size:
        given[chosen.size_parameter] = chosen.size
    if chosen.method == "POST":
        return fetcher.get(url, body={**chosen.body, **given})
    parts = urlsplit(url)
    kept = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if key not in given]
    return fetcher.get(urlunsplit(parts._replace(query=urlencode([*kept, *given.items()]))))


def _is_last(document: Any, chosen: PagesOptions, read: int, asked: int) -> bool:
    page_count = _number(document, chosen.page_count, PAGE_COUNTS)
    if page_count is not None:
        return asked >= page_count
    total = _number(document, chosen.total, TOTALS)
    return total is not None and read >= total


def _number(document: Any, pointer: str | None, names: frozenset[str]) -> int | None:
    if pointer is None:
        return number_named(document, names)
    value = at(document, pointer)
    return int(value) if isinstance(value, int | str) and str(value).isdigit() else None
