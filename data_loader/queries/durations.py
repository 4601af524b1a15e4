"""How the days of one step are distributed: how many processes took a day, a week, a month, a year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from data_loader.filters import STEPS, Filters, Step
from data_loader.groups import Whole
from data_loader.queries.answers import cached
from data_loader.queries.columns import labels
from data_loader.queries.days import QUARTILES, Days, days_of, told
from data_loader.queries.timelines import StepGroup
from data_loader.snapshot import Snapshot

BINS: Final[tuple[tuple[int, int | None], ...]] = (
    (0, 0),
    (1, 3),
    (4, 7),
    (8, 14),
    (15, 30),
    (31, 60),
    (61, 90),
    (91, 180),
    (181, 365),
    (366, 730),
    (731, None),
)
"""First and last day of each bin: about a doubling each, with ends that people count in. The last one has no end."""

_LOWS: Final = np.array([low for low, _ in BINS])
_QUANTILES: Final = {**QUARTILES, "p90": 0.9}


@dataclass(frozen=True, slots=True)
class Durations:
    """The distribution of one step, in days, over the processes whose two dates are published and in order.

    `rows`, one a bin: low, high (days, both included; NaN = no end), processes, share (of the measured, 0-1; NaN where none
    is). measured + missing + negative = processes: see `timelines`. p25, median, p75, p90 and longest are None where
    nothing is measured.
    """

    step: Step
    rows: pd.DataFrame
    measured: int
    missing: int
    negative: int
    p25: float | None
    median: float | None
    p75: float | None
    p90: float | None
    longest: int | None


@cached
def durations(snapshot: Snapshot, filters: Filters, *, step: Step) -> Durations:
    """Return how the days of a step are distributed among the processes selected.

    Raises:
        ValueError: no step is called so.
    """
    if step not in STEPS:
        raise ValueError(step)
    days = days_of(snapshot, filters, step)
    processes = _binned(days)
    measured = int(processes.sum())
    share = processes / measured if measured else np.full(len(BINS), np.nan)
    rows = pd.DataFrame({**_ends(), "processes": processes, "share": share})
    facts = {name: each[0] for name, each in told(days, _QUANTILES).items() if len(each)}
    counts = {name: int(facts.get(name, 0)) for name in ("measured", "missing", "negative")}
    quantiles = {name: float(facts[name]) if measured else None for name in _QUANTILES}
    longest = int(facts["longest"]) if measured else None
    return Durations(step=step, rows=rows, **counts, **quantiles, longest=longest)  # type: ignore[arg-type]  # by name


def _binned(of: Days) -> Whole:
    """Return how many processes are in each bin."""
    known = of.days >= 0
    bins = np.searchsorted(_LOWS, of.days[known], "right") - 1
    return np.bincount(bins, of.n[known], len(BINS)).astype(np.int64)


def _ends() -> dict[str, Whole | list[int | None]]:
    return {"low": _LOWS, "high": [high for _, high in BINS]}


@cached
def durations_by(snapshot: Snapshot, filters: Filters, *, step: Step, by: StepGroup, limit: int = 12) -> pd.DataFrame:
    """Return the same for each of the `limit` groups with most measured processes: group_id, low, high, processes, share.

    One row a group and bin, all bins of each group; share is of the group's measured processes, 0-1. Groups as in
    `timelines`.
    """
    if step not in STEPS:
        raise ValueError(step)
    days = days_of(snapshot, filters, step, by=by)
    each = told(days, {})
    group, measured = each["group"].astype(np.int64), each["measured"]
    order = np.lexsort((group, group == 0, -measured))
    largest = group[order[measured[order] > 0][:limit]]
    ids, _ = labels(snapshot, by)
    parts = []
    for one in largest:
        processes = _binned(days.where(days.group == one))
        share = processes / processes.sum()
        parts.append(pd.DataFrame({"group_id": ids[one], **_ends(), "processes": processes, "share": share}))
    empty = pd.DataFrame(columns=["group_id", "low", "high", "processes", "share"])
    return pd.concat(parts, ignore_index=True) if parts else empty
