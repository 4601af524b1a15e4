"""The money by the kind of process: year, method, category and source, found once for all that asks by some of them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

import numpy as np
import pandas as pd

from data_loader.filters import Dimension, Filters
from data_loader.queries import columns
from data_loader.queries.answers import cached
from data_loader.queries.asking import rows
from data_loader.queries.base import cells, lots
from data_loader.queries.groups import added, decimals, starts
from data_loader.queries.sold import Lots
from data_loader.snapshot import Snapshot

KINDS: Final = ("year", "method", "category", "source")


class Sum:
    """What processes add up to: `amount` (None: none published in the unit), `processes`, those `without` an amount."""

    __slots__ = ("amount", "processes", "without")

    def __init__(self) -> None:
        self.amount: Decimal | None = None
        self.processes = 0
        self.without = 0

    def add(self, amount: Decimal | None, processes: int, without: int = 0) -> None:
        """Add others to them."""
        if amount is not None:
            self.amount = amount if self.amount is None else self.amount + amount
        self.processes += processes
        self.without += without

    @property
    def money(self) -> float:
        """Return the amount as a number, NaN where none is published."""
        return float("nan") if self.amount is None else float(self.amount)


def by_kinds(snapshot: Snapshot, filters: Filters, unit: str | None, *by: str) -> dict[tuple[str | None, ...], Sum]:
    """Return the sums of the selection by some of KINDS, as words (None: not published); without any, of all as one."""
    places = [KINDS.index(name) for name in by]
    found: dict[tuple[str | None, ...], Sum] = {} if by else {(): Sum()}
    for *kinds, amount, processes, without in _kinds(snapshot, filters, unit):
        found.setdefault(tuple(kinds[place] for place in places), Sum()).add(amount, processes, without)
    return found


def _name_of(snapshot: Snapshot, kind: str, identity: str | None) -> str | None:
    """Return what a year, method, category or source is called: a source has a name, all else is a code."""
    if kind != "source":
        return identity
    return next((source["name"] for source in snapshot.sources if source["id"] == identity), None)


@cached
def _kinds(snapshot: Snapshot, filters: Filters, unit: str | None) -> tuple[tuple[Any, ...], ...]:
    """Return the sums by all of KINDS."""
    if filters.supplier:
        return _of_lots(snapshot, lots(snapshot, filters, unit))
    common, values = cells(filters, unit)
    words = ", ".join(f"CAST({name} AS VARCHAR)" for name in KINDS)
    found = rows(
        snapshot,
        f"""WITH {common} SELECT {words}, amount, CAST(processes AS BIGINT), CAST(without_amount AS BIGINT)
        FROM (SELECT {", ".join(KINDS)}, sum(amount) AS amount, sum(processes) AS processes,
            sum(without_amount) AS without_amount FROM cells GROUP BY ALL)""",
        values,
    )
    return tuple(found.fetchall())


def _of_lots(snapshot: Snapshot, of: Lots) -> tuple[tuple[Any, ...], ...]:
    """Return what `_kinds` does of processes of which the suppliers chosen got something."""
    codes = [columns.column(snapshot, kind).codes[of.process] for kind in KINDS]
    order = np.lexsort(codes)
    groups = starts(*(own[order] for own in codes))
    words = [columns.labels(snapshot, kind)[0][own[order][groups]] for kind, own in zip(KINDS, codes, strict=True)]
    amounts = decimals(added(of.amount[order], groups), added(of.known[order], groups))
    processes, without = np.diff(groups, append=len(order)).tolist(), added(of.without[order], groups).tolist()
    return tuple(zip(*words, amounts, processes, without, strict=True))


def ranked_kinds(
    snapshot: Snapshot, filters: Filters, by: Dimension, unit: str | None, *, order: str, limit: int | None, offset: int
) -> tuple[pd.DataFrame, int]:
    """Return what `money.grouped` does by one of KINDS."""

    def place(group: tuple[tuple[str | None, ...], Sum]) -> tuple[Any, ...]:
        (one,), own = group
        name = _name_of(snapshot, by, one)
        ranks = [(own.amount is None, -(own.amount or 0)), -own.processes]
        named = (name is None, name or "", one is None, one or "")
        return (*(() if by == "year" else ranks if order == "amount" else ranks[::-1]), *named)

    found = sorted(by_kinds(snapshot, filters, unit, by).items(), key=place)
    shown = found[offset : None if limit is None else offset + limit]
    return rows_of(snapshot, (by,), shown, ("id", "name")), len(found)


def rows_of(
    snapshot: Snapshot,
    by: tuple[Dimension, ...],
    found: list[tuple[tuple[str | None, ...], Sum]],
    names: tuple[str, ...],
) -> pd.DataFrame:
    """Return groups of `by_kinds` as rows: id and name of each dimension, amount, processes, without_amount."""
    words = [
        [told for name, one in zip(by, key, strict=True) for told in (one, _name_of(snapshot, name, one))]
        for key, _ in found
    ]
    rows = pd.DataFrame(words, columns=list(names), dtype=object)
    return rows.assign(
        amount=np.array([own.money for _, own in found], np.float64),
        processes=np.array([own.processes for _, own in found], np.int64),
        without_amount=np.array([own.without for _, own in found], np.int64),
    )
