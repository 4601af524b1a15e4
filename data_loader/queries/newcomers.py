"""Which suppliers are new in a year, and how much of the money they get."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from data_loader.filters import Filters
from data_loader.groups import Test, Whole, added, added_at, money, starts
from data_loader.queries import columns
from data_loader.queries.answers import cached
from data_loader.queries.dealings import chosen, dealings, first_years
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
    of_each, groups = year.codes.take(lot.process), starts(lot.supplier)
    sizes, first = np.diff(groups, append=len(of_each)), first_years(snapshot)[lot.supplier[groups]]
    (dated,) = chosen(lot.known, of_each)
    known, each = (np.bincount(codes, minlength=year.span) for codes in (dated, of_each))
    years = np.flatnonzero(each)  # not each between the first and the last: one may be misprinted
    active, has_year = _active(of_each, groups, years)
    fresh = of_each == np.repeat(first, sizes)
    new = np.bincount(first[added(fresh, groups) > 0], minlength=year.span)
    amount, new_amount = (
        money(added_at(of, own, year.span), known)[years]
        for own, of in ((lot.amount, of_each), chosen(fresh, lot.amount, of_each))
    )
    counts = {"suppliers": active, "new": new[years]}
    rows = pd.DataFrame({**counts, "amount": amount, "new_amount": new_amount}, years)
    rows.insert(0, "year", rows.index + (year.least - 1))
    rows = rows[rows.index > 0].reset_index(drop=True)
    rows = rows.assign(
        share=rows["new"] / rows["suppliers"],
        amount_share=rows["new_amount"] / rows["amount"].where(rows["amount"] != 0),
    )
    begins = columns.bounds(snapshot)["year"][0] or None
    return NewSuppliers(unit, begins, len(groups) - int(np.count_nonzero(has_year)), rows)


def _active(of_each: Whole, groups: Whole, years: Whole) -> tuple[Whole, Test]:
    """Return how many groups of rows have each of some years, by code, and which groups have any that is published.

    The years of a group are the bits of a word, 64 years at a time.
    """
    counts, any_year = [], np.zeros(len(groups), np.bool_)
    for some in np.split(years, range(_BITS, len(years), _BITS)):
        bit = np.zeros(int(years.max(initial=0)) + 1, np.uint64)
        bit[some] = np.uint64(1) << np.arange(len(some), dtype=np.uint64)
        words = np.bitwise_or.reduceat(bit.take(of_each), groups)
        counts += [np.count_nonzero(words & one) for one in bit[some]]
        any_year |= (words & ~bit[0]) > 0
    return np.array(counts, np.int64), any_year


_BITS: Final = 64
