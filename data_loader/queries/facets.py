"""How a list divides: by each facet, how many processes every value has under the other filters."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from data_loader.filters import NOT_PUBLISHED, PROCESS_STAGES, Filters
from data_loader.groups import Test, Whole, tally
from data_loader.queries.answers import cached
from data_loader.queries.columns import column, labels
from data_loader.queries.processes import named_sets
from data_loader.queries.selection import is_kept, unit_of
from data_loader.snapshot import Snapshot

FACETS: Final = {
    "stage_reached": "stage",
    "method": "method",
    "category": "category",
    "year": "year",
    "agency": "agency",
    "source": "source",
}
"""Each facet and the column of the processes that it divides by, in the order shown."""
_UNPUBLISHED: Final = ("agency", "method", "category")
"""The facets of which a filter can choose what is not published."""


_COLUMNS: Final = {"facet": object, "id": object, "name": object, "processes": int, "chosen": bool, "values": int}


@cached
def facets(
    snapshot: Snapshot, filters: Filters, *, having: str | None = None, value: str | None = None, most: int = 6
) -> pd.DataFrame:
    """Return facet, id, name, processes, chosen, values: what the list divides into, one row a value.

    `processes` are those of the value under all filters but the facet's own, so that a further value shows what choosing
    it adds; `values` is how many the facet has. The `most` frequent values and those chosen are there, stages and years in
    their own order. `id` is None where the process publishes none; only what a filter can choose is told: neither a
    process without a year nor one without a stage.
    """
    unit = unit_of(snapshot, filters)
    sets = named_sets(snapshot, filters, unit, having=having, value=value)
    filters = filters.replace(currency=unit)
    whole = filters.replace(**{field: getattr(Filters(), field) for own in FACETS for field in _fields(own)})
    rows: list[dict[str, Any]] = []
    for facet, of in FACETS.items():
        freed = filters.replace(**{field: getattr(Filters(), field) for field in _fields(facet)})
        n = _counted(snapshot, of, is_kept(snapshot, freed, sets))
        chosen = _chosen(snapshot, filters, facet)
        if not n[chosen].all():  # what is chosen is told with nothing in it, too, where it could have something
            chosen &= _counted(snapshot, of, is_kept(snapshot, whole, sets)) > 0
        rows += _told(snapshot, facet, n, chosen, most)
    told = pd.DataFrame(rows, columns=[*_COLUMNS], dtype=object)
    return told.astype({name: kind for name, kind in _COLUMNS.items() if kind is not object})


def _fields(facet: str) -> tuple[str, ...]:
    """Return the filters that choose values of a facet."""
    return ("year_from", "year_to") if facet == "year" else (facet,)


def _counted(snapshot: Snapshot, of: str, test: Test | None) -> Whole:
    """Return how many processes that pass a test have each code of a column."""
    codes = column(snapshot, of).codes
    return tally(codes if test is None else codes.take(np.flatnonzero(test)), len(labels(snapshot, of)[0]))


def _chosen(snapshot: Snapshot, filters: Filters, facet: str) -> Test:
    """Return which codes of a facet the filters choose; of years only one alone."""
    if facet == "year":
        one_year = filters.year_from is not None and filters.year_from == filters.year_to
        picked = [str(filters.year_from)] if one_year else []
    else:
        picked = list(getattr(filters, facet))
    test: Test = np.isin([one or NOT_PUBLISHED for one in labels(snapshot, FACETS[facet])[0]], picked)
    return test


def _told(snapshot: Snapshot, facet: str, n: Whole, chosen: Test, most: int) -> list[dict[str, Any]]:
    """Return the rows of a facet: those with most processes, and those chosen."""
    ids, names = labels(snapshot, FACETS[facet])
    known = (n > 0) | chosen
    known[0] &= facet in _UNPUBLISHED
    codes = np.flatnonzero(known)
    codes = np.append(codes[codes > 0], codes[codes == 0])  # in the order of their ids, what is not published last
    ranked = codes[np.argsort(-n[codes], kind="stable")]
    shown = [code for place, code in enumerate(ranked) if place < most or chosen[code]]
    if facet == "stage_reached":
        shown.sort(key=lambda code: PROCESS_STAGES.index(ids[code]))
    elif facet == "year":
        shown.sort(reverse=True)
    return [
        {
            "facet": facet,
            "id": ids[code],
            "name": names[code] or ids[code],
            "processes": int(n[code]),
            "chosen": bool(chosen[code]),
            "values": len(codes),
        }
        for code in shown
    ]
