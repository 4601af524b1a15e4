"""What is past its end and does not show that it ended: calls for bids without award, contracts without closure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

import pandas as pd

from data_loader.filters import Filters
from data_loader.queries.answers import cached
from data_loader.queries.asking import TITLED, beside, frame, rows
from data_loader.queries.having import day_of
from data_loader.queries.selection import selected, unit_of
from data_loader.snapshot import Snapshot

What = Literal["contract", "tender"]
WHATS: Final[tuple[What, ...]] = ("contract", "tender")


_COUNTS: Final = ("ended", "overdue", "processes", "unknown", "without_amount")
_MEASURED: Final = ("amount", "median_days")
_OF_OVERDUE: Final = ("overdue", "processes", "without_amount", *_MEASURED)
_OVERDUE: Final = "NOT p.closed AND p.status IS NOT NULL"
"""The rows of `ends` that come first: of these alone is asked more than how many there are."""


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
    past = f"FROM ends p WHERE p.end_date < $day AND {test}"
    ended = rows(
        snapshot,
        f"SELECT p.what, count(*), {_counted('NOT p.closed AND p.status IS NULL')} {past} GROUP BY p.what",
        values | {"day": day},
    ).fetchall()
    late = rows(
        snapshot,
        f"""SELECT p.what, count(*), {_counted("p.earliest")}, {_counted("p.amount IS NULL")},
            CAST(sum(CASE WHEN p.currency = $unit THEN p.amount END) AS DOUBLE), median(date_diff('day', p.end_date, $day))
        {past} AND {_OVERDUE} GROUP BY p.what""",
        values | {"day": day},
    ).fetchall()
    found = pd.DataFrame({"what": WHATS}, dtype=object)
    for columns, told in ((("ended", "unknown"), ended), (_OF_OVERDUE, late)):
        known = {what: row for what, *row in told}
        for place, name in enumerate(columns):
            missing = float("nan") if name in _MEASURED else 0
            found[name] = [known[what][place] if what in known else missing for what in WHATS]
    return Overdue(day, unit, found[["what", *_COUNTS, *_MEASURED]].astype(dict.fromkeys(_MEASURED, "float64")))


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
        WHERE p.what = $what AND p.end_date < $day AND {_OVERDUE} AND {test}
        ORDER BY p.end_date, p.process_id, p.position LIMIT $limit""",
        values | {"day": day_of(snapshot), "what": what, "limit": limit},
    )
    return beside(snapshot, longest, TITLED)[[*TITLED, "end_date", "days", "status", "amount", "currency"]]
