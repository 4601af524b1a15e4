"""Mexico's Plataforma Digital Nacional, system 6.

Endpoint: `POST {url}?supplier_id=X` with the body `{"page": 0, "pageSize": 100}`. Options: `supplier_id` (who
supplies the data: SHCP, SESEA_AGS, …), `size`.
Paging: pages from 0; `pagination.total` says how many releases there are.
Quirks: bare releases under `data`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlencode

from data_loader.config import Source
from data_loader.fetch import Fetcher, Page
from data_loader.sources.answers import Options, options
from data_loader.sources.pages import PagesOptions, walk

URL: Final = "https://api.plataformadigitalnacional.org/s6/api/v1/search"


class PdnOptions(Options):
    """Whose data, and how many at once."""

    supplier_id: str = ""
    size: int = 100


def pages(source: Source, fetcher: Fetcher) -> Iterator[Page]:
    """Yield each page."""
    chosen = options(source, PdnOptions)
    url = f"{source.url}?{urlencode({'supplier_id': chosen.supplier_id})}" if chosen.supplier_id else source.url
    numbering = PagesOptions(
        first=0, method="POST", size_parameter="pageSize", size=chosen.size, total="/pagination/total"
    )
    yield from walk(url, fetcher, numbering)
