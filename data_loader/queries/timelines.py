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
StepGroup = Literal["method", "agency", "year", "category"]
STEP_GROUPS: Final[tuple[StepGroup, ...]] = ("method", "category", "agency", "year")
_GROUPS: Final[dict[StepGroup, tuple[str, str]]] = {
    "method": ("p.method", "p.method"),
    "agency": ("p.agency_id", "p.agency_name"),
    "year": ("CAST(p.year AS VARCHAR)", "CAST(p.year AS VARCHAR)"),
    "category": ("p.category", "p.category"),
}


@cached
def timelines(snapshot: Snapshot, filters: Filters, *, by: StepGroup | None = None) -> pd.DataFrame:
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


_STAGE_COUNTS: Final = """count(*) FILTER (p.{stage}_reached) AS {stage}_reached,
    count(*) FILTER (p.stage = '{stage}') AS {stage}_current"""
_STAGE_MONEY: Final = """CAST(sum(p.{of}) AS DOUBLE) AS {stage}_amount,
    CAST(sum(p.{of}) FILTER (p.stage = '{stage}') AS DOUBLE) AS {stage}_current_amount,
    count(DISTINCT p.process_id) FILTER (p.stage = '{stage}' AND p.{of} IS NOT NULL) AS {stage}_with_amount"""


@cached
def stages_reached(snapshot: Snapshot, filters: Filters) -> pd.DataFrame:
    """Return how many processes published something at each stage, how far they are, and how much money sits there.

    Columns: stage, reached, current (whose furthest stage it is), amount, current_amount, current_without. Amounts are of
    the stage's own kind (planned, tendered, awarded, contracted, paid) in the currency shown, NaN where none is
    published: `amount` of all processes, `current_amount` of those whose furthest stage it is, of which
    `current_without` have none.
    """
    unit = unit_of(snapshot, filters)
    test, values = condition(filters, unit=unit)
    counts = one(
        snapshot,
        f"""SELECT {", ".join(_STAGE_COUNTS.format(stage=stage) for stage in PROCESS_STAGES)}
        FROM processes p WHERE {test}""",
        values,
    )
    money = one(
        snapshot,
        f"""SELECT {", ".join(_STAGE_MONEY.format(stage=stage, of=of) for stage, of in AMOUNT_OF.items())}
        FROM pairs p WHERE p.currency = $unit AND {supplier_is(filters, "p")} AND {test}""",
        values,
    )
    found = counts | money
    columns = ("reached", "current", "amount", "current_amount")
    rows = [{"stage": stage, **{name: found[f"{stage}_{name}"] for name in columns}} for stage in PROCESS_STAGES]
    for row in rows:
        row["current_without"] = row["current"] - found[f"{row['stage']}_with_amount"]
    return pd.DataFrame(rows).astype({"amount": "float64", "current_amount": "float64"})


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
