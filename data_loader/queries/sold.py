"""What the suppliers chosen sold: their rows of `pairs`, fetched as they are, from which numpy counts all that is asked of them.

They are few, and stand beside each other. A statement that puts them together by process costs more to plan than to run,
and a page asks for a dozen such sums.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
import pandas as pd

from data_loader.filters import AMOUNT_STAGES
from data_loader.queries.asking import rows
from data_loader.queries.groups import Numbers, Test, Whole, added, exact, money, starts
from data_loader.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Sold:
    """Rows of one process, supplier and currency, in the order of the processes.

    `process` is the place in `columns`; `currency` the place in `currencies`, 0 where none is published. `amounts` are those
    of each stage as in groups.exact, 0 where none is published: then it is not `known`.
    """

    process: Whole
    currency: Whole
    currencies: tuple[str | None, ...]
    amounts: Mapping[str, Numbers]
    known: Mapping[str, Test]


@dataclass(frozen=True, slots=True)
class Lots:
    """Processes, and what the suppliers chosen got of each in one stage and unit: `amount`, 0 where none is `known`.

    One without is `without` any amount, has an `other` currency's, or is `unknown`: its amounts have no currency.
    """

    process: Whole
    amount: Numbers
    known: Test
    without: Test
    other: Test
    unknown: Test


_ROWS: Final = f"""SELECT p.process_id - 1 AS process, coalesce(enum_code(p.currency)::INTEGER + 1, 0) AS currency,
        {", ".join(f"CAST(p.{stage} AS DOUBLE) AS {stage}" for stage in AMOUNT_STAGES)}
    FROM pairs p WHERE """
_UNUSED: Final = frozenset({"stage", "unit", "q"})
"""What a condition is not told by these parameters, but by members: see base.condition."""


def sold(snapshot: Snapshot, test: str, values: Mapping[str, Any]) -> Sold:
    """Return the rows of `pairs p` that a condition keeps, which names suppliers; those of the latest two are kept."""
    used = {name: tuple(item) if isinstance(item, list) else item for name, item in values.items()}
    return _sold(snapshot, test, tuple(sorted((name, used[name]) for name in used.keys() - _UNUSED)))


@lru_cache(maxsize=2)
def _sold(snapshot: Snapshot, test: str, given: tuple[tuple[str, Any], ...]) -> Sold:
    values = {name: list(item) if isinstance(item, tuple) else item for name, item in given}
    found: dict[str, Any] = rows(snapshot, _ROWS + test, values).fetchnumpy()
    order = np.argsort(found["process"], kind="stable")
    process, currency = (np.ma.getdata(found[name])[order] for name in ("process", "currency"))
    amounts = {stage: found[stage][order] for stage in AMOUNT_STAGES}
    return Sold(
        process,
        currency,
        currencies(snapshot),
        {stage: exact(np.ma.filled(own, 0.0)) for stage, own in amounts.items()},
        {stage: ~np.ma.getmaskarray(own) for stage, own in amounts.items()},
    )


@lru_cache(maxsize=2)
def currencies(snapshot: Snapshot) -> tuple[str | None, ...]:
    """Return what the codes of currencies mean, None for 0: none is published."""
    ((listed,),) = rows(snapshot, "SELECT enum_range(any_value(currency)) FROM cube").fetchall()
    return (None, *(listed or ()))


def code_of(listed: Sequence[str | None], unit: str | None) -> int:
    """Return the code of a currency among those listed, -1 where no amount is in it."""
    return listed.index(unit) if unit is not None and unit in listed else -1


def lots(found: Sold, stage: str, unit: str | None) -> Lots:
    """Return the processes of rows, in their order."""
    groups, known, amounts = starts(found.process), found.known[stage], found.amounts[stage]
    code = code_of(found.currencies, unit)
    mine = known & (found.currency == code)
    has_mine, has_any = added(mine, groups) > 0, added(known, groups) > 0
    has_other = added(known & (found.currency > 0) & (found.currency != code), groups) > 0
    return Lots(
        process=found.process[groups],
        amount=added(amounts * mine, groups),
        known=has_mine,
        without=~has_any,
        other=has_other & ~has_mine,
        unknown=has_any & ~has_mine & ~has_other,
    )


def totals(of: Lots) -> dict[str, Any]:
    """Return what base.totals does."""
    return {
        "total": float(money(of.amount.sum())) if of.known.any() else None,
        "processes": len(of.process),
        "without_amount": int(of.without.sum()),
        "other_currency": int(of.other.sum()),
        "currency_not_published": int(of.unknown.sum()),
    }


def currency_counts(found: Sold, stages: Sequence[str]) -> pd.DataFrame:
    """Return currency and, of each stage, the amount in it and `…_processes`, how many have one; none published is the last."""
    codes = np.unique(found.currency)
    codes = np.roll(codes, -1) if len(codes) and codes[0] == 0 else codes
    counts = pd.DataFrame({"currency": pd.Series([found.currencies[code] for code in codes], dtype=object)})
    for stage in stages:
        own = [found.known[stage] & (found.currency == code) for code in codes]
        counts[f"{stage}_processes"] = np.array([len(starts(found.process[test])) for test in own], np.int64)
        sums = [money(found.amounts[stage][test].sum(), bool(test.any())) for test in own]
        counts[stage] = np.array(sums, np.float64)
    return counts
