"""How many took how many days: what is measured of groups, and its quantiles, from counts of days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from data_loader.filters import Filters, Step
from data_loader.groups import Test, Whole, added, of_each, starts
from data_loader.queries.answers import cached
from data_loader.queries.columns import column, counted, keys, labels
from data_loader.queries.selection import codes_of
from data_loader.snapshot import Snapshot

QUARTILES: Final[Mapping[str, float]] = {"p25": 0.25, "median": 0.5, "p75": 0.75}


@dataclass(frozen=True, slots=True)
class Days:
    """How many (`n`) of a group (a code, 0 = not published) took how many days (NaN: not known), in the order of both."""

    group: Whole
    days: npt.NDArray[np.float64]
    n: Whole

    def where(self, kept: Test) -> Days:
        """Return some of them."""
        return Days(self.group[kept], self.days[kept], self.n[kept])


@cached
def days_of(snapshot: Snapshot, filters: Filters, step: Step, *, by: str | None = None) -> Days:
    """Return how many processes took how many days for a step, in groups by a column of the processes."""
    of = column(snapshot, step)
    if by is None:
        codes, n = counted(codes_of(snapshot, filters, step), of.span)
        return Days(np.zeros_like(codes), of.values(codes), n)
    group, codes = codes_of(snapshot, filters, by), codes_of(snapshot, filters, step)
    known, groups = np.flatnonzero(codes), column(snapshot, by).span
    own = group.take(known)
    found, n = counted(keys(own, codes.take(known), of.span, groups), of.span * groups)
    missing = np.bincount(group, minlength=groups) - np.bincount(own, minlength=groups)
    unknown = np.flatnonzero(missing)  # most steps of most processes: they need no order
    missing = missing[unknown]
    nothing = keys(unknown, np.zeros_like(unknown), of.span, groups)
    places = np.searchsorted(found, nothing)
    found, n = np.insert(found, places, nothing), np.insert(n, places, missing)
    return Days(found // of.span, of.values(found % of.span), n)


def told(of: Days, quantiles: Mapping[str, float] = QUARTILES) -> dict[str, npt.NDArray[Any]]:
    """Return of each group: group, events (all that there are), measured, missing, negative, longest and the quantiles.

    Missing: the days are not known. Negative: the second date is before the first. What is neither is measured; longest
    and the quantiles, on the line between two neighbours, are NaN where nothing is.
    """
    first = starts(of.group)
    known = np.where(of.days >= 0, of.n, 0)
    if not len(first):
        empty = np.empty(0, np.int64)
        names = ("group", "events", "measured", "missing", "negative")
        return dict.fromkeys(names, empty) | {name: empty.astype(float) for name in ("longest", *quantiles)}
    measured, upto = added(known, first), np.cumsum(known)
    before, last = upto[first] - known[first], len(known) - 1

    def at(place: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return of.days[np.minimum(np.searchsorted(upto, before + place, "right"), last)]

    found: dict[str, npt.NDArray[Any]] = {
        "group": of.group[first],
        "events": added(of.n, first),
        "measured": measured,
        "missing": added(np.where(np.isnan(of.days), of.n, 0), first),
        "negative": added(np.where(of.days < 0, of.n, 0), first),
        "longest": of_each(np.maximum, np.where(known > 0, of.days, -np.inf), first),
    }
    for name, place in quantiles.items():
        between = place * (measured - 1)
        low = np.floor(between)
        share = between - low
        found[name] = at(low) * (1 - share) + at(np.ceil(between)) * share
    none = measured == 0
    return found | {name: np.where(none, np.nan, found[name]) for name in ("longest", *quantiles)}


def in_rows(
    snapshot: Snapshot,
    found: Mapping[Any, dict[str, npt.NDArray[Any]]],
    of: str,
    shown: Sequence[str],
    *,
    by: str | None,
    prefix: str = "",
) -> pd.DataFrame:
    """Return what is `told` of several things as rows: [id, name,] what (called `of`), and the columns shown.

    By groups: each group's in their order, the one that is not published last. Without: one row each, whatever there is.
    """
    parts = found.values()
    if by is None:
        none = {key: np.nan if key in QUARTILES else 0 for key in shown}
        told_of = {key: [each[key][0] if len(each[key]) else none[key] for each in parts] for key in shown}
        return pd.DataFrame({of: [*found], **told_of})
    group = np.concatenate([each["group"] for each in parts]).astype(np.int64)
    order = np.lexsort((group, group == 0))  # of a group, in the order of what is told
    ids, names = (pd.Series(each[group[order]], dtype="object") for each in labels(snapshot, by))
    listed = {key: np.concatenate([each[key] for each in parts])[order] for key in shown}
    what = np.repeat([*found], [len(each["group"]) for each in parts])[order]
    return pd.DataFrame({f"{prefix}id": ids, f"{prefix}name": names, of: what, **listed})
