"""Contracts over time: signature, term and amount of the largest."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from data_loader.filters import Filters
from data_loader.queries.answers import cached
from data_loader.queries.asking import frame, one
from data_loader.queries.base import condition, unit_of
from data_loader.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class ContractsOverTime:
    """The largest contracts in `unit`, in the order of their signatures.

    `contracts`: those that are not cancelled; `drawable`: of them, those with an amount in `unit`, a date of signature and
    an end date not before it. `rows`: ocid, source, title, agency_name, date_signed, end_date, days (from one to the
    other), amount, size (of the largest amount, 0-1).
    """

    unit: str | None
    contracts: int
    drawable: int
    rows: pd.DataFrame


@cached
def contracts_over_time(snapshot: Snapshot, filters: Filters, *, limit: int = 20) -> ContractsOverTime:
    """Return the `limit` largest contracts of the processes selected, by signature."""
    unit = unit_of(snapshot, filters)
    test, values = condition(filters, unit=unit)
    values |= {"unit": unit, "limit": limit}
    drawable = "p.currency = $unit AND p.amount IS NOT NULL AND p.end_date >= p.date_signed"
    of = f"FROM filtered_contracts p WHERE p.counted AND {test}"
    counts = one(
        snapshot,
        f"""SELECT count(*) AS contracts, count(*) FILTER ({drawable}) AS drawable,
            list_min(max(p.amount, {int(limit)}) FILTER ({drawable})) AS least {of}""",
        values,
    )
    values["least"] = counts["least"]  # of those shown: to put a million in order to see twenty costs three readings
    rows = frame(
        snapshot,
        f"""WITH largest AS (
            SELECT p.process_id, p.contract_index, p.amount {of}
                AND {drawable} AND p.amount >= $least ORDER BY p.amount DESC, p.process_id, p.contract_index LIMIT $limit
        )
        SELECT o.ocid, o.source, coalesce(k.title, o.title) AS title, o.agency_name, k.date_signed, k.end_date,
            date_diff('day', k.date_signed, k.end_date) AS days, CAST(k.amount AS DOUBLE) AS amount,
            CAST(k.amount / nullif(max(k.amount) OVER (), 0) AS DOUBLE) AS size
        FROM largest l JOIN contracts k USING (process_id, contract_index) JOIN processes o USING (process_id)
        ORDER BY k.date_signed, l.process_id, l.contract_index""",
        values,
    )
    return ContractsOverTime(unit, counts["contracts"], counts["drawable"], rows)
