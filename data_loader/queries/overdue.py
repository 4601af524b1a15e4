"""What is past its end and does not show that it ended: calls for bids without award, contracts without closure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

import pandas as pd

from data_loader.filters import Filters
from data_loader.queries.answers import cached
from data_loader.queries.asking import TITLED, beside, frame
from data_loader.queries.having import day_of
from data_loader.queries.selection import selected, unit_of
from data_loader.snapshot import Snapshot

What = Literal["contract", "tender"]
WHATS: Final[tuple[What, ...]] = ("contract", "tender")


_COUNTS: Final = ("ended", "overdue", "processes", "unknown", "without_amount")


@dataclass(frozen=True, slots=True)
class Overdue:
    """What is overdue on `day`, the day of the snapshot.

    `rows`: what (contract, tender), ended (number of those whose end date is past, cancelled contracts left out),
    overdue (of them, not closed though their status is published), processes (that these are in), unknown (of them,
    neither closed nor with a status: nobody can tell), amount (of the overdue ones in `unit`; NaN = none published),
    without_amount (overdue ones without one), median_days (since the end of the overdue ones; NaN = none).
    """

    day: date
    unit: str | None
    rows: pd.DataFrame


@cached
def overdue(snapshot: Snapshot, filters: Filters) -> Overdue:
    """Return how many contracts and calls for bids of the selection are overdue."""
    unit = unit_of(snapshot, filters)
    test, values = selected(snapshot, filters, unit=unit)
    day = day_of(snapshot)
    rows = frame(
        snapshot,
        f"""WITH summed AS (
            SELECT what, count(*) AS ended, {_counted("overdue")} AS overdue, {_counted("overdue AND earliest")} AS processes,
                {_counted("NOT closed AND status IS NULL")} AS unknown,
                sum(CASE WHEN overdue AND currency = $unit THEN amount END) AS amount,
                {_counted("overdue AND amount IS NULL")} AS without_amount,
                median(CASE WHEN overdue THEN date_diff('day', end_date, $day) END) AS median_days
            FROM (SELECT p.*, NOT p.closed AND p.status IS NOT NULL AS overdue FROM ends p WHERE p.end_date < $day AND {test})
            GROUP BY what
        )
        SELECT what, {", ".join(f"coalesce({name}, 0) AS {name}" for name in _COUNTS)}, CAST(amount AS DOUBLE) AS amount,
            median_days
        FROM (SELECT unnest({list(WHATS)}) AS what) LEFT JOIN summed USING (what) ORDER BY what""",
        values | {"day": day},
    )
    return Overdue(day, unit, rows)


def _counted(test: str) -> str:
    """Return the SQL of how many a test is true of. FILTER would copy every column for every one of them."""
    return f"count(CASE WHEN {test} THEN 1 END)"


@cached
def longest_overdue(snapshot: Snapshot, filters: Filters, *, what: What, limit: int = 10) -> pd.DataFrame:
    """Return what is overdue the longest: ocid, source, title, agency_name, end_date, days, status, amount, currency.

    One row a contract or call for bids; amount is NaN where none is published.
    """
    if what not in WHATS:
        raise ValueError(what)
    test, values = selected(snapshot, filters)
    longest = frame(
        snapshot,
        f"""SELECT p.process_id, p.end_date, date_diff('day', p.end_date, $day) AS days, p.status,
            CAST(p.amount AS DOUBLE) AS amount, p.currency FROM ends p
        WHERE p.what = $what AND p.end_date < $day AND NOT p.closed AND p.status IS NOT NULL AND {test}
        ORDER BY p.end_date, p.process_id, p.position LIMIT $limit""",
        values | {"day": day_of(snapshot), "what": what, "limit": limit},
    )
    return beside(snapshot, longest, TITLED)[[*TITLED, "end_date", "days", "status", "amount", "currency"]]
