"""How the days of one step are distributed: how many processes took a day, a week, a month, a year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd

from data_loader.filters import STEPS, Filters, Step
from data_loader.queries.answers import cached
from data_loader.queries.asking import frame, one
from data_loader.queries.base import selected
from data_loader.queries.days import QUARTILES, days_counted, days_told
from data_loader.queries.timelines import GROUPS, StepGroup
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

_LOW: Final = f"CASE {' '.join(f'WHEN days >= {low} THEN {low}' for low, _ in reversed(BINS))} END"
_LOWS: Final = (
    f"SELECT unnest({[low for low, _ in BINS]}) AS low, unnest({[high for _, high in BINS]}) AS high".replace(
        "None", "NULL"
    )
)
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
    test, values = selected(snapshot, filters)
    rows = frame(
        snapshot,
        f"""WITH counted AS (
            SELECT {_LOW} AS low, CAST(sum(n) AS BIGINT) AS n FROM ({days_counted(filters, test, step)}) GROUP BY 1
        )
        SELECT b.low, b.high, coalesce(c.n, 0) AS processes, c.n / nullif(sum(c.n) OVER (), 0) AS share
        FROM ({_LOWS}) b LEFT JOIN counted c USING (low) ORDER BY b.low""",
        values,
    )
    rows["share"] = rows["share"].where(rows["processes"] > 0, 0.0 if rows["processes"].sum() else float("nan"))
    facts = one(
        snapshot,
        f"""SELECT coalesce(sum(measured), 0)::BIGINT AS measured, coalesce(sum(missing), 0)::BIGINT AS missing,
            coalesce(sum(negative), 0)::BIGINT AS negative, any_value(longest) AS longest,
            {", ".join(f"any_value({name}) AS {name}" for name in _QUANTILES)}
        FROM ({days_told("steps", filters, test, (step,), quantiles=_QUANTILES)})""",
        values,
    )
    return Durations(step=step, rows=rows, **facts)


@cached
def durations_by(snapshot: Snapshot, filters: Filters, *, step: Step, by: StepGroup, limit: int = 12) -> pd.DataFrame:
    """Return the same for each of the `limit` groups with most measured processes: group_id, low, high, processes, share.

    One row a group and bin, all bins of each group; share is of the group's measured processes, 0-1. Groups as in
    `timelines`.
    """
    if step not in STEPS:
        raise ValueError(step)
    test, values = selected(snapshot, filters)
    return frame(
        snapshot,
        f"""WITH counted AS (
            SELECT id AS group_id, {_LOW} AS low, CAST(sum(n) AS BIGINT) AS n
            FROM ({days_counted(filters, test, step, key=GROUPS[by])}) GROUP BY ALL
        ), largest AS (
            SELECT group_id, sum(n) AS measured FROM counted GROUP BY group_id
            ORDER BY measured DESC, group_id NULLS LAST LIMIT $limit
        )
        SELECT l.group_id, b.low, b.high, coalesce(c.n, 0) AS processes, coalesce(c.n, 0) / l.measured AS share
        FROM largest l CROSS JOIN ({_LOWS}) b
        LEFT JOIN counted c ON c.group_id IS NOT DISTINCT FROM l.group_id AND c.low = b.low
        ORDER BY l.measured DESC, l.group_id NULLS LAST, b.low""",
        values | {"limit": limit},
    )
