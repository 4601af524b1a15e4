"""One request a year, a month or a day.

Endpoint: `url` with `{year}`, `{month}` and `{day}` where they go. Options: `since` (a year or a date), `until`
(today).
Paging: from the first window to the present one, and in each the links that its packages give.
Quirks: a window that answers 404 is empty, not broken: publishers have none where nothing was bought.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date, timedelta

from pydantic import field_validator

from data_loader.config import Source
from data_loader.exceptions import ConfigError, FetchError, SourceError
from data_loader.fetch import Fetcher, Page
from data_loader.sources import links
from data_loader.sources.answers import Options, options


class WindowOptions(Options):
    """The first and the last day of interest."""

    since: date = date(2010, 1, 1)
    until: date | None = None

    @field_validator("since", "until", mode="before")
    @classmethod
    def _year_is_enough(cls, value: object) -> object:
        return date(int(str(value)), 1, 1) if str(value).isdigit() and len(str(value)) == 4 else value


def pages(source: Source, fetcher: Fetcher) -> Iterator[Page | SourceError]:
    """Yield the pages of each window, oldest first."""
    if "{year}" not in source.url:
        raise ConfigError(f"{source.id}: the address of a window needs {{year}}.")
    chosen = options(source, WindowOptions)
    addresses = dict.fromkeys(
        source.url.replace("{year}", f"{day:%Y}").replace("{month}", f"{day:%m}").replace("{day}", f"{day:%d}")
        for day in _days(source.url, chosen.since, chosen.until or fetcher.now().date())
    )
    for address in addresses:
        try:
            yield from links.pages(source.model_copy(update={"url": address}), fetcher)
        except FetchError as error:
            if error.status != 404:
                yield error


def _days(url: str, since: date, until: date) -> Iterator[date]:
    """Yield one day of each window."""
    day = since
    while day <= until:
        yield day
        if "{day}" in url:
            day += timedelta(days=1)
        elif "{month}" in url:
            day = day.replace(day=1) + timedelta(days=calendar.monthrange(day.year, day.month)[1])
        else:
            day = date(day.year + 1, 1, 1)
