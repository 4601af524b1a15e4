"""How long each step takes, and how far processes have come."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
import pandas as pd

from data_loader.filters import PROCESS_STAGES, STEPS, AmountStage, Filters, ProcessStage, Step
from data_loader.queries.answers import cached
from data_loader.queries.asking import frame, one
from data_loader.queries.base import condition, supplier_is
from data_loader.queries.columns import Column, column, counted, words
from data_loader.queries.days import QUARTILES, days_of, in_rows, told
from data_loader.queries.groups import Test, Whole
from data_loader.queries.selection import codes_of, kept, unit_of
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


_STAGE_MONEY: Final = """CAST(sum(p.{of}) AS DOUBLE) AS {stage}_amount,
    CAST(sum(p.{of}) FILTER (p.stage = '{stage}') AS DOUBLE) AS {stage}_current_amount,
    CAST(coalesce({counted} FILTER (p.stage = '{stage}'), 0) AS BIGINT) AS {stage}_with_amount"""

_OF_PAIRS: Final = "count(DISTINCT CASE WHEN p.at_stage THEN p.process_id END)"


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
    table, number = ("pairs", _OF_PAIRS) if filters.supplier else ("facts", "count(p.{of})")
    sums = ", ".join(
        _STAGE_MONEY.format(stage=stage, of=of, counted=number.format(of=of)) for stage, of in AMOUNT_OF.items()
    )
    money = one(
        snapshot,
        f"SELECT {sums} FROM {table} p WHERE p.currency = $unit AND {supplier_is(filters, 'p')} AND {test}",
        values,
    )
    reached = counted(codes_of(snapshot, filters, "reached"), column(snapshot, "reached").span)
    stages = words(snapshot, "stage")
    current = np.bincount(codes_of(snapshot, filters, "stage"), minlength=len(stages))
    now = dict(zip(stages, current.tolist(), strict=True))
    rows = [
        {
            "stage": stage,
            "reached": int(reached[1][_has(column(snapshot, "reached"), reached[0], place)].sum()),
            "current": now.get(stage, 0),
            "amount": money[f"{stage}_amount"],
            "current_amount": money[f"{stage}_current_amount"],
            "current_without": now.get(stage, 0) - money[f"{stage}_with_amount"],
        }
        for place, stage in enumerate(PROCESS_STAGES)
    ]
    return pd.DataFrame(rows).astype({"amount": "float64", "current_amount": "float64"})


def _has(of: Column, codes: Whole, place: int) -> Test:
    """Return which codes of what processes reached say that a stage was; see served.NUMBERS."""
    test: Test = (of.values(codes).astype(np.int64) >> place & 1).astype(np.bool_)
    return test


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
