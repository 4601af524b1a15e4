"""How long each step takes, and how far processes have come."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
import pandas as pd

from data_loader.filters import PROCESS_STAGES, STEPS, AmountStage, Filters, ProcessStage, Step
from data_loader.queries.answers import cached
from data_loader.queries.asking import frame, one
from data_loader.queries.base import adds_up, condition, supplier_is, unit_of
from data_loader.queries.columns import column, kept
from data_loader.queries.days import QUARTILES, days_of, in_rows, told
from data_loader.snapshot import Snapshot

AMOUNT_OF: Final[dict[ProcessStage, AmountStage]] = {
    "planning": "planned",
    "tender": "tendered",
    "award": "awarded",
    "contract": "contracted",
    "implementation": "paid",
}
StepGroup = Literal["method", "agency", "year", "category"]
STEP_GROUPS: Final[tuple[StepGroup, ...]] = ("method", "category", "agency", "year")


@cached
def timelines(
    snapshot: Snapshot, filters: Filters, *, by: StepGroup | None = None, steps: tuple[Step, ...] = STEPS
) -> pd.DataFrame:
    """Return days per step: [group_id, group_name,] step, measured, missing, negative, p25, median, p75; of `steps` only.

    measured + missing + negative = processes. Missing: one of the two dates is not published. Negative: the second
    date is before the first; counted, and left out of the quartiles. Quartiles are NaN where nothing is measured.
    """
    found = {step: told(days_of(snapshot, filters, step, by=by)) for step in steps}
    return in_rows(snapshot, found, "step", ("measured", "missing", "negative", *QUARTILES), by=by, prefix="group_")


_STAGE_COUNTS: Final = """CAST(coalesce(sum(p.{stage}_reached), 0) AS BIGINT) AS {stage}_reached,
    CAST(coalesce(sum(p.processes) FILTER (p.stage = '{stage}'), 0) AS BIGINT) AS {stage}_current"""
_EACH_STAGE_COUNTS: Final = """count(*) FILTER (p.{stage}_reached) AS {stage}_reached,
    count(*) FILTER (p.stage = '{stage}') AS {stage}_current"""
_STAGE_MONEY: Final = """CAST(sum(p.{of}) AS DOUBLE) AS {stage}_amount,
    CAST(sum(p.{of}) FILTER (p.stage = '{stage}') AS DOUBLE) AS {stage}_current_amount,
    CAST(coalesce({counted} FILTER (p.stage = '{stage}'), 0) AS BIGINT) AS {stage}_with_amount"""


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
    if adds_up(filters):
        table, counting, counted = "cube", _STAGE_COUNTS, "sum(p.{of}_count)"
    elif filters.supplier:
        table, counting, counted = (
            "pairs",
            _EACH_STAGE_COUNTS,
            "count(DISTINCT CASE WHEN p.at_stage THEN p.process_id END)",
        )
    else:
        table, counting, counted = "facts", _EACH_STAGE_COUNTS, "count(p.{of})"
    counts = one(
        snapshot,
        f"""SELECT {", ".join(counting.format(stage=stage) for stage in PROCESS_STAGES)}
        FROM {"cube" if table == "cube" else "processes"} p WHERE {test}""",
        values,
    )
    sums = ", ".join(
        _STAGE_MONEY.format(stage=stage, of=of, counted=counted.format(of=of)) for stage, of in AMOUNT_OF.items()
    )
    money = one(
        snapshot,
        f"SELECT {sums} FROM {table} p WHERE p.currency = $unit AND {supplier_is(filters, 'p')} AND {test}",
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
    of, chosen = column(snapshot, step), kept(snapshot, filters)
    codes = of.codes if chosen is None else np.where(chosen[0], of.codes, 0)
    places = np.flatnonzero(codes > max(0, -of.least))  # of 0 days and more
    if len(places) > limit:
        edge = np.partition(codes[places], -limit)[-limit]
        places = places[codes[places] >= edge]
    first = places[np.lexsort((places, -codes[places].astype(np.int64)))][:limit]
    return frame(
        snapshot,
        f"""SELECT p.ocid, p.source, p.title, p.agency_name, p.{step} AS days FROM processes p
        WHERE p.rowid IN (SELECT unnest($places)) ORDER BY days DESC, p.process_id""",
        {"places": first.tolist()},
    )
