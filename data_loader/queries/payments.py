"""Payments against what was contracted, month by month, in one currency at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from data_loader.filters import Filters
from data_loader.queries.answers import cached
from data_loader.queries.asking import frame, one
from data_loader.queries.base import condition, supplier_is, unit_of
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
    test, values = condition(filters, unit=unit)
    chosen = f"p.currency = $unit AND {supplier_is(filters, 'p')} AND {test}"
    months = f"""WITH months AS (
        SELECT p.month, sum(p.contracted) AS contracted, sum(p.paid) AS paid FROM flows p WHERE {chosen} GROUP BY p.month)"""
    rows = frame(snapshot, f"{months} {_SO_FAR}", values)
    return Payments(
        unit=unit, rows=rows, **one(snapshot, f"{months} {_TOTALS}", values), **_both(snapshot, filters, unit)
    )


_SO_FAR = """SELECT month, CAST(contracted AS DOUBLE) AS contracted, CAST(paid AS DOUBLE) AS paid,
    CAST(coalesce(sum(contracted) OVER w, 0) AS DOUBLE) AS contracted_so_far,
    CAST(coalesce(sum(paid) OVER w, 0) AS DOUBLE) AS paid_so_far
FROM months WHERE month IS NOT NULL WINDOW w AS (ORDER BY month) ORDER BY month"""
_TOTALS = """SELECT CAST(sum(contracted) AS DOUBLE) AS contracted, CAST(sum(paid) AS DOUBLE) AS paid,
    CAST(sum(paid) AS DOUBLE) / nullif(CAST(sum(contracted) AS DOUBLE), 0) AS share,
    CAST(sum(contracted) FILTER (month IS NULL) AS DOUBLE) AS contracted_undated,
    CAST(sum(paid) FILTER (month IS NULL) AS DOUBLE) AS paid_undated
FROM months"""


def _both(snapshot: Snapshot, filters: Filters, unit: str | None) -> dict[str, Any]:
    """Return both, paid_more and excess, process by process."""
    test, values = condition(filters, unit=unit)
    if filters.supplier:
        compared = f"""SELECT sum(p.contracted) AS before, sum(p.paid) AS after FROM pairs p
            WHERE p.currency = $unit AND {supplier_is(filters, "p")} AND {test} GROUP BY p.process_id"""
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
    return frame(
        snapshot,
        """WITH months AS (
            SELECT month, sum(paid) AS paid FROM flows
            WHERE process_id = $process AND currency = $unit AND month IS NOT NULL AND paid IS NOT NULL GROUP BY month)
        SELECT month, CAST(paid AS DOUBLE) AS paid, CAST(sum(paid) OVER (ORDER BY month) AS DOUBLE) AS paid_so_far,
            (SELECT CAST(sum(amount) AS DOUBLE) FROM amounts
             WHERE process_id = $process AND stage = 'contracted' AND currency = $unit) AS contracted
        FROM months ORDER BY month""",
        {"process": process_id, "unit": currency},
    )
