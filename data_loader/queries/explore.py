"""From the whole to a single contract: what the next level is, and what the groups that are not shown add up to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from data_loader.filters import Dimension, Filters
from data_loader.groups import Whole, exact, money, starts
from data_loader.queries.answers import cached
from data_loader.queries.dealings import dealings, most_first, processes_of, ranked, sums_by
from data_loader.queries.money import grouped
from data_loader.queries.selection import codes_of, unit_of
from data_loader.queries.sums import totals
from data_loader.snapshot import Snapshot

ExploreLevel = Literal["agency", "category", "method", "supplier"]
EXPLORE_LEVELS: Final[tuple[ExploreLevel, ...]] = ("agency", "category", "method", "supplier")


@cached
def next_level(snapshot: Snapshot, filters: Filters) -> ExploreLevel | None:
    """Return what divides a selection further: its agencies, then its categories (or methods), then its suppliers.

    A dimension that one value was chosen of, or that has one group only, divides nothing. None: its processes are next.
    """
    unit = unit_of(snapshot, filters)
    groups = {level: _several(codes_of(snapshot, filters, level)) for level in ("agency", "category", "method")}
    suppliers = dealings(snapshot, filters, unit).supplier
    groups["supplier"] = len(suppliers) > 0 and suppliers[0] != suppliers[-1]  # they are in order
    purpose = filters.category or filters.method or filters.supplier
    for level in EXPLORE_LEVELS:
        chosen = purpose if level in {"category", "method"} else getattr(filters, level)
        if len(chosen) != 1 and groups[level]:
            return level
    return None


def _several(codes: Whole) -> bool:
    """Return whether processes have more than one value of a column, "not published" being one."""
    return len(codes) > 0 and bool(codes.min() < codes.max())


@dataclass(frozen=True, slots=True)
class Rest:
    """The groups after the first ones of a ranking: how many, and what they have together.

    `amount` is None where none of them has one in the unit; `share` is of the total, 0-1, None where either is not
    published or the total is 0. `undrawn` of all the groups have no amount above zero: no area can show them.
    """

    groups: int
    processes: int
    amount: float | None
    share: float | None
    undrawn: int


@cached
def rest(
    snapshot: Snapshot, filters: Filters, *, by: Dimension, after: int, order: Literal["amount", "processes"] = "amount"
) -> Rest:
    """Return what is left of the ranking of `spending` after its first rows; a process of several groups counts once."""
    unit = unit_of(snapshot, filters)
    if by == "supplier":
        found = _other_suppliers(snapshot, filters, unit, after=after, order=order)
    else:
        found = _others(*grouped(snapshot, filters, by, unit, order=order, limit=None, offset=0), after=after)
    total = totals(snapshot, filters, unit)["total"]
    amount = found["amount"]
    return Rest(**found, share=amount / total if total and amount is not None else None)


def _others(rows: pd.DataFrame, groups: int, *, after: int) -> dict[str, Any]:
    """Return what Rest has of the groups of a ranking, which have no process in common, but for the share."""
    late = rows[after:]
    return {
        "groups": groups - min(after, groups),
        "processes": int(late["processes"].sum()),
        "amount": float(money(exact(late["amount"].dropna().to_numpy()).sum()))
        if late["amount"].notna().any()
        else None,
        "undrawn": int((rows["amount"].fillna(0) <= 0).sum()),
    }


def _other_suppliers(
    snapshot: Snapshot, filters: Filters, unit: str | None, *, after: int, order: str
) -> dict[str, Any]:
    """Return what Rest has of suppliers, but for the share."""
    sums = sums_by(snapshot, filters, unit, "supplier")
    drawn, _ = ranked(snapshot, sums.supplier, most_first(sums, order), by="supplier", limit=after, offset=0)
    others = np.ones(len(sums.supplier), np.bool_)
    others[drawn] = False
    late = sums.where(others)
    lot = dealings(snapshot, filters, unit)
    rows_of_each = np.diff(starts(lot.supplier), append=len(lot.supplier))
    return {
        "groups": len(late.supplier),
        "processes": processes_of(lot.process[np.repeat(others, rows_of_each)]),
        "amount": float(money(late.amount.sum())) if late.known.any() else None,
        "undrawn": int((sums.amount <= 0).sum()),
    }
