"""Who sold to whom in a selection, as columns of numbers: chosen once, then added up by supplier in many ways.

Most questions about suppliers group the same rows, one a process and supplier: a million of them take DuckDB a tenth of
a second each time. In columns they stand in the order of the suppliers, in which numpy adds up a million numbers by
supplier in two thousandths; a selection is made of them by the places of its processes (`selection.kept`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

import numpy as np
import pandas as pd

from data_loader.filters import NOT_PUBLISHED, Filters
from data_loader.groups import Numbers, Test, Whole, added, exact, extremes, marked, of_each, rows_with, starts
from data_loader.queries import columns, selection
from data_loader.queries.amounts import currency_code
from data_loader.queries.asking import kept_id, rows, supplier_numbers
from data_loader.queries.latest import latest
from data_loader.queries.pairs import amounts_at, sold, sold_by
from data_loader.queries.sums import sums
from data_loader.snapshot import Snapshot

By = Literal["supplier", "agency"]


@dataclass(frozen=True, slots=True)
class Dealings:
    """Rows of one process, supplier and currency, in the order of supplier and agency.

    `process` is the place in `columns`, where what else is known of it stands; `supplier` the number in
    `supplier_names`, `agency` the code in `columns`, both 0 where none is published. `amount` is in the filters' stage
    and the unit, in ten-thousandths, 0 where there is none (`known` is false); where all together would not fit into
    64 bits, they are floats. Of the rows of a process and supplier one is the `first`, which is `without` where none of
    them has an amount.
    """

    process: Whole
    supplier: Whole
    agency: Whole
    amount: Numbers
    known: Test
    first: Test
    without: Test

    def where(self, kept: Test | Whole | slice) -> Dealings:
        """Return some of the rows, by a test of each or by their places."""
        return Dealings(*chosen(kept, *(getattr(self, name) for name in self.__slots__)))

    def named(self) -> Dealings:
        """Return the rows whose supplier is published."""
        return self.where(slice(int(np.searchsorted(self.supplier, 1)), None))

    def of(self, suppliers: Whole) -> Dealings:
        """Return the rows of some suppliers."""
        return self.where(rows_with(self.supplier, suppliers))


def processes_of(places: Whole) -> int:
    """Return how many different processes rows are of, by the places of these."""
    return int(np.count_nonzero(marked(places, int(places.max(initial=-1)) + 1)))


@lru_cache(maxsize=1)
def first_years(snapshot: Snapshot) -> Whole:
    """Return the code of the first year of each supplier in any source, by its number; 0 where no process has a date."""
    pairs, year = sold(snapshot), columns.column(snapshot, "year").codes
    groups, one = starts(pairs.supplier), year.dtype.type(1)
    found = np.zeros(int(pairs.supplier.max(initial=0)) + 1, year.dtype)
    found[pairs.supplier[groups]] = of_each(np.minimum, year[pairs.process] - one, groups) + one  # 0 comes last
    return found


@latest(1)
def dealings(snapshot: Snapshot, filters: Filters, unit: str | None) -> Dealings:
    """Return the rows of a selection; those of the latest are kept, and all columns that they are chosen from."""
    return _lot(snapshot, filters.stage, unit, _kept(snapshot, filters, unit))


def around(snapshot: Snapshot, filters: Filters, unit: str | None, numbers: Sequence[int], *, by: By) -> Dealings:
    """Return the rows of some suppliers or agencies in a selection, and those of all whom they deal with."""
    pairs = sold(snapshot)
    mine, theirs = (pairs.supplier, pairs.agency) if by == "supplier" else (pairs.agency, pairs.supplier)
    own = _selected(snapshot, filters, unit, np.flatnonzero(np.isin(mine, numbers)))
    partners = np.zeros(int(theirs.max(initial=0)) + 1, np.bool_)
    partners[theirs[own]] = theirs[own] > 0  # nobody in particular is no partner
    beside = rows_with(theirs, np.flatnonzero(partners)) if by == "agency" else np.flatnonzero(partners[theirs])
    there = np.bincount(np.append(own, _selected(snapshot, filters, unit, beside)))
    return _lot(snapshot, filters.stage, unit, np.flatnonzero(there))


def _lot(snapshot: Snapshot, stage: str, unit: str | None, kept: Whole | slice) -> Dealings:
    """Return the rows of `pairs` at some places."""
    pairs = sold(snapshot)
    process, supplier, agency, first, alone = chosen(
        kept, pairs.process, pairs.supplier, pairs.agency, pairs.first, pairs.alone
    )
    amount, some, mine = _money(snapshot, stage, unit, kept, process)
    lot = Dealings(process, supplier, agency, amount, known=mine, first=first, without=~some)
    _judge_together(lot, np.flatnonzero(~alone))
    return lot


def _money(
    snapshot: Snapshot, stage: str, unit: str | None, kept: Whole | slice, process: Whole
) -> tuple[Numbers, Test, Test]:
    """Return the amounts of the rows at some places, which are of these processes; whether there is one, and in the unit."""
    amount, some = amounts_at(snapshot, stage, kept, process)
    (currency,) = chosen(kept, sold(snapshot).currency)
    mine = some & (currency == currency_code(snapshot, unit))
    amount *= mine
    return amount if np.issubdtype(amount.dtype, np.integer) else exact(amount), some, mine


def _kept(snapshot: Snapshot, filters: Filters, unit: str | None) -> Whole | slice:
    """Return the places of the rows of `pairs` that are selected: of the processes, and of the suppliers chosen."""
    pairs = sold(snapshot)
    if filters.supplier:
        return _selected(snapshot, filters, unit, sold_by(snapshot, filters))
    if len(filters.agency) == 1 and filters.agency[0] != NOT_PUBLISHED:
        (number,) = numbers_by_id(snapshot, [kept_id(snapshot, filters.agency[0])], by="agency") or [-1]
        return _selected(snapshot, filters, unit, np.flatnonzero(pairs.agency == number))
    test = _test(snapshot, filters, unit)
    return slice(None) if test is None else np.flatnonzero(test.take(pairs.process))


def _selected(snapshot: Snapshot, filters: Filters, unit: str | None, places: Whole) -> Whole:
    """Return those of some places of `pairs` whose processes are selected."""
    test = _test(snapshot, filters, unit)
    return places if test is None else places[test.take(sold(snapshot).process.take(places))]


def _test(snapshot: Snapshot, filters: Filters, unit: str | None) -> Test | None:
    """Return which processes are selected, None where they are all."""
    bounded = filters.min_amount is not None or filters.max_amount is not None
    found = selection.kept(snapshot, filters.replace(currency=unit) if bounded else filters)
    return found and found[0]


def _judge_together(lot: Dealings, several: Whole) -> None:
    """Let rows of a process and supplier be without an amount where all of them are: the first of them comes first."""
    groups = np.flatnonzero(lot.first[several])
    if len(groups):
        none = np.logical_and.reduceat(lot.without[several], groups)
        lot.without[several] = np.repeat(none, np.diff(groups, append=len(several)))
    np.logical_and(lot.without, lot.first, out=lot.without)


def forget() -> None:
    """Forget what was fetched."""
    dealings.cache_clear()
    sums_by.cache_clear()


@dataclass(frozen=True, slots=True)
class Sums:
    """What groups of rows add up to. `amount` is as in Dealings, `known` the number of rows that have one."""

    supplier: Whole
    agency: Whole
    amount: Numbers
    known: Whole
    processes: Whole
    without: Whole

    def numbers(self, by: By) -> Whole:
        """Return the numbers of the suppliers or agencies."""
        return self.supplier if by == "supplier" else self.agency

    def published(self, by: By) -> Test:
        """Return which suppliers or agencies are published."""
        return self.numbers(by) > 0

    def where(self, kept: Test | Whole) -> Sums:
        """Return some of the groups, by a test of each or by their places."""
        return Sums(*chosen(kept, *(getattr(self, name) for name in self.__slots__)))


def chosen(kept: Test | Whole | slice, *of: Numbers) -> tuple[Numbers, ...]:
    """Return some rows of columns, by a test of each or by their places: by places numpy is ten times as fast."""
    places = np.flatnonzero(kept) if isinstance(kept, np.ndarray) and kept.dtype == np.bool_ else kept
    return tuple(column[places] if isinstance(places, slice) else column.take(places) for column in of)


def summed(lot: Dealings | Sums, groups: Whole) -> Sums:
    """Return the sums of groups of rows, or of sums."""
    processes = added(lot.processes if isinstance(lot, Sums) else lot.first, groups)
    amount, known, without = (added(column, groups) for column in (lot.amount, lot.known, lot.without))
    return Sums(lot.supplier[groups], lot.agency[groups], amount, known, processes, without)


def by_supplier(lot: Dealings | Sums) -> Sums:
    """Return the sums of each supplier, in the order of their numbers."""
    return summed(lot, starts(lot.supplier))


def by_supplier_and_agency(lot: Dealings) -> Sums:
    """Return the sums of each supplier with each agency."""
    return summed(lot, starts(lot.supplier, lot.agency))


_FEW: Final = 50_000


@latest(2)
def sums_by(snapshot: Snapshot, filters: Filters, unit: str | None, by: By) -> Sums:
    """Return the sums of each supplier or agency, in the order of their numbers; those of the latest are kept."""
    if by == "supplier":
        return by_supplier(dealings(snapshot, filters, unit))
    of = sums(snapshot, filters, unit, "agency")
    (agency,) = of.codes
    return Sums(np.zeros_like(agency), agency, of.amount, of.known, of.processes, of.without)


def names_of(snapshot: Snapshot, numbers: Whole, *, by: By) -> pd.DataFrame:
    """Return id and name of suppliers or agencies by their numbers, in this order; None where not published."""
    if by == "agency":
        ids, names = columns.words(snapshot, "agency")[numbers], columns.agency_names(snapshot)[0][numbers]
    else:
        ids, names = _names_of_suppliers(snapshot, numbers)
    return pd.DataFrame({"id": ids, "name": names}, dtype=object)


def _names_of_suppliers(snapshot: Snapshot, numbers: Whole) -> tuple[Numbers, ...]:
    """Return the ids and the names: a few are looked up, of many a statement tells those of all, in the order of the numbers."""
    if len(numbers) <= _FEW:
        return tuple(snapshot.columns.texts(f"suppliers/{name}", numbers) for name in ("id", "name"))
    told = rows(snapshot, "SELECT supplier_id, name FROM supplier_names ORDER BY supplier").fetchnumpy()
    return tuple(np.append([None], np.ma.filled(column, None))[numbers] for column in told.values())


def agencies_called(snapshot: Snapshot, ids: Iterable[str | None]) -> list[str | None]:
    """Return the names of agencies by their ids, None where there is none."""
    names = columns.agency_names(snapshot)[0]
    return [names[max(columns.code_of(snapshot, "agency", one), 0)] if one else None for one in ids]


def _alphabet(snapshot: Snapshot, by: By) -> Whole:
    """Return the place of each supplier or agency, by its number, in the order of names and ids; the first is nobody's: last."""
    if by == "agency":
        return columns.agency_names(snapshot)[1]
    places: Whole = snapshot.columns["suppliers/place"]
    return places


