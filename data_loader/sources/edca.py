"""Mexico's INAI platform for open contracting, one installation an institution.

Endpoint: `url`, the base. `GET {base}/edca/fiscalYears` lists the years, then
`GET {base}/edca/contractingprocess/{year}` gives `{"arrayReleasePackage": [release package, …]}`. Options: `since`
(years from this one on are asked for straight, without the list).
Paging: one answer a year.
Quirks: some answer 500 to a User-Agent that is no browser's: set one under `headers`.
"""

from __future__ import annotations

from collections.abc import Iterator

from data_loader.config import Source
from data_loader.exceptions import ShapeError, SourceError
from data_loader.fetch import Fetcher, Page
from data_loader.sources.answers import Options, answer, at, options
from data_loader.sources.listing import each


class EdcaOptions(Options):
    """The first year to ask for; None: those that the installation lists."""

    since: int | None = None


def pages(source: Source, fetcher: Fetcher) -> Iterator[Page | SourceError]:
    """Yield each fiscal year."""
    base = source.url.rstrip("/").split("/edca")[0]
    since = options(source, EdcaOptions).since
    years = list(range(since, fetcher.now().year + 1)) if since else _listed(base, fetcher)
    yield from each(dict.fromkeys(f"{base}/edca/contractingprocess/{year}" for year in years), fetcher)


def _listed(base: str, fetcher: Fetcher) -> list[int]:
    entries = at(answer(fetcher.get(f"{base}/edca/fiscalYears")), "/fiscalYears")
    if not isinstance(entries, list):
        raise ShapeError(f"{base}/edca/fiscalYears has no fiscalYears.")
    years = (str(entry.get("year")) for entry in entries if isinstance(entry, dict))
    return sorted({int(year) for year in years if year.isdigit()})
