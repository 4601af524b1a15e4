"""How long each step takes, and how far processes have come."""

from __future__ import annotations

from typing import Final, Literal

import pandas as pd

from data_loader.filters import PROCESS_STAGES, AmountStage, Filters, ProcessStage
from data_loader.queries.base import cached, condition, frame, one, supplier_is, unit_of
from data_loader.snapshot import Snapshot

Step = Literal["call_open", "decision", "signing", "execution", "first_payment"]
STEPS: Final[tuple[Step, ...]] = ("call_open", "decision", "signing", "execution", "first_payment")
AMOUNT_OF: Final[dict[ProcessStage, AmountStage]] = {
    "planning": "planned",
    "tender": "tendered",
    "award": "awarded",
    "contract": "contracted",
    "implementation": "paid",
}
_GROUPS: Final = {
    "method": ("p.method", "p.method"),
    "agency": ("p.agency_id", "p.agency_name"),
    "year": ("CAST(p.year AS VARCHAR)", "CAST(p.year AS VARCHAR)"),
    "category": ("p.category", "p.category"),
}


@cached
def timelines(
    snapshot: Snapshot, filters: Filters, *, by: Literal["method", "agency", "year", "category"] | None = None
) -> pd.DataFrame:
    """Return days per step: [group_id, group_name,] step, measured, missing, negative, p25, median, p75.

    measured + missing + negative = processes. Missing: one of the two dates is not published. Negative: the second
    date is before the first; counted, and left out of the quartiles. Quartiles are NaN where nothing is measured.
    """
    test, values = condition(filters, unit=unit_of(snapshot, filters))
    group = f"{_GROUPS[by][0]} AS group_id, {_GROUPS[by][1]} AS group_name, " if by else ""
    keys = "group_id, any_value(group_name) AS group_name, " if by else ""
    sql = f"""WITH days AS (
        SELECT {group}unnest([1, 2, 3, 4, 5]) AS place,
            unnest([p.call_open, p.decision, p.signing, p.execution, p.first_payment]) AS days
        FROM processes p WHERE {test}
    ), steps AS (SELECT unnest([1, 2, 3, 4, 5]) AS place, unnest({list(STEPS)}) AS step)
    SELECT {keys}any_value(s.step) AS step, count(*) FILTER (days >= 0) AS measured,
        count(*) FILTER (d.place IS NOT NULL AND days IS NULL) AS missing, count(*) FILTER (days < 0) AS negative,
        quantile_cont(days, 0.25) FILTER (days >= 0) AS p25, quantile_cont(days, 0.5) FILTER (days >= 0) AS median,
        quantile_cont(days, 0.75) FILTER (days >= 0) AS p75
    FROM steps s {"JOIN" if by else "LEFT JOIN"} days d USING (place)
    GROUP BY {"group_id, " if by else ""}place ORDER BY {"group_id NULLS LAST, " if by else ""}place"""
    return frame(snapshot, sql, values)


@cached
def stages_reached(snapshot: Snapshot, filters: Filters) -> pd.DataFrame:
    """Return stage, reached, current, amount: how many processes published something at a stage, and how far they are.

    `current` is the number whose furthest stage it is; `amount` is the selection's total of the stage's own amount
    (planned, tendered, awarded, contracted, paid) in the currency shown, NaN where none is published.
    """
    unit = unit_of(snapshot, filters)
    test, values = condition(filters, unit=unit)
    counts = ", ".join(
        f"count(*) FILTER (p.{stage}_reached) AS {stage}, count(*) FILTER (p.stage = '{stage}') AS {stage}_current"
        for stage in PROCESS_STAGES
    )
    found = frame(snapshot, f"SELECT {counts} FROM processes p WHERE {test}", values).iloc[0]
    rows = [
        {
            "stage": stage,
            "reached": int(found[stage]),
            "current": int(found[f"{stage}_current"]),
            "amount": _total(snapshot, filters, AMOUNT_OF[stage], unit),
        }
        for stage in PROCESS_STAGES
    ]
    return pd.DataFrame(rows).astype({"amount": "float64"})


def _total(snapshot: Snapshot, filters: Filters, stage: AmountStage, unit: str | None) -> float | None:
    """Return the total of a stage over the very processes selected: bounds on the amount stay those of the filters' stage."""
    test, values = condition(filters, unit=unit)
    from_table = "supplier_amounts" if filters.supplier else "amounts"
    share = supplier_is(filters, "a") if filters.supplier else "true"
    total: float | None = one(
        snapshot,
        f"""SELECT CAST(sum(a.amount) AS DOUBLE) AS total FROM {from_table} a JOIN processes p USING (process_id)
        WHERE a.stage = $of AND a.currency = $unit AND {share} AND {test}""",
        values | {"of": stage},
    )["total"]
    return total


@cached
def slowest(snapshot: Snapshot, filters: Filters, *, step: Step, limit: int = 10) -> pd.DataFrame:
    """Return the processes whose step took longest: ocid, source, title, agency_name, days."""
    if step not in STEPS:
        raise ValueError(step)
    test, values = condition(filters, unit=unit_of(snapshot, filters))
    return frame(
        snapshot,
        f"""SELECT p.ocid, p.source, p.title, p.agency_name, p.{step} AS days FROM processes p
        WHERE p.{step} >= 0 AND {test} ORDER BY days DESC, p.process_id LIMIT $limit""",
        values | {"limit": limit},
    )
