"""The money of the processes as columns of numbers: what is published of a stage, and in which currency.

A million processes grouped cost a statement some hundredths of a second each time; numpy adds them up in thousandths. The
columns of a stage are fetched once, five bytes a process; `selection` chooses from them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np

from data_loader.filters import Filters
from data_loader.queries.asking import rows
from data_loader.queries.base import supplier_is
from data_loader.queries.groups import Numbers, Test, Whole, exact
from data_loader.snapshot import Snapshot

_ROWS: Final = """SELECT process_id - 1 AS process, coalesce(enum_code(currency)::USMALLINT + 1, 0)::USMALLINT AS currency,
    CAST({amount} AS DOUBLE) AS amount, {alone} AS alone FROM {rows}"""

_FACTORS: Final = (100, 10_000)
"""Amounts are of whole hundredths, or of whole units where a currency is small: so many ten-thousandths."""
_MOST: Final = 0.8
"""So many of the amounts must be short, else all are kept in eight bytes: those that are not take thirteen."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """Amounts of processes, these by their places in `columns`, in ten-thousandths; floats where they would not fit together.

    `currency` is 1 + its place among `currencies`, 0 = not published.
    """

    process: Whole
    currency: Whole
    amount: Numbers

    def where(self, chosen: Test | Whole) -> Amounts:
        """Return some of them."""
        places = np.flatnonzero(chosen) if chosen.dtype == np.bool_ else chosen
        return Amounts(self.process.take(places), self.currency.take(places), self.amount.take(places))


@dataclass(frozen=True, slots=True)
class Published:
    """The amounts of all processes in one stage: of each in their order its only one, and those of the `others`.

    Of a process without an amount, or of the others, `currency` is one more than the last and the amount is 0. `small` times
    `factor` is the amount: nearly all fit into four bytes so.
    """

    currency: Whole
    small: Numbers
    factor: int
    others: Amounts

    def amount(self, places: Whole | slice) -> Numbers:
        """Return the amounts of processes by their places."""
        chosen = self.small[places] if isinstance(places, slice) else self.small.take(places)
        return chosen * np.int64(self.factor) if np.issubdtype(chosen.dtype, np.integer) else chosen


@lru_cache(maxsize=1)
def currencies(snapshot: Snapshot) -> tuple[str, ...]:
    """Return the currencies that are published, in the order of the alphabet."""
    ((found,),) = rows(snapshot, "SELECT enum_range(any_value(currency)) FROM facts").fetchall()
    return tuple(found or ())


@lru_cache(maxsize=5)
def published(snapshot: Snapshot, stage: str) -> Published:
    """Return the amounts of a stage, read once a snapshot."""
    none = len(currencies(snapshot)) + 1
    found, alone = _fetched(snapshot, _ROWS.format(amount=stage, alone="alone", rows="facts"))
    factor, fits = _shortened(found.amount)
    plain = alone & fits
    small = (found.amount // factor).astype(np.int32) if factor > 1 else found.amount.copy()
    currency = np.where(plain, found.currency, none).astype(found.currency.dtype)
    small[~plain] = 0
    others = found.where(~plain & (found.currency < none))
    first = np.flatnonzero(np.diff(found.process, prepend=-1))  # of a process with several rows one stands for it
    if len(first) < len(alone):
        currency, small = currency[first], small[first]
    return Published(currency, small, factor, others)


def _shortened(amounts: Numbers) -> tuple[int, Test]:
    """Return a factor by which nearly all amounts are whole numbers of four bytes, and which these are; 1: there is none."""
    if np.issubdtype(amounts.dtype, np.integer):
        for factor in _FACTORS:
            short = amounts // factor
            fits = (short * factor == amounts) & (np.abs(short) < 2**31)
            if fits.sum() >= _MOST * len(amounts):
                return factor, fits
    return 1, np.ones(len(amounts), np.bool_)


def shares(snapshot: Snapshot, filters: Filters, stage: str) -> Amounts:
    """Return what the suppliers that the filters choose have of the amounts of a stage, put together by process."""
    of = f"pairs p WHERE {supplier_is(filters, 'p')} AND p.{stage} IS NOT NULL GROUP BY process_id, currency"
    sql = _ROWS.format(amount=f"sum(p.{stage})", alone="true", rows=of)
    return _fetched(snapshot, sql, {"supplier": list(filters.supplier)})[0]


def _fetched(snapshot: Snapshot, sql: str, values: dict[str, Any] | None = None) -> tuple[Amounts, Test]:
    """Return the rows of a statement, `currency` one more than the last where there is no amount, and which are alone."""
    found: dict[str, Any] = rows(snapshot, sql, values).fetchnumpy()
    plain = {name: np.ma.getdata(column) for name, column in found.items()}
    none = len(currencies(snapshot)) + 1
    missing = np.ma.getmaskarray(found["amount"])
    currency = np.where(missing, none, plain["currency"]).astype(np.min_scalar_type(none))
    amount = exact(np.where(missing, 0.0, plain["amount"]))
    return Amounts(plain["process"], currency, amount), plain["alone"]
