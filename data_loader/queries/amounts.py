"""The money of the processes as columns of numbers: what is published of a stage, and in which currency.

A million processes grouped cost a statement some hundredths of a second each time; numpy adds them up in thousandths. The
columns of a stage take five bytes a process, see served_columns; `selection` chooses from them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from data_loader.groups import Numbers, Test, Whole
from data_loader.queries.asking import rows
from data_loader.snapshot import Snapshot


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


def currency_code(snapshot: Snapshot, unit: str | None) -> int:
    """Return the code of a currency, -1 where no amount is in it."""
    of_all = currencies(snapshot)
    return of_all.index(unit) + 1 if unit in of_all else -1


@lru_cache(maxsize=1)
def currencies(snapshot: Snapshot) -> tuple[str, ...]:
    """Return the currencies that are published, in the order of the alphabet."""
    ((found,),) = rows(snapshot, "SELECT enum_range(any_value(currency)) FROM facts").fetchall()
    return tuple(found or ())


def published(snapshot: Snapshot, stage: str) -> Published:
    """Return the amounts of a stage."""
    part = {
        name: snapshot.columns[f"amounts/{stage}/{name}"]
        for name in ("currency", "small", "factor", *(f"others/{name}" for name in Amounts.__slots__))
    }
    others = Amounts(*(part[f"others/{name}"] for name in Amounts.__slots__))
    return Published(part["currency"], part["small"], int(part["factor"][0]), others)
