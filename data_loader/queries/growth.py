"""How values grow on the way: from the award to the contract, and from the contract to its amendments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd

from data_loader.filters import Filters
from data_loader.queries.answers import cached
from data_loader.queries.asking import TITLED, beside, frame, rows
from data_loader.queries.selection import selected, unit_of
from data_loader.snapshot import Snapshot

GrowthStep = Literal["contract", "amendment"]
GROWTH_STEPS: Final[tuple[GrowthStep, ...]] = ("contract", "amendment")


@dataclass(frozen=True, slots=True)
class Growth:
    """How much more things cost than first said, in `unit`.

    `rows`: step (contract: award to its contracts; amendment: a contract's first value to its present one), before,
    after (money of those compared; NaN = none), change (after - before), share (change / before), measured (number
    compared in `unit`), unmeasured (that cannot be), other_currency (compared, but in another), grew, shrank.
    """

    unit: str | None
    rows: pd.DataFrame


def summed(table: str, filters: Filters) -> str:
    """Return which table to add up: the sums of this one, where the filters ask for nothing that they do not tell apart."""
    bounded = filters.min_amount is not None or filters.max_amount is not None
    single = filters.agency or filters.exclude_agency or filters.supplier or filters.q or bounded
    return table if single else f"{table}_sums"


_MINE: Final = ("before", "after", "measured", "grew", "shrank")


@cached
def growth(snapshot: Snapshot, filters: Filters) -> Growth:
    """Return the growth of the selection. It is that of whole processes, also with a supplier chosen."""
    unit = unit_of(snapshot, filters)
    test, values = selected(snapshot, filters, unit=unit)
    mine = ", ".join(f"sum(CASE WHEN p.currency = $unit THEN p.{name} END) AS {name}" for name in _MINE)
    found = rows(
        snapshot,
        f"""WITH sums AS (
            SELECT p.step, {mine}, sum(p.unmeasured) AS unmeasured, sum(p.measured) AS every
            FROM {summed("growth", filters)} p WHERE p.step <> 'payment' AND {test} GROUP BY p.step
        )
        SELECT CAST(step AS VARCHAR), CAST(before AS DOUBLE), CAST(after AS DOUBLE), CAST(after - before AS DOUBLE),
            CAST(after - before AS DOUBLE) / nullif(CAST(before AS DOUBLE), 0), coalesce(measured, 0), unmeasured,
            every - coalesce(measured, 0), coalesce(grew, 0), coalesce(shrank, 0)
        FROM sums""",
        values,
    ).fetchall()
    steps = {step: told for step, *told in found}
    told = zip(*(steps.get(step, _NOTHING) for step in GROWTH_STEPS), strict=True)
    columns = {name: np.array(column, kind) for (name, kind), column in zip(_KINDS.items(), told, strict=True)}
    return Growth(unit, pd.DataFrame({"step": pd.Series(GROWTH_STEPS, dtype=object), **columns}))


_KINDS: Final = dict.fromkeys(("before", "after", "change", "share"), "float64") | dict.fromkeys(
    ("measured", "unmeasured", "other_currency", "grew", "shrank"), "int64"
)
_NOTHING: Final = (*[None] * 4, *[0] * 5)


@cached
def most_grown(snapshot: Snapshot, filters: Filters, *, step: GrowthStep, limit: int = 10) -> pd.DataFrame:
    """Return the processes that grew most in money: ocid, source, title, agency_name, before, after, change, share."""
    if step not in GROWTH_STEPS:
        raise ValueError(step)
    test, values = selected(snapshot, filters, unit=unit_of(snapshot, filters))
    most = frame(
        snapshot,
        f"""SELECT p.process_id, CAST(p.before AS DOUBLE) AS before, CAST(p.after AS DOUBLE) AS after,
            CAST(p.after - p.before AS DOUBLE) AS change,
            CAST(p.after - p.before AS DOUBLE) / nullif(CAST(p.before AS DOUBLE), 0) AS share
        FROM growth p WHERE p.step = $step AND p.currency = $unit AND p.after > p.before AND {test}
        ORDER BY p.after - p.before DESC, p.process_id LIMIT $limit""",
        values | {"step": step, "limit": limit},
    )
    return beside(snapshot, most, TITLED)[[*TITLED, "before", "after", "change", "share"]]
