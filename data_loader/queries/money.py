"""Money: how much, by whom, for whom, in one currency and one stage at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from data_loader.filters import NOT_PUBLISHED, AmountStage, Dimension, Filters
from data_loader.groups import money
from data_loader.queries.answers import cached
from data_loader.queries.dealings import By, Sums, most_first, numbers_by_id, ranked, sums_by
from data_loader.queries.kinds import by_kinds, ranked_kinds, rows_of
from data_loader.queries.selection import currency_counts, unit_of
from data_loader.queries.sums import totals
from data_loader.snapshot import Snapshot

Order = Literal["amount", "processes", "agencies"]


@dataclass(frozen=True, slots=True)
class Spending:
    """Money of one stage in one currency, in groups whose amounts add up to the total.

    `processes` = those with an amount in `unit` + `other_currency` (an amount in other currencies only) +
    `currency_not_published` (an amount without a currency only) + `without_amount` (none at all).
    `total` is None where no process has an amount in `unit`. `groups` is the number of rows before any limit.
    `rows`: id (None = not published), name, amount (NaN = not published), processes, without_amount, share (0-1).
    """

    unit: str | None
    stage: AmountStage
    total: float | None
    processes: int
    without_amount: int
    other_currency: int
    currency_not_published: int
    groups: int
    rows: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Whole:
    """The money of the whole selection, without groups; see Spending."""

    unit: str | None
    total: float | None
    processes: int
    without_amount: int
    other_currency: int
    currency_not_published: int


def whole(snapshot: Snapshot, filters: Filters) -> Whole:
    """Return how much money and how many processes there are in all."""
    unit = unit_of(snapshot, filters)
    return Whole(unit, **totals(snapshot, filters, unit))


def grouped(
    snapshot: Snapshot, filters: Filters, by: Dimension, unit: str | None, *, order: str, limit: int | None, offset: int
) -> tuple[pd.DataFrame, int]:
    """Return the rows of one dimension (id, name, amount, processes, without_amount) and how many there are in all."""
    if by in {"agency", "supplier"}:
        return _organisations(snapshot, filters, by, unit, order=order, limit=limit, offset=offset)
    return ranked_kinds(snapshot, filters, by, unit, order=order, limit=limit, offset=offset)


def _organisations(
    snapshot: Snapshot, filters: Filters, by: By, unit: str | None, *, order: str, limit: int | None, offset: int
) -> tuple[pd.DataFrame, int]:
    """Return what `grouped` does of agencies or suppliers."""
    sums = sums_by(snapshot, filters, unit, by)
    places, rows = ranked(snapshot, sums.numbers(by), most_first(sums, order), by=by, limit=limit, offset=offset)
    return told(rows, sums.where(places)), len(sums.known)


def told(names: pd.DataFrame, sums: Sums) -> pd.DataFrame:
    """Return names beside their sums: amount (NaN: none published), processes, without_amount."""
    processes, without = (counts.astype(np.int64) for counts in (sums.processes, sums.without))
    return names.assign(amount=money(sums.amount, sums.known), processes=processes, without_amount=without)


def with_share(rows: pd.DataFrame, total: float | None) -> pd.DataFrame:
    """Return the rows with `share` of the total, NaN where either is not published or the total is 0."""
    return rows.assign(share=rows["amount"] / total if total else float("nan"))


@cached
def spending(
    snapshot: Snapshot,
    filters: Filters,
    *,
    by: Dimension,
    stage: AmountStage | None = None,
    order: Literal["amount", "processes"] = "amount",
    limit: int | None = None,
    offset: int = 0,
) -> Spending:
    """Return the money of a stage by agency, supplier, method, category, year, month or source.

    The groups, with the one that is not published (id None), add up to the total. A process with several suppliers
    is counted in the row of each, its money is shared between them. Years and months come in their order.
    """
    filters = filters.replace(stage=stage) if stage else filters
    unit = unit_of(snapshot, filters)
    facts = totals(snapshot, filters, unit)
    rows, groups = grouped(snapshot, filters, by, unit, order=order, limit=limit, offset=offset)
    return Spending(unit=unit, stage=filters.stage, groups=groups, rows=with_share(rows, facts["total"]), **facts)


@cached
def crossed(
    snapshot: Snapshot, filters: Filters, *, by: tuple[Dimension, Dimension], stage: AmountStage | None = None
) -> pd.DataFrame:
    """Return the money of a stage by two dimensions but suppliers: id_1, name_1, id_2, name_2, amount, processes, share.

    amount is NaN where no process of the pair published one in the unit; share is of the total of all pairs, 0-1.
    """
    filters = filters.replace(stage=stage) if stage else filters
    found = by_kinds(snapshot, filters, unit_of(snapshot, filters), *by)
    ordered = sorted(found.items(), key=lambda item: [(one is None, one or "") for one in item[0]])
    rows = rows_of(snapshot, by, ordered, ("id_1", "name_1", "id_2", "name_2")).drop(columns="without_amount")
    return with_share(rows, float(rows["amount"].sum()))


@cached
def share_of(snapshot: Snapshot, filters: Filters, *, by: Dimension, groups: Sequence[str]) -> float | None:
    """Return the share of groups, by id, in the money of all, 0-1; None where either is not published or the total is 0."""
    if by in {"agency", "supplier"}:
        return _share_of_organisations(snapshot, filters, by, groups)
    rows = spending(snapshot, filters, by=by).rows
    own = rows[rows["id"].fillna(NOT_PUBLISHED).isin(list(groups))]["share"].dropna()
    return float(own.sum()) if len(own) else None


def _share_of_organisations(snapshot: Snapshot, filters: Filters, by: By, groups: Sequence[str]) -> float | None:
    """Return what `share_of` does of agencies or suppliers."""
    unit = unit_of(snapshot, filters)
    sums = sums_by(snapshot, filters, unit, by)
    alone = by == "agency"  # of which each process has one
    total = float(money(sums.amount.sum())) if alone else totals(snapshot, filters, unit)["total"]
    own = np.isin(sums.numbers(by), numbers_by_id(snapshot, [one for one in groups if one != NOT_PUBLISHED], by=by))
    if NOT_PUBLISHED in groups:
        own |= ~sums.published(by)
    own &= sums.known > 0
    return float((money(sums.amount[own]) / total).sum()) if total and own.any() else None


@dataclass(frozen=True, slots=True)
class Lead:
    """How far the largest group is ahead of the others that have a name and an amount.

    `others` is their number, `times` the largest amount / the sum of theirs (None where that is not above zero),
    `smallest` how many of the smallest add up to no more than the largest.
    """

    others: int
    times: float | None
    smallest: int


@cached
def lead(snapshot: Snapshot, filters: Filters, *, by: By) -> Lead:
    """Return how far the group with most money is ahead."""
    sums = sums_by(snapshot, filters, unit_of(snapshot, filters), by)
    amounts = np.sort(sums.amount[sums.published(by) & (sums.known > 0)])
    if not len(amounts):
        return Lead(0, None, 0)
    others, first = amounts[:-1], float(money(amounts[-1]))
    total = float(money(others.sum()))
    return Lead(len(others), first / total if total > 0 else None, int((others.cumsum() <= amounts[-1]).sum()))


@cached
def currencies(snapshot: Snapshot, filters: Filters, *, stage: AmountStage | None = None) -> pd.DataFrame:
    """Return currency (None = not published), processes with an amount in it, and their amount, in one stage."""
    return currency_counts(snapshot, filters.replace(stage=stage) if stage else filters)


def resolved_currency(snapshot: Snapshot, filters: Filters) -> str | None:
    """Return the currency that figures are shown in: the one chosen, else the one most processes publish."""
    return unit_of(snapshot, filters)
