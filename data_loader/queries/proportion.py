"""How large an amount is beside others of its kind: beside its own largest process, the middle one, the smallest groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Literal

import numpy as np

from data_loader.filters import Filters
from data_loader.queries.answers import cached
from data_loader.queries.asking import frame, kept_id, numbers_of, one, rows
from data_loader.queries.base import cells, unit_of
from data_loader.queries.dealings import by_supplier, dealings, exact, money
from data_loader.queries.money import groups_of
from data_loader.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Proportion:
    """How the money of one stage in `unit` lies in processes; of a supplier chosen, its share of each.

    `measured`: processes with an amount above zero in `unit`; all else is of these. `median` of their amounts.
    `half`: the least number of them that together have half of the money or more. `largest`: the largest amount,
    `share` of their money, 0-1, and `ocid`, `source`, `title` of its process. None where `measured` is 0.
    """

    unit: str | None
    measured: int
    median: float | None
    half: int | None
    largest: float | None
    share: float | None
    ocid: str | None
    source: str | None
    title: str | None


@cached
def proportion(snapshot: Snapshot, filters: Filters) -> Proportion:
    """Return how the money of the selection lies in its processes."""
    unit = unit_of(snapshot, filters)
    common, values = cells(filters, unit, single=True)
    common = f"WITH {common}, sums AS (SELECT process_id, amount FROM cells WHERE amount > 0)"
    found = one(
        snapshot,
        f"""{common} SELECT count(*) AS measured, CAST(median(amount) AS DOUBLE) AS median, sum(amount) AS total,
            CAST(max(amount) AS DOUBLE) AS largest, largest / CAST(total AS DOUBLE) AS share FROM sums""",
        values,
    )
    half = _half(snapshot, common, values, found.pop("total"))
    first = one(
        snapshot,
        f"""{common}, largest AS (FROM sums ORDER BY amount DESC, process_id LIMIT 1)
        SELECT s.ocid, s.source, s.title FROM processes s WHERE s.process_id = (SELECT process_id FROM largest)""",
        values,
    )
    return Proportion(unit=unit, half=half, **found, **({"ocid": None, "source": None, "title": None} | first))


def _half(snapshot: Snapshot, common: str, values: dict[str, Any], total: Decimal | None) -> int | None:
    """Return how many of the largest amounts together have half of the total.

    Added up by size first, so that only the amounts of the size in which half is reached are put in order.
    """
    if total is None:
        return None
    sizes = rows(
        snapshot,
        f"{common} SELECT {_SIZE} AS size, count(*), sum(amount) FROM sums GROUP BY size ORDER BY size DESC",
        values,
    ).fetchall()
    before, reached = 0, Decimal(0)
    for size, number, amount in sizes:
        if (reached + amount) * 2 >= total:
            found = one(
                snapshot,
                f"""{common}, ranked AS (
                    SELECT row_number() OVER (ORDER BY amount DESC, process_id) AS place,
                        sum(amount) OVER (ORDER BY amount DESC, process_id ROWS UNBOUNDED PRECEDING) AS reached
                    FROM sums WHERE {_SIZE} = $size
                )
                SELECT min(place) FILTER (reached * 2 >= $missing) AS place FROM ranked""",
                values | {"size": size, "missing": total - reached * 2},
            )
            return before + int(found["place"])
        before, reached = before + number, reached + amount
    return None


_SIZE: Final = "CAST(floor(log2(CAST(amount AS DOUBLE)) * 8) AS INTEGER)"
"""Eight sizes from an amount to its double."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one agency or supplier, or several taken as one, stands among all that publish an amount above zero.

    `amount` is theirs, `rank` their place from the largest, `others` the number of the others, `smallest` how many of
    the smallest of these together have less.
    """

    amount: float
    rank: int
    others: int
    smallest: int


@cached
def standing(
    snapshot: Snapshot, filters: Filters, *, by: Literal["agency", "supplier"], groups: Sequence[str]
) -> Standing | None:
    """Return where groups, by id, stand in the selection (`filters` names none of them); None without an amount."""
    unit = unit_of(snapshot, filters)
    chosen = tuple(kept_id(snapshot, identity) for identity in groups)
    if by == "supplier":
        sums = by_supplier(dealings(snapshot, filters, unit))
        known, own, amounts = sums.supplier > 0, np.isin(sums.supplier, numbers_of(snapshot, chosen)), sums.amount
    else:
        common, values = groups_of(filters, by, unit)
        sql = f"WITH {common} SELECT id, CAST(amount AS DOUBLE) AS amount FROM sums WHERE id IS NOT NULL"
        found = frame(snapshot, sql, values)
        amounts = exact(found["amount"].fillna(0).to_numpy())
        known, own = np.ones(len(found), np.bool_), found["id"].isin(chosen).to_numpy()
    known &= amounts > 0
    if not (known & own).any():
        return None
    amount, others = amounts[known & own].sum(), np.sort(amounts[known & ~own])
    return Standing(
        amount=float(money(amount)),
        rank=1 + int((others > amount).sum()),
        others=len(others),
        smallest=int((others.cumsum() < amount).sum()),
    )
