"""How long each step takes, and how far processes have come."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
import pandas as pd

from data_loader.filters import AMOUNT_STAGES, STEPS, AmountStage, Filters, ProcessStage, Step
from data_loader.queries.answers import cached
from data_loader.queries.asking import frame, member
from data_loader.queries.base import supplier_is
from data_loader.queries.columns import Column, column, counted, words
from data_loader.queries.days import QUARTILES, days_of, in_rows, told
from data_loader.queries.groups import Test, Whole, exact, money
from data_loader.queries.selection import bits, codes_of, kept, unit_of
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


@cached
def stages_reached(snapshot: Snapshot, filters: Filters) -> pd.DataFrame:
    """Return how many processes published something at each stage, how far they are, and how much money sits there.

    Columns: stage, reached, current (whose furthest stage it is), amount, current_amount, current_without. Amounts are of
    the stage's own kind (planned, tendered, awarded, contracted, paid) in the currency shown, NaN where none is
    published: `amount` of all processes, `current_amount` of those whose furthest stage it is, of which
    `current_without` have none.
    """
    stages, reached = words(snapshot, "stage"), column(snapshot, "reached")
    codes, n = counted(codes_of(snapshot, filters, "reached"), reached.span)
    currents = np.bincount(codes_of(snapshot, filters, "stage"), minlength=len(stages))
    current = dict(zip(stages, currents.tolist(), strict=True))
    sums = _money_by_stage(snapshot, filters)
    rows = []
    for place, (stage, of) in enumerate(AMOUNT_OF.items()):
        own, known = sums[sums["stage"] == stage], sums[of].notna()
        rows.append(
            {
                "stage": stage,
                "reached": int(n[_has(reached, codes, place)].sum()),
                "current": current.get(stage, 0),
                "amount": float(money(exact(sums[of][known].to_numpy()).sum(), bool(known.any()))),
                "current_amount": own[of].iloc[0] if len(own) else np.nan,
                "current_without": current.get(stage, 0) - int(own[f"{of}_known"].sum()),
            }
        )
    return pd.DataFrame(rows)


def _money_by_stage(snapshot: Snapshot, filters: Filters) -> pd.DataFrame:
    """Return stage (the furthest reached) and the five amounts in the currency shown, each with how many have one (`…_known`)."""
    table, number = "facts", "count(p.{0})"
    if filters.supplier:  # a process may be of several of them
        table, number = "pairs", "count(DISTINCT CASE WHEN p.{0} IS NOT NULL THEN p.process_id END)"
    sums = ", ".join(f"sum(p.{of}) AS {of}, {number.format(of)} AS {of}_known" for of in AMOUNT_STAGES)
    every = kept(snapshot, filters) is None
    return frame(
        snapshot,
        f"""SELECT CAST(p.stage AS VARCHAR) AS stage, {sums} FROM {table} p
        WHERE p.currency = $unit AND {supplier_is(filters, "p")} AND {"true" if every else member("kept")} GROUP BY p.stage""",
        {"unit": unit_of(snapshot, filters), "supplier": list(filters.supplier), "kept": bits(snapshot, filters)},
    )


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
