"""How values grow on the way: from the award to the contract, and from the contract to its amendments."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd

from data_loader.filters import Filters
from data_loader.groups import first_of, money
from data_loader.queries.amounts import currency_code
from data_loader.queries.answers import cached
from data_loader.queries.parts import parts
from data_loader.queries.selection import kept, of_kept, unit_of
from data_loader.queries.titles import TITLED, beside
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


@cached
def growth(snapshot: Snapshot, filters: Filters) -> Growth:
    """Return the growth of the selection. It is that of whole processes, also with a supplier chosen."""
    unit = unit_of(snapshot, filters)
    rows = [{"step": step, **_grown(snapshot, filters, unit, step)} for step in GROWTH_STEPS]
    return Growth(unit, pd.DataFrame(rows))


def _grown(snapshot: Snapshot, filters: Filters, unit: str | None, step: GrowthStep) -> dict[str, float]:
    """Return the row of a step."""
    found = parts(snapshot, step, filters)
    own = found.where(found["currency"] == currency_code(snapshot, unit))
    measured, every = int(own["measured"].sum()), int(found["measured"].sum())
    unmeasured = int(of_kept(snapshot.columns[f"{step}/unmeasured"], kept(snapshot, filters)).sum())
    before, after = own["before"].sum(), own["after"].sum()
    told = money(np.array([before, after, after - before]), np.full(3, measured > 0))
    return {
        **dict(zip(("before", "after", "change"), told.tolist(), strict=True)),
        "share": told[2] / told[0] if told[0] else math.nan,
        "measured": measured,
        "unmeasured": unmeasured,
        "other_currency": every - measured,
        "grew": int(own["grew"].sum()),
        "shrank": int(own["shrank"].sum()),
    }


@cached
def most_grown(snapshot: Snapshot, filters: Filters, *, step: GrowthStep, limit: int = 10) -> pd.DataFrame:
    """Return the processes that grew most in money: ocid, source, title, agency_name, before, after, change, share."""
    if step not in GROWTH_STEPS:
        raise ValueError(step)
    found = parts(snapshot, step, filters)
    found = found.where(found["currency"] == currency_code(snapshot, unit_of(snapshot, filters)))
    change = found["after"] - found["before"]
    grew = np.flatnonzero(change > 0)
    grew = grew[first_of(limit, -change[grew])]
    found, change = found.where(grew), money(change[grew])
    before = money(found["before"])
    most = pd.DataFrame(
        {
            "process_id": found.processes() + 1,
            "before": before,
            "after": money(found["after"]),
            "change": change,
            "share": change / np.where(before == 0, np.nan, before),
        }
    )
    return beside(snapshot, most, TITLED)[[*TITLED, "before", "after", "change", "share"]]
