"""Which suppliers are new in a year, and how much of the money they get."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data_loader.filters import Filters
from data_loader.queries import columns
from data_loader.queries.answers import cached
from data_loader.queries.dealings import Dealings, chosen, dealings, first_years
from data_loader.queries.groups import Numbers, Test, Whole, added, money, starts
from data_loader.queries.selection import unit_of
from data_loader.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class NewSuppliers:
    """Suppliers by year, new or seen before. The data of all sources begin in `begins`: there everybody is new.

    `rows`: year, suppliers (named in a process of that year), new (of them, in no process of an earlier year, in any
    source), amount (of suppliers with a name, in one stage and in `unit`),
    new_amount (of it, of new ones), share (new / suppliers), amount_share (new_amount / amount); NaN = not published.
    `undated` is the number of suppliers none of whose processes in the selection has a date: they are in no year.
    """

    unit: str | None
    begins: int | None
    undated: int
    rows: pd.DataFrame


@cached
def new_suppliers(snapshot: Snapshot, filters: Filters) -> NewSuppliers:
    """Return the suppliers of the selection by year, and how many of them were never seen before."""
    unit = unit_of(snapshot, filters)
    lot, year = dealings(snapshot, filters, unit).named(), columns.column(snapshot, "year")
    of_each = year.codes[lot.process]
    years = np.flatnonzero(
        np.bincount(of_each)
    )  # some of those between the first and the last: a year may be misprinted
    first = first_years(snapshot)
    groups = starts(lot.supplier)
    supplier = np.repeat(np.arange(len(groups)), np.diff(groups, append=len(of_each)))
    active = np.zeros((len(groups), len(years)), np.bool_)
    active[supplier, np.searchsorted(years, of_each)] = True
    fresh = active & (first[lot.supplier[groups]][:, None] == years)
    known, amount, new_amount = _money(of_each, lot, of_each == first[lot.supplier])
    rows = pd.DataFrame({"suppliers": active.sum(axis=0), "new": fresh.sum(axis=0)}, years)
    rows["amount"], rows["new_amount"] = (pd.Series(sums, known) for sums in (amount, new_amount))
    rows.insert(0, "year", rows.index + (year.least - 1))
    rows = rows[rows.index > 0].reset_index(drop=True)
    rows = rows.assign(
        share=rows["new"] / rows["suppliers"],
        amount_share=rows["new_amount"] / rows["amount"].where(rows["amount"] != 0),
    )
    undated = len(groups) - int(active[:, years > 0].any(axis=1).sum())
    begins = columns.bounds(snapshot)["year"][0] or None
    return NewSuppliers(unit, begins, undated, rows)


def _money(year: Whole, lot: Dealings, fresh: Test) -> tuple[Whole, Numbers, Numbers]:
    """Return the years in which money is known, and how much: in all, and of the rows that are `fresh`."""
    year, amount, own = chosen(lot.known, year, lot.amount, lot.amount * fresh)
    order = np.argsort(year, kind="stable")
    first = starts(year[order])
    return year[order[first]], money(added(amount[order], first)), money(added(own[order], first))
