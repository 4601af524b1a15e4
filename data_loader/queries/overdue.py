"""What is past its end and does not show that it ended: calls for bids without award, contracts without closure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

import pandas as pd

from data_loader.filters import Filters
from data_loader.queries.base import cached, condition, frame, unit_of
from data_loader.queries.having import OVERDUE, day_of
from data_loader.snapshot import Snapshot

What = Literal["contract", "tender"]
WHATS: Final[tuple[What, ...]] = ("contract", "tender")


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
    test, values = condition(filters, unit=unit)
    day = day_of(snapshot)
    rows = frame(
        snapshot,
        f"""WITH kinds AS (SELECT unnest({list(WHATS)}) AS what),
        ended AS (
            SELECT 'contract' AS what, count(*) AS ended FROM contracts k JOIN processes p USING (process_id)
            WHERE k.counted AND k.end_date < $day AND {test}
            UNION ALL SELECT 'tender', count(*) FROM processes p WHERE p.tender_end < $day AND {test}
        ), open AS (
            SELECT e.*, e.status IS NOT NULL AS certain FROM open_ends e JOIN processes p USING (process_id)
            WHERE e.end_date < $day AND {test}
        )
        SELECT what, any_value(ended) AS ended, count(*) FILTER (certain) AS overdue,
            count(DISTINCT o.process_id) FILTER (certain) AS processes, count(*) FILTER (NOT certain) AS unknown,
            CAST(sum(o.amount) FILTER (certain AND o.currency = $unit) AS DOUBLE) AS amount,
            count(*) FILTER (certain AND o.amount IS NULL) AS without_amount,
            median(date_diff('day', o.end_date, $day)) FILTER (certain) AS median_days
        FROM kinds JOIN ended USING (what) LEFT JOIN open o USING (what)
        GROUP BY what ORDER BY what""",
        values | {"day": day},
    )
    return Overdue(day, unit, rows)


@cached
def longest_overdue(snapshot: Snapshot, filters: Filters, *, what: What, limit: int = 10) -> pd.DataFrame:
    """Return what is overdue the longest: ocid, source, title, agency_name, end_date, days, status, amount, currency.

    One row a contract or call for bids; amount is NaN where none is published.
    """
    if what not in WHATS:
        raise ValueError(what)
    test, values = condition(filters, unit=unit_of(snapshot, filters))
    return frame(
        snapshot,
        f"""SELECT p.ocid, p.source, p.title, p.agency_name, e.end_date, date_diff('day', e.end_date, $day) AS days,
            e.status, CAST(e.amount AS DOUBLE) AS amount, e.currency
        FROM open_ends e JOIN processes p USING (process_id)
        WHERE {OVERDUE.format(what=what, status="NOT NULL")} AND {test}
        ORDER BY days DESC, p.process_id, e.position LIMIT $limit""",
        values | {"day": day_of(snapshot), "limit": limit},
    )
