"""What is past its end and does not show that it ended: calls for bids without award, contracts without closure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

import numpy as np
import pandas as pd

from data_loader.filters import Filters
from data_loader.groups import first_of, money
from data_loader.queries.amounts import currencies, currency_code
from data_loader.queries.answers import cached
from data_loader.queries.columns import words
from data_loader.queries.having import day_of
from data_loader.queries.parts import Parts, Table, parts
from data_loader.queries.selection import unit_of
from data_loader.queries.titles import TITLED, beside
from data_loader.snapshot import Snapshot

What = Literal["contract", "tender"]
WHATS: Final[tuple[What, ...]] = ("contract", "tender")
OVERDUE, UNKNOWN = range(2)
"""The states of an end that is not closed: its status is published, or not."""


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
    unit, day = unit_of(snapshot, filters), day_of(snapshot)
    code, none = currency_code(snapshot, unit), len(currencies(snapshot)) + 1
    rows = [{"what": what, **_counted(_past(snapshot, filters, what), code, none, day)} for what in WHATS]
    return Overdue(day, unit, pd.DataFrame(rows))


_TABLES: Final[dict[What, Table]] = {"contract": "contracts", "tender": "tenders"}


def _past(snapshot: Snapshot, filters: Filters, what: What) -> Parts:
    """Return the contracts or calls for bids of the selection whose end is past."""
    of = parts(snapshot, _TABLES[what], filters)
    day = of["day"]
    return of.where((day > 0) & (day < day_of(snapshot).toordinal()))


def _counted(ends: Parts, currency: int, none: int, day: date) -> dict[str, float]:
    """Return the row of what is past; `currency` is the code of the unit, `none` that of what has no amount."""
    state = ends["state"]
    late = ends.where(state == OVERDUE)
    told, mine = late["currency"], late["currency"] == currency
    return {
        "ended": len(state),
        "overdue": len(told),
        "processes": int(late["earliest"].sum()),
        "unknown": int((state == UNKNOWN).sum()),
        "amount": float(money(late["amount"][mine].sum())) if mine.any() else math.nan,
        "without_amount": int((told == none).sum()),
        "median_days": float(np.median(day.toordinal() - late["day"].astype(np.int64))) if len(told) else math.nan,
    }


@cached
def longest_overdue(snapshot: Snapshot, filters: Filters, *, what: What, limit: int = 10) -> pd.DataFrame:
    """Return what is overdue the longest: ocid, source, title, agency_name, end_date, days, status, amount, currency.

    One row a contract or call for bids; amount is NaN where none is published.
    """
    if what not in WHATS:
        raise ValueError(what)
    ends = _past(snapshot, filters, what)
    ends = ends.where(ends["state"] == OVERDUE)
    ends = ends.where(first_of(limit, ends["day"]))
    days, currency = ends["day"].tolist(), ends["currency"]
    known = [None, *currencies(snapshot), None]
    longest = pd.DataFrame(
        {
            "process_id": ends.processes() + 1,
            "end_date": pd.Series([date.fromordinal(day) for day in days], dtype=object),
            "days": np.array([day_of(snapshot).toordinal() - day for day in days], np.int64),
            "status": pd.Series(words(snapshot, "status")[ends["status"]], dtype=object),
            "amount": money(ends["amount"], currency < len(known) - 1),
            "currency": pd.Series([known[code] for code in currency.tolist()], dtype=object),
        }
    )
    return beside(snapshot, longest, TITLED)[[*TITLED, "end_date", "days", "status", "amount", "currency"]]
