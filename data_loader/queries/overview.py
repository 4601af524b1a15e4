"""The whole selection in one look: how much, by whom, since when, how complete."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np

from data_loader.filters import Filters
from data_loader.groups import tally
from data_loader.queries.answers import cached
from data_loader.queries.columns import column, counted
from data_loader.queries.completeness import score_of
from data_loader.queries.dealings import sums_by
from data_loader.queries.money import spending
from data_loader.queries.selection import codes_of, unit_of
from data_loader.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class TopAgency:
    """The agency with the most money of the stage."""

    id: str
    name: str
    amount: float
    share: float | None


@dataclass(frozen=True, slots=True)
class Overview:
    """Key figures; None = not published. See Spending for how the counts of processes add up."""

    currency: str | None
    total: float | None
    processes: int
    releases: int
    without_amount: int
    other_currency: int
    currency_not_published: int
    agencies: int
    suppliers: int
    sources: int
    year_min: int | None
    year_max: int | None
    score: float | None
    top_agency: TopAgency | None
    top3_share: float | None
    suppliers_for_half: int | None
    latest_release: date | None


_LOOKED_AT: Final = 4
"""Agencies with most money: three, and the one that is not published."""


@cached
def overview(snapshot: Snapshot, filters: Filters) -> Overview:
    """Return the key figures of the selection.

    top_agency and top3_share are of agencies that are published, of the total of all. suppliers_for_half is the least
    number of published suppliers that together have at least half of the total; None where even all have not.
    """
    unit = unit_of(snapshot, filters)
    spent = spending(snapshot, filters, by="agency", limit=_LOOKED_AT)
    known = spent.rows[spent.rows["id"].notna() & spent.rows["amount"].notna()].head(_LOOKED_AT - 1)
    top = None
    top3 = None
    if len(known):
        first = known.iloc[0]
        amount, total = float(first["amount"]), spent.total
        top = TopAgency(first["id"], first["name"], amount, amount / total if total else None)
        top3 = float(known["amount"].sum() / total) if total else None
    return Overview(
        currency=unit,
        top_agency=top,
        top3_share=top3,
        agencies=int(sums_by(snapshot, filters, unit, "agency").published("agency").sum()),
        **_suppliers(snapshot, filters, unit),
        total=spent.total,
        processes=spent.processes,
        without_amount=spent.without_amount,
        other_currency=spent.other_currency,
        currency_not_published=spent.currency_not_published,
        **_dated(snapshot, filters),
        releases=_releases(snapshot, filters),
        sources=int(
            np.count_nonzero(tally(codes_of(snapshot, filters, "source"), column(snapshot, "source").span)[1:])
        ),
        score=score_of(snapshot, filters),
    )


def _releases(snapshot: Snapshot, filters: Filters) -> int:
    """Return how many releases the processes were read from."""
    of = column(snapshot, "releases")
    codes, n = counted(codes_of(snapshot, filters, "releases"), of.span)
    return int(np.nansum(of.values(codes) * n))


def _dated(snapshot: Snapshot, filters: Filters) -> dict[str, Any]:
    """Return year_min, year_max and latest_release."""
    year, released = (codes_of(snapshot, filters, name) for name in ("year", "release_date"))
    before, some = column(snapshot, "year").least - 1, year.any()
    first = (year - year.dtype.type(1)).min(initial=np.iinfo(year.dtype).max)  # the code of none comes last
    latest = released.max(initial=0)
    return {
        "year_min": int(first) + 1 + before if some else None,
        "year_max": int(year.max()) + before if some else None,
        "latest_release": column(snapshot, "release_date").dates(np.array([latest]))[0],
    }


def _suppliers(snapshot: Snapshot, filters: Filters, unit: str | None) -> dict[str, Any]:
    """Return the number of published suppliers, and suppliers_for_half."""
    sums = sums_by(snapshot, filters, unit, "supplier")
    named = sums.published("supplier")
    reached = np.cumsum(-np.sort(-sums.amount[named & (sums.known > 0)]))
    enough = (reached > 0) & (reached >= sums.amount.sum() - reached)
    return {
        "suppliers": int(named.sum()),
        "suppliers_for_half": int(enough.argmax()) + 1 if enough.any() else None,
    }
