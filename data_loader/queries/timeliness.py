"""How soon what happens is published: days from an event to the first release that carries it."""

from __future__ import annotations

from typing import Final, Literal

import pandas as pd

from data_loader.filters import Filters
from data_loader.queries.answers import cached
from data_loader.queries.base import condition, frame, unit_of
from data_loader.snapshot import Snapshot

Event = Literal["tender", "award", "signature", "payment"]
EVENTS: Final[tuple[Event, ...]] = ("tender", "award", "signature", "payment")

_GROUPS: Final = {
    "agency": ("p.agency_id", "p.agency_name"),
    "source": ("p.source", "(SELECT any_value(o.name) FROM sources o WHERE o.id = p.source)"),
    "year": ("CAST(p.year AS VARCHAR)", "CAST(p.year AS VARCHAR)"),
}


@cached
def timeliness(
    snapshot: Snapshot, filters: Filters, *, by: Literal["agency", "source", "year"] | None = None
) -> pd.DataFrame:
    """Return [id, name,] event, events, processes, measured, at_most, missing, negative, p25, median, p75 (days).

    measured + missing + negative = events. at_most: those of the measured that may have been published before, because
    only one release of the process is known. Missing: the event or the release has no date. Negative: published before
    it happened; counted, and left out of the quartiles. Quartiles are NaN where nothing is measured.
    """
    test, values = condition(filters, unit=unit_of(snapshot, filters))
    group = f"{_GROUPS[by][0]} AS id, {_GROUPS[by][1]} AS name, " if by else ""
    keys = "u.id, any_value(u.name) AS name, " if by else ""
    sql = f"""WITH steps AS (SELECT unnest([1, 2, 3, 4]) AS place, unnest({list(EVENTS)}) AS event), told AS (
        SELECT {group}p.process_id, p.event, p.position, p.days, p.at_most FROM filtered_publications p WHERE {test}
    )
    SELECT {keys}s.event, count(u.process_id) AS events, count(*) FILTER (u.position = 1) AS processes,
        count(*) FILTER (u.days >= 0) AS measured, count(*) FILTER (u.days >= 0 AND u.at_most) AS at_most,
        count(u.process_id) FILTER (u.days IS NULL) AS missing, count(*) FILTER (u.days < 0) AS negative,
        quantile_cont(u.days, 0.25) FILTER (u.days >= 0) AS p25, quantile_cont(u.days, 0.5) FILTER (u.days >= 0) AS median,
        quantile_cont(u.days, 0.75) FILTER (u.days >= 0) AS p75
    FROM steps s {"JOIN" if by else "LEFT JOIN"} told u USING (event)
    GROUP BY {"u.id, " if by else ""}s.event, s.place ORDER BY {"u.id NULLS LAST, " if by else ""}s.place"""
    return frame(snapshot, sql, values)
