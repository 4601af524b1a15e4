"""A source that names no shape: told from its address, else from its first answer.

Endpoint: `url`, anything.
Paging: that of the shape that is recognised; which one it was stands in the report and the status.
Quirks: where it cannot be told, the error says what was seen and which two shapes come nearest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from data_loader.config import Source
from data_loader.documents import WRAPPERS
from data_loader.exceptions import ShapeError, SourceError
from data_loader.fetch import Fetcher, Page
from data_loader.sources import answers, bulk, cdmx, ckan, edca, links, listing, pdn, single, window
from data_loader.sources import pages as numbered

_ADDRESSES: Final = (
    ("registry", re.compile(r"^registry:")),
    ("window", re.compile(r"\{year\}")),
    ("edca", re.compile(r"/edca(/|$)")),
    ("pdn", re.compile(r"/s6/api/v\d+/search")),
    ("cdmx", re.compile(r"/api/contratos/todos")),
    ("ckan", re.compile(r"/api/3/action/|/dataset/[^/?]+/?$")),
    ("bulk", re.compile(r"^https?://[^?]+\.(jsonl|ndjson|gz|zip)(\?|$)", re.IGNORECASE)),
)
_WALKS: Final = {
    "single": single.pages,
    "bulk": bulk.pages,
    "links": links.pages,
    "pages": numbered.pages,
    "list": listing.pages,
    "window": window.pages,
    "ckan": ckan.pages,
    "edca": edca.pages,
    "pdn": pdn.pages,
    "cdmx": cdmx.pages,
}


def by_address(url: str) -> str | None:
    """Return the shape that an address shows, None where it shows none."""
    if not url.startswith(("http://", "https://", "registry:")):
        return "file"
    return next((shape for shape, pattern in _ADDRESSES if pattern.search(url)), None)


def pages(source: Source, fetcher: Fetcher) -> Iterator[Page | SourceError]:
    """Look at the first answer, settle the shape, and walk it; the answer is not asked for twice."""
    first = fetcher.get(source.url)
    try:
        document = answers.answer(first)
    except ShapeError:
        found: tuple[str, dict[str, Any]] = ("bulk", {})
    else:
        found = by_answer(document, source.url)
    shape, options = found
    fetcher.recognised = shape
    yield from _WALKS[shape](source.model_copy(update={"shape": shape, "options": options}), fetcher)


def by_answer(document: Any, url: str) -> tuple[str, dict[str, Any]]:
    """Return the shape of a source whose first answer this is, and the options that go with it.

    Raises:
        ShapeError: it looks like none.
    """
    if links.next_address(document):
        return "links", {}
    if found := answers.count(document):
        options = _numbering(document, url, found)
        return ("single", {}) if options is None else ("pages", options)
    if isinstance(document, dict) and isinstance(document.get("fiscalYears"), list):
        return "edca", {}
    if answers.at(document, "/result/resources") is not None:
        return "ckan", {}
    entries = listing.entries_of(document)
    if entries and isinstance(entries[0], dict):
        keys = entries[0].keys()
        if {"ocdsid", "uri"} <= keys:
            return "cdmx", {}
        if keys & {"uri", "url", "href", "link"}:
            return "list", {}
    raise ShapeError(
        f"{url} is of no shape that is known: {_seen(document)}.",
        hint=f"Nearest: {' and '.join(_nearest(document))}. Name one as shape, see docs/configuration.md.",
    )


def _numbering(document: Any, url: str, found: int) -> dict[str, Any] | None:
    """Return how the pages are numbered, None where this answer is all there is."""
    if not isinstance(document, dict):
        return None
    total = answers.number_named(document, numbered.TOTALS)
    page_count = answers.number_named(document, numbered.PAGE_COUNTS)
    if not ((total or 0) > found or (page_count or 0) > 1):
        return None
    query = parse_qs(urlsplit(url).query)
    if "offset" in query:
        start = query["offset"][-1]
        return {"parameter": "offset", "first": int(start) if start.isdigit() else 0, "step": found}
    at_first = answers.number_named(document, frozenset({"page", "currentpage", "current_page", "pagenumber"}))
    given = query.get("page", [""])[-1]
    return {"first": int(given) if given.isdigit() else 0 if at_first == 0 else 1}


def _seen(document: Any) -> str:
    if isinstance(document, dict):
        keys = ", ".join(sorted(map(str, document))[:8])
        return f"an object with {keys or 'nothing in it'}"
    if isinstance(document, list):
        inner = f" of {_seen(document[0])}" if document else ""
        return f"a list of {len(document)}{inner}"
    return f"a {type(document).__name__}"


def _nearest(document: Any) -> tuple[str, str]:
    if isinstance(document, list):
        return "list", "single"
    keys = {str(key).lower() for key in document} if isinstance(document, dict) else set()
    if keys & (numbered.TOTALS | numbered.PAGE_COUNTS | {"pagination", "page"}):
        return "pages", "links"
    return ("pages", "list") if keys & {name.lower() for name in WRAPPERS} else ("single", "list")
