"""Which suppliers are new in a year, and how much of the money they get."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data_loader.filters import Filters
from data_loader.queries.answers import cached
from data_loader.queries.asking import one
from data_loader.queries.base import unit_of
from data_loader.queries.dealings import dealings
from data_loader.queries.groups import added, money, starts
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
    lot = dealings(snapshot, filters, unit).named()
    groups = starts(lot.supplier)
    place = np.repeat(np.arange(len(groups)), np.diff(groups, append=len(lot.supplier)))
    years, year = np.flatnonzero(np.bincount(lot.year)), lot.year
    active = np.zeros((len(groups), len(years)), np.bool_)
    active[place, np.searchsorted(years, year)] = True
    fresh = active & (lot.first_year[groups][:, None] == years)
    order = np.argsort(year, kind="stable")
    spans = starts(year[order])
    own = np.where(lot.year == lot.first_year, lot.amount, 0)
    amount = money(added(lot.amount[order], spans), added(lot.known[order], spans))
    rows = pd.DataFrame(
        {
            "year": years.astype("int64"),
            "suppliers": active.sum(axis=0),
            "new": fresh.sum(axis=0),
            "amount": amount,
            "new_amount": money(added(own[order], spans), ~np.isnan(amount)),
        }
    )
    rows = rows.assign(
        share=rows["new"] / rows["suppliers"],
        amount_share=rows["new_amount"] / rows["amount"].where(rows["amount"] != 0),
    )
    dated = years > 0
    begins = one(snapshot, "SELECT min(year) AS year FROM cube")["year"]
    return NewSuppliers(unit, begins, int((~active[:, dated].any(axis=1)).sum()), rows[dated].reset_index(drop=True))
