"""The money by the kind of process: year, method, category and source, found once for all that asks by some of them."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from data_loader.filters import Dimension, Filters
from data_loader.groups import money
from data_loader.queries.answers import cached
from data_loader.queries.columns import labels
from data_loader.queries.sums import sums
from data_loader.snapshot import Snapshot

KINDS: Final = ("year", "method", "category", "source")
_CHRONOLOGICAL: Final = ("year", "month")


class Sum:
    """What processes add up to: `amount` as in sums.Sums (None: none published), `processes`, those `without` one."""

    __slots__ = ("amount", "processes", "without")

    def __init__(self) -> None:
        self.amount: float | None = None
        self.processes = 0
        self.without = 0

    def add(self, amount: float | None, processes: int, without: int = 0) -> None:
        """Add others to them."""
        if amount is not None:
            self.amount = amount if self.amount is None else self.amount + amount
        self.processes += processes
        self.without += without


def by_kinds(snapshot: Snapshot, filters: Filters, unit: str | None, *by: str) -> dict[tuple[str | None, ...], Sum]:
    """Return the sums of the selection by columns of words, or year (None: not published); without any, of all as one."""
    among = KINDS if {*by} <= {*KINDS} else by
    places = [among.index(name) for name in by]
    found: dict[tuple[str | None, ...], Sum] = {} if by else {(): Sum()}
    for *kinds, amount, processes, without in _added(snapshot, filters, unit, among):
        found.setdefault(tuple(kinds[place] for place in places), Sum()).add(amount, processes, without)
    return found


@cached
def _added(snapshot: Snapshot, filters: Filters, unit: str | None, by: tuple[str, ...]) -> tuple[tuple[Any, ...], ...]:
    """Return the sums by columns as rows: the words, the amount (None: none published), the processes and those without."""
    found = sums(snapshot, filters, unit, *by)
    words = [labels(snapshot, name)[0][codes] for name, codes in zip(by, found.codes, strict=True)]
    amounts = [amount if known else None for amount, known in zip(found.amount.tolist(), found.known, strict=True)]
    return tuple(zip(*words, amounts, found.processes.tolist(), found.without.tolist(), strict=True))


def ranked_kinds(
    snapshot: Snapshot, filters: Filters, by: Dimension, unit: str | None, *, order: str, limit: int | None, offset: int
) -> tuple[pd.DataFrame, int]:
    """Return what `money.grouped` does by one of KINDS, or by month."""
    names = _names(snapshot, by)

    def place(group: tuple[tuple[str | None, ...], Sum]) -> tuple[Any, ...]:
        (one,), own = group
        name = names[one]
        ranks = [(own.amount is None, -(own.amount or 0)), -own.processes]
        named = (name is None, name or "", one is None, one or "")
        return (*(() if by in _CHRONOLOGICAL else ranks if order == "amount" else ranks[::-1]), *named)

    found = sorted(by_kinds(snapshot, filters, unit, by).items(), key=place)
    shown = found[offset : None if limit is None else offset + limit]
    return rows_of(snapshot, (by,), shown, ("id", "name")), len(found)


def _names(snapshot: Snapshot, by: str) -> dict[str | None, str | None]:
    """Return what the groups of a column are called, by their ids."""
    return dict(zip(*labels(snapshot, by), strict=True))


def rows_of(
    snapshot: Snapshot,
    by: tuple[Dimension, ...],
    found: list[tuple[tuple[str | None, ...], Sum]],
    names: tuple[str, ...],
) -> pd.DataFrame:
    """Return groups of `by_kinds` as rows: id and name of each dimension, amount, processes, without_amount."""
    names_of = [_names(snapshot, name) for name in by]
    words = [[told for names, one in zip(names_of, key, strict=True) for told in (one, names[one])] for key, _ in found]
    rows = pd.DataFrame(words, columns=list(names), dtype=object)
    return rows.assign(
        amount=money(
            np.array([own.amount or 0 for _, own in found]),
            np.array([own.amount is not None for _, own in found], bool),
        ),
        processes=np.array([own.processes for _, own in found], np.int64),
        without_amount=np.array([own.without for _, own in found], np.int64),
    )
