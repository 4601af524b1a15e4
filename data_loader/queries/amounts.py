"""The money of the processes as columns of numbers: what is published of a stage, and in which currency.

A million processes grouped cost a statement some hundredths of a second each time; numpy adds them up in thousandths. The
columns of a stage are fetched once, nine bytes a process; `selection` chooses from them.
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
        return Amounts(self.process[chosen], self.currency[chosen], self.amount[chosen])


@dataclass(frozen=True, slots=True)
class Published:
    """The amounts of all processes in one stage: of each in their order the only one, and those of the others.

    Of a process without an amount, or with `several`, `currency` is one more than the last and `amount` is 0.
    """

    currency: Whole
    amount: Numbers
    several: Amounts


@lru_cache(maxsize=1)
def currencies(snapshot: Snapshot) -> tuple[str, ...]:
    """Return the currencies that are published, in the order of the alphabet."""
    ((found,),) = rows(snapshot, "SELECT enum_range(any_value(currency)) FROM facts").fetchall()
    return tuple(found or ())


@lru_cache(maxsize=2)
def published(snapshot: Snapshot, stage: str) -> Published:
    """Return the amounts of a stage; those of the latest two are kept."""
    none = len(currencies(snapshot)) + 1
    found, alone = _fetched(snapshot, _ROWS.format(amount=stage, alone="alone", rows="facts"))
    known = found.currency < none
    several = found.where(~alone & known)
    first = np.flatnonzero(np.diff(found.process, prepend=-1))  # of a process with several rows one stands for it
    found.currency[~alone], found.amount[~alone] = none, 0
    if len(first) == len(alone):
        return Published(found.currency, found.amount, several)
    return Published(found.currency[first], found.amount[first], several)


def shares(snapshot: Snapshot, filters: Filters) -> Amounts:
    """Return what the suppliers that the filters choose have of the amounts of their stage, put together by process."""
    of = f"pairs p WHERE {supplier_is(filters, 'p')} AND p.{filters.stage} IS NOT NULL GROUP BY process_id, currency"
    sql = _ROWS.format(amount=f"sum(p.{filters.stage})", alone="true", rows=of)
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
