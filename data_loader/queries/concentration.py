"""How few suppliers share the money of an agency, how much a supplier lives off one, and what is given directly."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
import pandas as pd

from data_loader.filters import Filters
from data_loader.groups import Numbers, Test, Whole, added, added_at, extremes, money, numbered, of_each, starts
from data_loader.queries import columns
from data_loader.queries.answers import cached
from data_loader.queries.dealings import Dealings, chosen, dealings, names_of, ranked, sums_by
from data_loader.queries.selection import unit_of
from data_loader.queries.sums import Sums, sums
from data_loader.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Concentration:
    """How few suppliers share the money of each agency, in one stage and in `unit`.

    `rows`: id (None = not published), name, amount, named_amount (of it, with a published supplier), unnamed_amount,
    suppliers (with money in the unit), top_supplier_id, top_supplier_name, top_amount, top_share and top3_share (of
    named_amount, 0-1), hhi (Herfindahl-Hirschman index of the shares, 0-10,000). The shares and hhi are NaN where no
    supplier has money, or an amount below zero makes shares meaningless. `groups` is the number of agencies, `measured`
    that of those with shares, `dominated` that of those in which one supplier has half or more.
    """

    unit: str | None
    groups: int
    measured: int
    dominated: int
    rows: pd.DataFrame


@cached
def concentration(
    snapshot: Snapshot,
    filters: Filters,
    *,
    by: Literal["agency", "all"] = "agency",
    limit: int | None = None,
    offset: int = 0,
) -> Concentration:
    """Return the concentration of each agency, the one with most money first; by "all", of the selection as one."""
    unit = unit_of(snapshot, filters)
    lot = dealings(snapshot, filters, unit)
    between = _Between.of(lot if by == "agency" else replace(lot, agency=np.zeros_like(lot.agency)))
    between = between.where(np.argsort(between.agency, kind="stable"))
    every = _measured(between)
    dominated = every["shared"] & (every["top_amount"] >= every["named_amount"] / 2)
    order = np.lexsort((every["agency"], every["agency"] == 0, -every["exact"]))
    order = order[offset : None if limit is None else offset + limit]
    shown = {name: column[order] for name, column in every.items()}
    if limit is not None:
        between = between.where(np.isin(between.agency, shown["agency"]))
    shown |= _largest(between, shown["agency"])
    agencies = names_of(snapshot, shown["agency"], by="agency")
    suppliers = names_of(snapshot, shown["supplier"], by="supplier")
    shown |= _shares(shown)
    rows = agencies.assign(
        top_supplier_id=suppliers["id"],
        top_supplier_name=suppliers["name"],
        **{name: shown[name] for name in _COLUMNS if name in shown},
    )
    groups, measured = len(every["shared"]), int(every["shared"].sum())
    return Concentration(unit, groups, measured, int(dominated.sum()), rows[_COLUMNS])


def _shares(of: dict[str, Numbers]) -> dict[str, Numbers]:
    """Return top_share, top3_share and hhi of each agency."""
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = {
            "top_share": of["top_amount"] / of["named_amount"],
            "top3_share": np.minimum(of["top3_amount"] / of["named_amount"], 1),
            "hhi": np.minimum(of["squares"] / of["named_amount"] ** 2 * 10_000, 10_000).round(_HHI_DECIMALS),
        }
    return {name: np.where(of["shared"], share, np.nan) for name, share in shares.items()}


@dataclass(frozen=True, slots=True)
class _Between:
    """The money of suppliers with agencies, as in Dealings: a row for each two between which some is known, of `known` rows."""

    supplier: Whole
    agency: Whole
    amount: Numbers
    known: Whole

    @classmethod
    def of(cls, lot: Dealings) -> _Between:
        """Return them in the order of supplier and agency."""
        supplier, agency, amount = chosen(lot.known, lot.supplier, lot.agency, lot.amount)
        first = starts(supplier, agency)
        return cls(supplier[first], agency[first], added(amount, first), np.diff(first, append=len(amount)))

    def where(self, kept: Test | Whole) -> _Between:
        """Return some of the rows, by a test of each or by their places."""
        return _Between(*chosen(kept, self.supplier, self.agency, self.amount, self.known))


_COLUMNS: Final = [
    *("id", "name", "amount", "named_amount", "unnamed_amount", "suppliers", "top_supplier_id", "top_supplier_name"),
    *("top_amount", "top_share", "top3_share", "hhi"),
]


def _measured(between: _Between) -> dict[str, Numbers]:
    """Return the money of each agency: the columns of Concentration and agency, exact (amount, as in Dealings), shared.

    `between` has the sums of each agency with each supplier, in this order; those with money only.
    """
    groups, named = starts(between.agency), between.supplier > 0
    suppliers, amount = added(named, groups), added(between.amount, groups)
    own = added(between.amount * named, groups)
    lowest, highest = (np.where(named, between.amount, other) for other in (extremes(amount).max, extremes(amount).min))
    return {
        "agency": between.agency[groups],
        "exact": amount,
        "amount": money(amount),
        "named_amount": money(own, suppliers),
        "unnamed_amount": money(amount - own, added(~named, groups)),
        "suppliers": suppliers,
        "top_amount": money(of_each(np.maximum, highest, groups), suppliers),
        "shared": (suppliers > 0) & (of_each(np.minimum, lowest, groups) >= 0) & (own > 0),
    }


def _largest(between: _Between, agencies: Whole) -> dict[str, Numbers]:
    """Return of each of some agencies: supplier (the one with most), top3_amount, and squares, the sum of those of the amounts.

    Of one without a supplier: 0 and NaN.
    """
    named = between.where(between.supplier > 0)
    groups, left, taken = starts(named.agency), named.amount.copy(), extremes(named.amount).min
    each = np.repeat(np.arange(len(groups)), np.diff(groups, append=len(left)))
    largest, top3 = [], np.zeros(len(groups), left.dtype)
    for _ in range(_THREE):
        most = of_each(np.maximum, left, groups)
        top3 += np.where(most == taken, 0, most)
        found = np.flatnonzero(left == most[each])
        largest.append(found[starts(each[found])])
        left[largest[-1]] = taken
    place = np.full(int(agencies.max(initial=0)) + 1, -1)
    place[named.agency[groups]] = np.arange(len(groups))
    told = {"top3_amount": money(top3), "squares": added(money(named.amount) ** 2, groups)}
    last = {name: np.append(column, np.nan)[place[agencies]] for name, column in told.items()}
    return {"supplier": np.append(named.supplier[largest[0]], 0)[place[agencies]], **last}


_THREE: Final = 3
_HHI_DECIMALS: Final = 6
"""What of it floats add up alike in whatever order."""


@dataclass(frozen=True, slots=True)
class Dependence:
    """How many suppliers live off one agency. Of the `several` with two processes or more, `one_agency` have all from one.

    `rows`, by the number of processes: processes_from, processes_to (NaN = and more), suppliers (with money of the stage
    in the currency shown), one_agency (all of it from one agency), mostly_one (half of it or more).
    """

    several: int
    one_agency: int
    rows: pd.DataFrame


@cached
def dependence(snapshot: Snapshot, filters: Filters) -> Dependence:
    """Return the dependence of suppliers; money whose agency is not published is income, and of no agency."""
    between = _Between.of(dealings(snapshot, filters, unit_of(snapshot, filters)).named())
    groups = starts(between.supplier)
    total, known = added(between.amount, groups), added(between.known, groups)
    most = of_each(np.maximum, between.amount * (between.agency > 0), groups)
    kept = (total > 0) & (of_each(np.minimum, between.amount, groups) >= 0)
    processes, share = known[kept], money(most[kept]) / money(total[kept])
    bands = [(processes >= low) & (processes <= (high or processes)) for low, high in _BANDS]
    rows = pd.DataFrame(
        {
            "processes_from": [low for low, _ in _BANDS],
            "processes_to": [float(high or "nan") for _, high in _BANDS],
            "suppliers": [int(band.sum()) for band in bands],
            "one_agency": [int((band & (share >= 1)).sum()) for band in bands],
            "mostly_one": [int((band & (share >= _MOSTLY)).sum()) for band in bands],
        }
    )
    several = rows[rows["processes_from"] > 1]
    return Dependence(int(several["suppliers"].sum()), int(several["one_agency"].sum()), rows)


_BANDS: Final = ((1, 1), (2, 4), (5, None))
"""Numbers of processes, from and to."""
_MOSTLY: Final = 0.5


@dataclass(frozen=True, slots=True)
class DirectAwards:
    """How much is awarded directly, in number and in money of one stage in `unit`.

    `rows`: id (None = not published), name, processes, known (with a published method), unknown (without), direct (of
    the known), share
    (direct / known, 0-1), known_amount, direct_amount, amount_share (direct_amount / known_amount, 0-1),
    unknown_amount (of processes without a method); NaN = not published. The only row of `total` has the same of all.
    """

    unit: str | None
    groups: int
    total: pd.DataFrame
    rows: pd.DataFrame


@cached
def direct_awards(
    snapshot: Snapshot,
    filters: Filters,
    *,
    by: Literal["agency", "supplier", "year"] = "agency",
    limit: int | None = None,
    offset: int = 0,
) -> DirectAwards:
    """Return the share of direct awards; the group with most of them first, years in their order."""
    unit = unit_of(snapshot, filters)
    if by == "supplier":
        groups, rows = _direct_by_supplier(snapshot, filters, unit, limit=limit, offset=offset)
        of = sums(snapshot, filters, unit, "method")
    else:
        of = sums(snapshot, filters, unit, by, "method")
        every = _direct(snapshot, of, by)
        groups, rows = len(every), every[offset : None if limit is None else offset + limit].reset_index(drop=True)
        ids, names = (pd.Series(each[rows["code"]], dtype=object) for each in columns.labels(snapshot, by))
        rows = rows.assign(id=ids, name=names)
    total = _direct(snapshot, of)
    return DirectAwards(unit, groups, _shared(total)[_DIRECT_COLUMNS], _shared(rows)[["id", "name", *_DIRECT_COLUMNS]])


_DIRECT_COLUMNS: Final = [
    *("processes", "known", "unknown", "direct", "share", "known_amount", "direct_amount", "amount_share"),
    "unknown_amount",
]


def _direct(snapshot: Snapshot, of: Sums, *by: str) -> pd.DataFrame:
    """Return code and what DirectAwards counts, without shares: by the first column of sums, whose last are methods, or of all as one.

    Years come in their order, agencies with most direct awards first; what is not published is last among equals.
    """
    method, group = of.codes[-1], of.codes[0] if by else np.zeros_like(of.known)
    codes, place, _ = numbered(group, columns.column(snapshot, *by).span) if by else (np.zeros(1, int), group, None)
    found = {"code": codes, "processes": added_at(place, of.processes, len(codes))}
    way = columns.code_of(snapshot, "method", "direct")
    for name, test in (("known", method > 0), ("direct", method == way), ("unknown", method == 0)):
        known, amount, processes = (
            added_at(place, each * test, len(codes)) for each in (of.known, of.amount, of.processes)
        )
        found[name], found[f"{name}_amount"] = processes, money(amount, known)
    keys = [] if by == ("year",) else [-found[name] for name in ("processes", "known", "direct")]
    order = np.lexsort((codes, codes == 0, *keys))
    return pd.DataFrame({name: column[order] for name, column in found.items()})


def _shared(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with the shares of direct awards."""
    known, direct, known_amount, direct_amount = (
        rows[name].to_numpy(np.float64) for name in ("known", "direct", "known_amount", "direct_amount")
    )
    direct_amount = np.where(np.isnan(direct_amount) & ~np.isnan(known_amount), 0, direct_amount)
    return rows.assign(
        share=direct / np.where(known > 0, known, np.nan),
        amount_share=direct_amount / np.where(known_amount == 0, np.nan, known_amount),
    )


