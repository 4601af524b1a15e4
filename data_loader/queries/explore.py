"""From the whole to a single contract: what the next level is, and what the groups that are not shown add up to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np

from data_loader.filters import Dimension, Filters
from data_loader.queries.answers import cached
from data_loader.queries.asking import one
from data_loader.queries.base import cells, unit_of
from data_loader.queries.dealings import dealings, most_first, processes_of, ranked, sums_by
from data_loader.queries.groups import money, starts
from data_loader.queries.money import RANKS, groups_of, totals
from data_loader.snapshot import Snapshot

ExploreLevel = Literal["agency", "category", "method", "supplier"]
EXPLORE_LEVELS: Final[tuple[ExploreLevel, ...]] = ("agency", "category", "method", "supplier")
_COLUMNS: Final = {"agency": "agency_id", "category": "category", "method": "method"}


@cached
def next_level(snapshot: Snapshot, filters: Filters) -> ExploreLevel | None:
    """Return what divides a selection further: its agencies, then its categories (or methods), then its suppliers.

    A dimension that one value was chosen of, or that has one group only, divides nothing. None: its processes are next.
    """
    unit = unit_of(snapshot, filters)
    common, values = cells(filters, unit)
    groups = one(
        snapshot,
        f"""WITH {common} SELECT {", ".join(f"{_several(name)} AS {level}" for level, name in _COLUMNS.items())} FROM cells""",
        values,
    )
    suppliers = dealings(snapshot, filters, unit).supplier
    groups["supplier"] = len(suppliers) > 0 and suppliers[0] != suppliers[-1]  # they are in order
    purpose = filters.category or filters.method or filters.supplier
    for level in EXPLORE_LEVELS:
        chosen = purpose if level in {"category", "method"} else getattr(filters, level)
        if len(chosen) != 1 and groups[level]:
            return level
    return None


def _several(column: str) -> str:
    """Return the SQL of whether a column has more than one value, "not published" being one."""
    return f"coalesce(min({column}) <> max({column}), false) OR count({column}) NOT IN (0, count(*))"


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
        common, values = groups_of(filters, by, unit)
        found = one(
            snapshot,
            f"""WITH {common}, drawn AS (
                SELECT id FROM groups ORDER BY {RANKS[order]}, name, id LIMIT $after
            ), late AS (
                SELECT s.* FROM sums s WHERE NOT EXISTS (SELECT 1 FROM drawn d WHERE d.id IS NOT DISTINCT FROM s.id)
            )
            SELECT count(*) AS groups, CAST(coalesce(sum(l.processes), 0) AS BIGINT) AS processes,
                CAST(sum(l.amount) AS DOUBLE) AS amount,
                (SELECT count(*) FROM sums WHERE coalesce(amount, 0) <= 0) AS undrawn FROM late l""",
            values | {"after": after},
        )
    total = totals(snapshot, filters, unit)["total"]
    amount = found["amount"]
    return Rest(**found, share=amount / total if total and amount is not None else None)


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