def numbers_by_id(snapshot: Snapshot, ids: Sequence[str], *, by: By) -> list[int]:
    """Return the numbers of the suppliers or agencies that have one of some ids."""
    if by == "agency":
        return sorted({code for one in ids if (code := columns.code_of(snapshot, "agency", one)) > 0})
    return [number for number in supplier_numbers(snapshot, tuple(ids)) if number]


def most_first(sums: Sums, order: str) -> tuple[Numbers, Numbers]:
    """Return the keys of a ranking by "amount" (none last) and processes, or the other way round: the least is first."""
    amount, processes = np.where(sums.known > 0, -sums.amount, extremes(sums.amount).max), -sums.processes
    return (amount, processes) if order == "amount" else (processes, amount)


def ranked(
    snapshot: Snapshot, numbers: Whole, keys: tuple[Numbers, ...], *, by: By, limit: int | None, offset: int
) -> tuple[Whole, pd.DataFrame]:
    """Return the places of those that are `limit` from `offset` on by keys, then by name and id, and `names_of` these.

    Of a hundred thousand suppliers, only those that may be on the page are put in order and get a name.
    """
    after = len(numbers) if limit is None else min(offset + limit, len(numbers))
    if offset >= after:
        return np.empty(0, np.int64), names_of(snapshot, numbers[:0], by=by)
    few = np.flatnonzero(keys[0] <= np.partition(keys[0], after - 1)[after - 1])
    told = _alphabet(snapshot, by)[numbers[few]]
    places = few[np.lexsort((told, *(key[few] for key in reversed(keys))))][offset:after]
    return places, names_of(snapshot, numbers[places], by=by)
