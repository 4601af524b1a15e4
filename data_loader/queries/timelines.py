"""How long each step takes, and how far processes have come."""

from __future__ import annotations

from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from data_loader.filters import PROCESS_STAGES, STEPS, AmountStage, Filters, ProcessStage, Step
from data_loader.groups import money
from data_loader.queries.answers import cached
from data_loader.queries.columns import code_of, column
from data_loader.queries.days import QUARTILES, days_of, in_rows, told
from data_loader.queries.selection import KNOWN, amounts_in, codes_of, kept, unit_of
from data_loader.queries.titles import TITLED, beside
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
    unit, reached = unit_of(snapshot, filters), _reached(snapshot, filters)
    codes = codes_of(snapshot, filters, "stage")
    found: list[dict[str, Any]] = []
    for place, (stage, of) in enumerate(AMOUNT_OF.items()):
        amount, state = amounts_in(snapshot, filters, unit, of)
        own = np.flatnonzero(codes == code_of(snapshot, "stage", stage))
        known = np.count_nonzero(state.take(own) == KNOWN)
        found.append(
            {
                "stage": stage,
                "reached": reached[place],
                "current": len(own),
                "amount": float(money(amount.sum(), bool((state == KNOWN).any()))),
                "current_amount": float(money(amount.take(own).sum(), bool(known))),
                "current_without": len(own) - known,
            }
        )
    return pd.DataFrame(found)


def _reached(snapshot: Snapshot, filters: Filters) -> list[int]:
    """Return how many processes published something at each of PROCESS_STAGES: a code has a bit for each, see served."""
    n = np.bincount(codes_of(snapshot, filters, "reached"), minlength=column(snapshot, "reached").span)[1:]
    return [int(n[np.arange(len(n)) >> place & 1 == 1].sum()) for place in range(len(PROCESS_STAGES))]


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
    days = of.values(codes[first]).astype(np.int64)
    found = beside(snapshot, pd.DataFrame({"process_id": first + 1, "days": days}), TITLED)
    return found[[*TITLED, "days"]]
