"""Everything in one answer.

Endpoint: `url`, a release or record package, a list of them, JSON lines, gzipped or not.
Paging: none.
Quirks: the size of the answer does not matter, it goes to disk before it is read.
"""

from __future__ import annotations

from collections.abc import Iterator

from data_loader.config import Source
from data_loader.fetch import Fetcher, Page


def pages(source: Source, fetcher: Fetcher) -> Iterator[Page]:
    """Yield the one page."""
    yield fetcher.get(source.url)
