"""From the whole to a single contract: what the next level is, and what the groups that are not shown add up to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

from data_loader.filters import Dimension, Filters
from data_loader.queries.base import cached, one, selected, unit_of
from data_loader.queries.money import RANKS, cells, totals
from data_loader.snapshot import Snapshot

ExploreLevel = Literal["agency", "category", "method", "supplier"]
EXPLORE_LEVELS: Final[tuple[ExploreLevel, ...]] = ("agency", "category", "method", "supplier")


@cached
def next_level(snapshot: Snapshot, filters: Filters) -> ExploreLevel | None:
    """Return what divides a selection further: its agencies, then its categories (or methods), then its suppliers.

    A dimension that one value was chosen of, or that has one group only, divides nothing. None: its processes are next.
    """
    common, values = selected(filters, unit=None)
    groups = one(
        snapshot,
        f"""WITH {common}
        SELECT {_several("agency_id")} AS agency, {_several("category")} AS category, {_several("method")} AS method,
            (SELECT {_several("k.supplier_id")} FROM process_suppliers k JOIN selected USING (process_id)) AS supplier
        FROM selected""",
        values,
    )
    purpose = filters.category or filters.method or filters.supplier
    for level in EXPLORE_LEVELS:
        chosen = purpose if level in {"category", "method"} else getattr(filters, level)
        if len(chosen) != 1 and groups[level]:
            return level
    return None


def _several(column: str) -> str:
    """Return the SQL of whether a column has more than one value, "not published" being one."""
    return f"coalesce(min(coalesce({column}, '')) <> max(coalesce({column}, '')), false)"


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
    common, values = cells(filters, (by,), unit)
    found: dict[str, Any] = one(
        snapshot,
        f"""WITH {common}, sums AS (
            SELECT id_1, any_value(name_1) AS name, sum(amount) AS amount, count(DISTINCT process_id) AS processes
            FROM cells GROUP BY id_1
        ), ranked AS (
            SELECT id_1, amount, row_number() OVER (ORDER BY {RANKS[order]}, name, id_1) AS place FROM sums
        ), late AS (SELECT id_1, amount FROM ranked WHERE place > $after)
        SELECT (SELECT count(*) FROM late) AS groups, CAST((SELECT sum(amount) FROM late) AS DOUBLE) AS amount,
            (SELECT count(DISTINCT c.process_id) FROM cells c JOIN late l ON l.id_1 IS NOT DISTINCT FROM c.id_1)
                AS processes,
            (SELECT count(*) FROM sums WHERE coalesce(amount, 0) <= 0) AS undrawn""",
        values | {"after": after},
    )
    total = totals(snapshot, filters, unit)["total"]
    amount = found["amount"]
    return Rest(**found, share=amount / total if total and amount is not None else None)
