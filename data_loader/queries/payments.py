"""Payments against what was contracted, month by month, in one currency at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from data_loader.filters import Filters
from data_loader.groups import Numbers, Test, added_at, exact, money
from data_loader.queries.amounts import currency_code
from data_loader.queries.answers import cached
from data_loader.queries.asking import frame, one
from data_loader.queries.columns import words
from data_loader.queries.pairs import shares
from data_loader.queries.parts import Table, parts
from data_loader.queries.selection import kept, unit_of
from data_loader.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Payments:
    """What was contracted and what was paid, in `unit`; None = not published.

    `share` is paid / contracted. Of the processes that publish both (`both`), `paid_more` have more paid than
    contracted, by `excess` in all. `paid_undated` is paid at no published date: in no month, in every total.
    `rows`: month (2017-04), contracted, paid (in that month; NaN = nothing), contracted_so_far, paid_so_far.
    """

    unit: str | None
    contracted: float | None
    paid: float | None
    share: float | None
    both: int
    paid_more: int
    excess: float | None
    contracted_undated: float | None
    paid_undated: float | None
    rows: pd.DataFrame


_FLOWS: Final[tuple[Table, ...]] = ("contracted", "paid")


@cached
def payments(snapshot: Snapshot, filters: Filters) -> Payments:
    """Return the payments of the selection; with a supplier chosen, only its share of contracts and payments.

    A contract belongs to the month of its signature, else of its process; a payment to the month of its date.
    """
    unit = unit_of(snapshot, filters)
    flows = {name: _by_month(snapshot, filters, unit, name) for name in _FLOWS}
    some = np.logical_or.reduce([known for _, known in flows.values()])
    some[0] = False  # of no month
    rows = pd.DataFrame({"month": pd.Series(words(snapshot, "month")[some], dtype=object)})
    totals: dict[str, Any] = {}
    for name, (amount, known) in flows.items():
        rows[name] = money(amount, known)[some]
        rows[f"{name}_so_far"] = money(amount[some].cumsum())
        totals[name] = float(money(amount.sum())) if known.any() else None
        totals[f"{name}_undated"] = float(money(amount[0])) if known[0] else None
    rows = rows[["month", "contracted", "paid", "contracted_so_far", "paid_so_far"]]
    share = totals["paid"] / totals["contracted"] if totals["contracted"] and totals["paid"] is not None else None
    return Payments(unit=unit, share=share, rows=rows, **totals, **_both(snapshot, filters, unit))


def _by_month(snapshot: Snapshot, filters: Filters, unit: str | None, name: Table) -> tuple[Numbers, Test]:
    """Return the sums of each month by its code, 0 without a date, and which of them are published."""
    flows, none = parts(snapshot, name, filters, sold=True), len(words(snapshot, "month"))
    month = np.where(flows["currency"] == currency_code(snapshot, unit), flows["month"], np.intp(none))
    return added_at(month, flows["amount"], none + 1)[:-1], np.bincount(month, minlength=none + 1)[:-1] > 0


def _both(snapshot: Snapshot, filters: Filters, unit: str | None) -> dict[str, Any]:
    """Return both, paid_more and excess, process by process."""
    code = currency_code(snapshot, unit)
    if filters.supplier:
        before, after = _shared(snapshot, filters, code)
    else:
        paid = parts(snapshot, "payment", filters)
        paid = paid.where(paid["currency"] == code)
        before, after = paid["before"], paid["after"]
    more = after > before
    excess = (after[more] - before[more]).sum()
    return {
        "both": len(more),
        "paid_more": int(more.sum()),
        "excess": float(money(excess)) if more.any() else None,
    }


def _shared(snapshot: Snapshot, filters: Filters, currency: int) -> tuple[Numbers, Numbers]:
    """Return what of each process that publishes both is contracted with the suppliers chosen, and what is paid to them."""
    of = [shares(snapshot, filters, stage) for stage in ("contracted", "paid")]
    before, after = (each.where(each.currency == currency) for each in of)
    process, *places = np.intersect1d(before.process, after.process, assume_unique=True, return_indices=True)
    chosen = kept(snapshot, filters)
    among = slice(None) if chosen is None else chosen[0].take(process)
    return before.amount[places[0]][among], after.amount[places[1]][among]


@cached
def process_payments(snapshot: Snapshot, process_id: int, currency: str | None) -> pd.DataFrame:
    """Return the payments of one process by month in one currency: month, paid, paid_so_far, contracted.

    `contracted` is what the process contracted in all in that currency, the same in every row; NaN = not published.
    """
    values = {"process": process_id, "unit": currency}
    months = frame(
        snapshot,
        """SELECT strftime(date, '%Y-%m') AS month, CAST(sum(amount) AS DOUBLE) AS paid FROM transactions
        WHERE process_id = $process AND currency = $unit AND date IS NOT NULL AND amount IS NOT NULL
        GROUP BY ALL ORDER BY month""",
        values,
    )
    whole = one(
        snapshot,
        """SELECT CAST(sum(amount) AS DOUBLE) AS contracted FROM amounts
        WHERE process_id = $process AND stage = 'contracted' AND currency = $unit""",
        values,
    )
    so_far = money(exact(months["paid"].to_numpy()).cumsum())
    return months.assign(paid_so_far=so_far, contracted=pd.Series(whole["contracted"], months.index, "float64"))
