"""Who sold to whom in a selection, as columns of numbers: read once, then added up by supplier in many ways.

Most questions about suppliers group the same rows, one a process and supplier: a million of them take DuckDB a tenth of
a second each time. Here they are fetched once, in the order of the suppliers, in which numpy adds up a million numbers by
supplier in two thousandths.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from data_loader.filters import Filters
from data_loader.queries.asking import frame, rows
from data_loader.queries.base import cells, condition, supplier_is
from data_loader.snapshot import Snapshot

Whole = npt.NDArray[np.integer[Any]]
Numbers = npt.NDArray[Any]
Test = npt.NDArray[np.bool_]
By = Literal["supplier", "agency"]

_PARTS: Final = 10_000
"""Amounts have four decimals: as whole numbers of ten-thousandths they add up exactly."""
_FITS: Final = 9e14
_PRECISE: Final = 9e11
"""Amounts up to here a float has with all their decimals."""
NONE: Final = np.iinfo(np.int32).max
"""The number of the agency that is not published: after all others."""


@dataclass(frozen=True, slots=True)
class Dealings:
    """Rows of one process, supplier and currency, in the order of supplier and agency.

    `supplier` is the number in `supplier_names` (0 = not published), `agency` that in the order of the ids (NONE = not
    published), `year` 0 where there is none, `first_year` that of the supplier in any source, `direct` is 1 where the
    method is, 0 where it is another, -1 where none is published. `amount` is in the filters' stage and the unit, in ten-thousandths, 0 where
    there is none (`known` is false); where all together would not fit into 64 bits, they are floats. Of the rows of a
    process and supplier one is the `first`, which is `without` where none of them has an amount.
    """

    supplier: Whole
    agency: Whole
    year: Whole
    first_year: Whole
    direct: Whole
    amount: Numbers
    known: Test
    first: Test
    without: Test

    def where(self, kept: Test | Whole | slice) -> Dealings:
        """Return some of the rows, by a test of each or by their places."""
        return Dealings(*(getattr(self, name)[kept] for name in self.__slots__))

    def named(self) -> Dealings:
        """Return the rows whose supplier is published."""
        return self.where(slice(int(np.searchsorted(self.supplier, 1)), None))

    def of(self, suppliers: Iterable[int]) -> Dealings:
        """Return the rows of some suppliers."""
        numbers = np.unique(np.fromiter(suppliers, np.int64))
        first, after = (np.searchsorted(self.supplier, numbers, side) for side in ("left", "right"))
        places = [np.arange(*span) for span in zip(first, after, strict=True)]
        return self.where(np.concatenate([np.empty(0, np.int64), *places]))


@lru_cache(maxsize=2)
def dealings(snapshot: Snapshot, filters: Filters, unit: str | None) -> Dealings:
    """Return the rows of a selection; those of the latest two are kept."""
    test, values = condition(filters, unit=unit)
    of = f"p.{filters.stage}"
    found: dict[str, Any] = rows(
        snapshot,
        f"""SELECT coalesce(p.supplier, 0) AS supplier,
            coalesce(CAST(enum_code(p.agency_id) AS INTEGER), {NONE}) AS agency,
            CAST(coalesce(p.year, 0) AS SMALLINT) AS year, CAST(coalesce(p.first_year, 0) AS SMALLINT) AS first_year,
            coalesce(CAST(enum_code(p.method) AS INTEGER), -1) AS method,
            CASE WHEN p.currency = $unit THEN {of} END AS amount,
            p.alone, p.first_of_supplier AS first, {of} IS NULL AS "without", p.rowid AS place
        FROM pairs p WHERE {supplier_is(filters, "p")} AND {test}""",
        values,
    ).fetchnumpy()
    place = found.pop("place")
    if (place[1:] < place[:-1]).any():  # a join may turn the rows of the table round
        order = np.argsort(place)
        found = {name: column[order] for name, column in found.items()}
    amounts, alone, method = found.pop("amount"), found.pop("alone"), found.pop("method")
    plain = {name: np.ma.getdata(column) for name, column in found.items()}
    known = ~np.ma.getmaskarray(amounts)
    direct = _direct(snapshot)[method]
    lot = Dealings(amount=exact(np.ma.filled(amounts, 0.0)), known=known, direct=direct, **plain)
    _judge_together(lot, np.flatnonzero(~alone))
    return lot


@lru_cache(maxsize=2)
def _direct(snapshot: Snapshot) -> npt.NDArray[np.int8]:
    """Return what `direct` is by the code of the method; the last is that of none."""
    (codes,) = rows(snapshot, "SELECT enum_range(any_value(method)) FROM cube").fetchall()[0]
    return np.array([*(int(method == "direct") for method in codes or ()), -1], np.int8)


def _judge_together(lot: Dealings, several: Whole) -> None:
    """Let rows of a process and supplier be without an amount where all of them are: the first of them comes first."""
    groups = np.flatnonzero(lot.first[several])
    if len(groups):
        none = np.logical_and.reduceat(lot.without[several], groups)
        lot.without[several] = np.repeat(none, np.diff(groups, append=len(several)))
    np.logical_and(lot.without, lot.first, out=lot.without)


def exact(amounts: npt.NDArray[np.float64]) -> Numbers:
    """Return amounts as whole ten-thousandths, which add up exactly; as they are where their sum does not fit."""
    sizes = np.abs(amounts)
    if sizes.sum() >= _FITS:
        return amounts
    if sizes.max(initial=0) < _PRECISE:
        return np.rint(amounts * _PARTS).astype(np.int64)
    whole = np.trunc(amounts)
    return whole.astype(np.int64) * _PARTS + np.rint((amounts - whole) * _PARTS).astype(np.int64)


def forget() -> None:
    """Forget what was fetched."""
    dealings.cache_clear()
    sums_by.cache_clear()
    by_supplier_and_agency.cache_clear()


def starts(*keys: Numbers) -> Whole:
    """Return the place of the first row of each group, rows of a group being beside each other."""
    if not len(keys[0]):
        return np.empty(0, np.int64)
    new = np.ones(len(keys[0]), np.bool_)
    new[1:] = np.logical_or.reduce([key[1:] != key[:-1] for key in keys])
    return np.flatnonzero(new)


def added(numbers: Numbers, groups: Whole) -> Numbers:
    """Return the sum of each group, or of a test how many are true; `groups` are where they start."""
    return np.add.reduceat(numbers, groups, dtype=np.int64 if numbers.dtype == np.bool_ else None)


def of_each(extreme: np.ufunc, numbers: Numbers, groups: Whole) -> Numbers:
    """Return the least (np.minimum) or the most (np.maximum) of each group."""
    found: Numbers = extreme.reduceat(numbers, groups)
    return found


def extremes(numbers: Numbers) -> np.iinfo[Any] | np.finfo[Any]:
    """Return the least and the most that such numbers can be."""
    return np.iinfo(np.int64) if np.issubdtype(numbers.dtype, np.integer) else np.finfo(np.float64)


def money(sums: Numbers, known: Numbers | bool = True) -> npt.NDArray[np.float64]:  # noqa: FBT001, FBT002  how many, or any
    """Return sums of amounts in the unit, NaN where none was known."""
    plain = sums / _PARTS if np.issubdtype(sums.dtype, np.integer) else np.round(sums, 4)
    return np.where(known, plain, np.nan)


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
        return self.supplier > 0 if by == "supplier" else self.agency != NONE

    def where(self, kept: Test | Whole) -> Sums:
        """Return some of the groups, by a test of each or by their places."""
        return Sums(*(getattr(self, name)[kept] for name in self.__slots__))


def summed(lot: Dealings | Sums, groups: Whole) -> Sums:
    """Return the sums of groups of rows, or of sums."""
    processes = added(lot.processes if isinstance(lot, Sums) else lot.first, groups)
    amount, known, without = (added(column, groups) for column in (lot.amount, lot.known, lot.without))
    return Sums(lot.supplier[groups], lot.agency[groups], amount, known, processes, without)


def by_supplier(lot: Dealings | Sums) -> Sums:
    """Return the sums of each supplier, in the order of their numbers."""
    return summed(lot, starts(lot.supplier))


@lru_cache(maxsize=1)
def by_supplier_and_agency(snapshot: Snapshot, filters: Filters, unit: str | None) -> Sums:
    """Return the sums of each supplier with each agency; those of the latest selection are kept."""
    lot = dealings(snapshot, filters, unit)
    return summed(lot, starts(lot.supplier, lot.agency))


_NAMES: Final = {
    "supplier": "SELECT supplier AS number, supplier_id AS id, name FROM supplier_names",
    "agency": "SELECT CAST(enum_code(agency_id) AS INTEGER) AS number, agency_id AS id, name FROM agency_names",
}
_FEW: Final = 2000


@lru_cache(maxsize=4)
def sums_by(snapshot: Snapshot, filters: Filters, unit: str | None, by: By) -> Sums:
    """Return the sums of each supplier or agency, in the order of their numbers; those of the latest are kept."""
    if by == "supplier":
        return by_supplier(dealings(snapshot, filters, unit))
    common, values = cells(filters, unit)
    found: dict[str, Any] = rows(
        snapshot,
        f"""WITH {common} SELECT coalesce(CAST(enum_code(agency_id) AS INTEGER), {NONE}) AS agency,
            CAST(coalesce(sum(amount), 0) AS DOUBLE) AS amount, count(amount) AS known,
            CAST(sum(processes) AS BIGINT) AS processes, CAST(sum(without_amount) AS BIGINT) AS "without"
        FROM cells GROUP BY 1 ORDER BY 1""",
        values,
    ).fetchnumpy()
    plain = {name: np.ma.getdata(column) for name, column in found.items()}
    return Sums(supplier=np.zeros_like(plain["agency"]), **plain | {"amount": exact(plain["amount"])})


@lru_cache(maxsize=2)
def _agencies(snapshot: Snapshot) -> pd.DataFrame:
    """Return number, id and name of all agencies: some thousand, which every page needs a few of."""
    return frame(snapshot, _NAMES["agency"])


def names_of(snapshot: Snapshot, numbers: Whole, *, by: By) -> pd.DataFrame:
    """Return number, id and name of suppliers or agencies by their numbers, in this order; None where not published."""
    few = len(numbers) <= _FEW
    if by == "agency":
        known = _agencies(snapshot)
    else:
        among = "WHERE number IN (SELECT unnest($numbers))" if few else ""
        known = frame(snapshot, f"FROM ({_NAMES[by]}) {among}", {"numbers": numbers.tolist()} if few else {})
    places = pd.Index(known["number"]).get_indexer(pd.Index(numbers))
    columns = {name: [*known[name], None] for name in ("id", "name")}  # -1 is the place of none
    named = {name: pd.Series(np.array(told, object)[places], dtype=object) for name, told in columns.items()}
    return pd.DataFrame({"number": numbers} | named)


@lru_cache(maxsize=4)
def _alphabet(snapshot: Snapshot, by: By) -> Whole:
    """Return the place of each supplier or agency, by its number, in the order of names and ids; the last is nobody's."""
    sql = f"SELECT number FROM ({_NAMES[by]}) ORDER BY name NULLS LAST, id"
    ordered: Whole = np.ma.getdata(rows(snapshot, sql).fetchnumpy()["number"])
    places = np.full(int(ordered.max(initial=0)) + 2, len(ordered), np.int32)
    places[ordered] = np.arange(len(ordered))
    return places


def numbers_by_id(snapshot: Snapshot, ids: Sequence[str], *, by: By) -> list[int]:
    """Return the numbers of the suppliers or agencies that have one of some ids."""
    known = frame(snapshot, f"FROM ({_NAMES[by]}) WHERE id IN (SELECT unnest($ids))", {"ids": list(ids)})
    return [int(number) for number in known["number"]]


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
    alphabet = _alphabet(snapshot, by)
    told = alphabet[np.minimum(numbers[few], len(alphabet) - 1)]
    places = few[np.lexsort((told, *(key[few] for key in reversed(keys))))][offset:after]
    return places, names_of(snapshot, numbers[places], by=by)