def _direct_by_supplier(
    snapshot: Snapshot, filters: Filters, unit: str | None, *, limit: int | None, offset: int
) -> tuple[int, pd.DataFrame]:
    """Return the number of suppliers, and the rows of those with most direct awards, without shares."""
    lot, sums = dealings(snapshot, filters, unit), sums_by(snapshot, filters, unit, "supplier")
    groups, suppliers, processes = starts(lot.supplier), sums.supplier, sums.processes
    methods = columns.column(snapshot, "method").codes
    method, way = methods.take(lot.process), columns.code_of(snapshot, "method", "direct")
    known, direct = (added(lot.first & test, groups) for test in (method > 0, method == way))
    last = np.where(suppliers == 0, suppliers.max(initial=0) + 1, suppliers)
    places, rows = ranked(
        snapshot, suppliers, (-direct, -known, -processes, last), by="supplier", limit=limit, offset=offset
    )
    counts = {"processes": processes, "known": known, "unknown": processes - known, "direct": direct}
    lot = lot.of(suppliers[places])
    groups, method = starts(lot.supplier), methods[lot.process]
    amounts = {}
    for name, test in (("known", method > 0), ("direct", method == way), ("unknown", method == 0)):
        amounts[f"{name}_amount"] = money(added(lot.amount * test, groups), added(lot.known & test, groups))
    place = np.searchsorted(lot.supplier[groups], suppliers[places])
    rows = rows.assign(**{name: column[places].astype(np.int64) for name, column in counts.items()})
    return len(suppliers), rows.assign(**{name: column[place] for name, column in amounts.items()})
