"""The whole selection in one look: how much, by whom, since when, how complete."""

from __future__ import annotations

from dataclasses import dataclass, fields
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
class Spenders:
    """How much, and by how many agencies; None = not published. See Spending for how the counts of processes add up.

    `top_agency` and `top3_share` are of agencies that are published, of the total of all.
    """

    currency: str | None
    total: float | None
    processes: int
    without_amount: int
    other_currency: int
    currency_not_published: int
    agencies: int
    top_agency: TopAgency | None
    top3_share: float | None


@dataclass(frozen=True, slots=True)
class Recipients:
    """The number of published suppliers, and the least number of them that together have at least half of the total.

    `suppliers_for_half` is None where even all have not.
    """

    suppliers: int
    suppliers_for_half: int | None


@dataclass(frozen=True, slots=True)
class Overview(Spenders):
    """All key figures; None = not published."""

    suppliers: int
    suppliers_for_half: int | None
    releases: int
    sources: int
    year_min: int | None
    year_max: int | None
    latest_release: date | None
    score: float | None


_LOOKED_AT: Final = 4
"""Agencies with most money: three, and the one that is not published."""


@cached
def overview(snapshot: Snapshot, filters: Filters) -> Overview:
    """Return the key figures of the selection; a page of few of them asks `spenders` or `recipients` alone."""
    of_source = codes_of(snapshot, filters, "source")
    return Overview(
        **_members(spenders(snapshot, filters)),
        **_members(recipients(snapshot, filters)),
        **_dated(snapshot, filters),
        releases=_releases(snapshot, filters),
        sources=int(np.count_nonzero(tally(of_source, column(snapshot, "source").span)[1:])),
        score=score_of(snapshot, filters),
    )


def _members(figures: Spenders | Recipients) -> dict[str, Any]:
    return {item.name: getattr(figures, item.name) for item in fields(figures)}


@cached
def spenders(snapshot: Snapshot, filters: Filters) -> Spenders:
    """Return how much is spent in the selection, by how many agencies, and how much of it by the first."""
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
    return Spenders(
        currency=unit,
        total=spent.total,
        processes=spent.processes,
        without_amount=spent.without_amount,
        other_currency=spent.other_currency,
        currency_not_published=spent.currency_not_published,
        agencies=int(sums_by(snapshot, filters, unit, "agency").published("agency").sum()),
        top_agency=top,
        top3_share=top3,
    )


@cached
def recipients(snapshot: Snapshot, filters: Filters) -> Recipients:
    """Return how many suppliers there are in the selection, and how many of them have half of its money."""
    sums = sums_by(snapshot, filters, unit_of(snapshot, filters), "supplier")
    named = sums.published("supplier")
    reached = np.cumsum(-np.sort(-sums.amount[named & (sums.known > 0)]))
    enough = (reached > 0) & (reached >= sums.amount.sum() - reached)
    return Recipients(int(named.sum()), int(enough.argmax()) + 1 if enough.any() else None)


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
