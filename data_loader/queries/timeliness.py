"""How soon what happens is published: days from an event to the first release that carries it."""

from __future__ import annotations

from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from data_loader.filters import Filters
from data_loader.queries.answers import cached
from data_loader.queries.asking import rows
from data_loader.queries.base import adds_up, selected
from data_loader.queries.columns import Column, column, counted, encoded
from data_loader.queries.days import QUARTILES, Days, in_rows, told
from data_loader.queries.dealings import Test, Whole
from data_loader.snapshot import Snapshot

Event = Literal["tender", "award", "signature", "payment"]
EVENTS: Final[tuple[Event, ...]] = ("tender", "award", "signature", "payment")

Group = Literal["agency", "source", "year"]
_KEYS: Final[dict[Group, str]] = {"agency": "enum_code(p.agency_id)", "source": "enum_code(p.source)", "year": "p.year"}


@cached
def timeliness(snapshot: Snapshot, filters: Filters, *, by: Group | None = None) -> pd.DataFrame:
    """Return [id, name,] event, events, processes, measured, at_most, missing, negative, p25, median, p75 (days).

    measured + missing + negative = events. at_most: those of the measured that may have been published before, because
    only one release of the process is known. Missing: the event or the release has no date. Negative: published before
    it happened; counted, and left out of the quartiles. Quartiles are NaN where nothing is measured.
    """
    test, values = selected(snapshot, filters)
    counted_up = adds_up(filters) and not filters.agency and not filters.exclude_agency and by != "agency"
    own = _KEYS[by] if by else "0"
    if counted_up:
        sql = f"""SELECT p.what AS event, {own} AS key, p.days, CAST(sum(p.n) AS INTEGER) AS n,
                CAST(sum(p.processes) AS INTEGER) AS processes, CAST(sum(p.at_most) AS INTEGER) AS at_most
            FROM day_counts p WHERE {test} GROUP BY ALL"""
    else:  # numpy counts them as fast as a statement would group them
        sql = f"""SELECT p.event, {own} AS key, p.days, p.position = 1 AS processes,
                coalesce(p.at_most AND p.days >= 0, false) AS at_most
            FROM filtered_publications p WHERE {test}"""
    places = " ".join(f"WHEN '{event}' THEN {place}" for place, event in enumerate(EVENTS))
    events = rows(snapshot, f"SELECT * REPLACE (CASE event {places} END AS event) FROM ({sql})", values).fetchnumpy()
    counts = events.keys() & {"n", "processes", "at_most"}
    least = column(snapshot, by).least if by else 0
    key, days = encoded(events["key"], least), encoded(events["days"])
    found = {
        event: _told(key, days, {name: np.ma.getdata(events[name]) for name in counts}, events["event"] == place)
        for place, event in enumerate(EVENTS)
    }
    shown = ("events", "processes", "measured", "at_most", "missing", "negative", *QUARTILES)
    return in_rows(snapshot, found, "event", shown, by=by)


def _told(key: Column, days: Column, counts: dict[str, Whole], own: Test) -> dict[str, Any]:
    """Return what is `told` of one event, with its processes and at_most."""
    group = key.codes[own]
    each = counts["n"][own] if "n" in counts else None
    codes, n = counted(group * np.int64(days.span) + days.codes[own], key.span * days.span, each)
    found = told(Days(codes // days.span, days.values(codes % days.span), n))
    sums = {name: np.bincount(group, counts[name][own], key.span) for name in ("processes", "at_most")}
    return found | {name: each[found["group"]].astype(np.int64) for name, each in sums.items()}
