"""Payments against what was contracted, month by month, in one currency at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from data_loader.filters import Filters
from data_loader.groups import exact, money
from data_loader.queries.answers import cached
from data_loader.queries.asking import frame, one
from data_loader.queries.growth import summed
from data_loader.queries.selection import selected, unit_of
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


@cached
def payments(snapshot: Snapshot, filters: Filters) -> Payments:
    """Return the payments of the selection; with a supplier chosen, only its share of contracts and payments.

    A contract belongs to the month of its signature, else of its process; a payment to the month of its date.
    """
    unit = unit_of(snapshot, filters)
    test, values = selected(snapshot, filters, unit=unit, sold=True)
    months = frame(
        snapshot,
        f"""SELECT CAST(p.month AS VARCHAR) AS month, CAST(sum(p.contracted) AS DOUBLE) AS contracted,
            CAST(sum(p.paid) AS DOUBLE) AS paid
        FROM {summed("flows", filters)} p WHERE p.currency = $unit AND {test}
        GROUP BY p.month ORDER BY p.month NULLS LAST""",
        values,
    )
    dated = months["month"].notna()
    rows = months[dated].reset_index(drop=True)
    totals: dict[str, Any] = {}
    for name in ("contracted", "paid"):
        amounts = exact(months[name].fillna(0).to_numpy())
        rows[f"{name}_so_far"] = money(amounts[dated].cumsum())
        totals[name] = _published(months[name], amounts.sum())
        totals[f"{name}_undated"] = _published(months[name][~dated], amounts[~dated].sum())
    share = totals["paid"] / totals["contracted"] if totals["contracted"] and totals["paid"] is not None else None
    return Payments(unit=unit, share=share, rows=rows, **totals, **_both(snapshot, filters, unit))


def _published(amounts: pd.Series[float], total: Any) -> float | None:
    """Return a sum as money, None where none of the amounts was published."""
    return float(money(total)) if amounts.notna().any() else None


def _both(snapshot: Snapshot, filters: Filters, unit: str | None) -> dict[str, Any]:
    """Return both, paid_more and excess, process by process."""
    test, values = selected(snapshot, filters, unit=unit, sold=True)
    if filters.supplier:
        compared = f"""SELECT sum(p.contracted) AS before, sum(p.paid) AS after FROM pairs p
            WHERE p.currency = $unit AND {test} GROUP BY p.process_id"""
    else:
        compared = f"SELECT before, after FROM growth p WHERE p.step = 'payment' AND p.currency = $unit AND {test}"
    return one(
        snapshot,
        f"""SELECT count(*) FILTER (before IS NOT NULL AND after IS NOT NULL) AS both,
            count(*) FILTER (after > before) AS paid_more,
            CAST(sum(after - before) FILTER (after > before) AS DOUBLE) AS excess
        FROM ({compared})""",
        values,
    )


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
