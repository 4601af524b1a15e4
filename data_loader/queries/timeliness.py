"""How soon what happens is published: days from an event to the first release that carries it."""

from __future__ import annotations

from typing import Final, Literal

import pandas as pd

from data_loader.filters import Filters
from data_loader.queries.answers import cached
from data_loader.queries.asking import frame
from data_loader.queries.base import selected
from data_loader.queries.days import AGENCY, QUARTILES, days_told
from data_loader.queries.money import joined, named
from data_loader.snapshot import Snapshot

Event = Literal["tender", "award", "signature", "payment"]
EVENTS: Final[tuple[Event, ...]] = ("tender", "award", "signature", "payment")

_GROUPS: Final = {"agency": AGENCY, "source": "p.source", "year": "CAST(p.year AS VARCHAR)"}


@cached
def timeliness(
    snapshot: Snapshot, filters: Filters, *, by: Literal["agency", "source", "year"] | None = None
) -> pd.DataFrame:
    """Return [id, name,] event, events, processes, measured, at_most, missing, negative, p25, median, p75 (days).

    measured + missing + negative = events. at_most: those of the measured that may have been published before, because
    only one release of the process is known. Missing: the event or the release has no date. Negative: published before
    it happened; counted, and left out of the quartiles. Quartiles are NaN where nothing is measured.
    """
    test, values = selected(snapshot, filters)
    told = days_told("events", filters, test, EVENTS, key=_GROUPS[by] if by else "NULL")
    shown = f"t.id, {named(by, 't.id')} AS name, t.what AS event, " if by else "s.event, "
    counts = ("events", "processes", "measured", "at_most", "missing", "negative")
    sql = f"""SELECT {shown}{", ".join(f"coalesce(t.{name}, 0) AS {name}" for name in counts)},
        {", ".join(f"t.{name}" for name in QUARTILES)}
    FROM (SELECT unnest([1, 2, 3, 4]) AS place, unnest({list(EVENTS)}) AS event) s
    {"JOIN" if by else "LEFT JOIN"} ({told}) t ON t.what = s.event {joined(by, "t.id") if by else ""}
    ORDER BY {"t.id NULLS LAST, " if by else ""}s.place"""
    return frame(snapshot, sql, values)
