"""The table `pairs`, who sold to whom, as columns of numbers (see served_columns); `dealings` chooses from them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data_loader.filters import NOT_PUBLISHED, Filters
from data_loader.groups import Numbers, Test, Whole, added, exact, places_among, rows_with, starts
from data_loader.queries.amounts import Amounts, currencies, published
from data_loader.queries.asking import kept_id, supplier_numbers
from data_loader.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Pairs:
    """The table `pairs` in the order of its rows: as in Dealings, and the currency by its place in `amounts.currencies`, from 1."""

    process: Whole
    supplier: Whole
    agency: Whole
    currency: Whole
    alone: Test
    first: Test


def sold(snapshot: Snapshot) -> Pairs:
    """Return all rows of `pairs`."""
    return Pairs(**{name: snapshot.columns[f"pairs/{name}"] for name in Pairs.__slots__})


@dataclass(frozen=True, slots=True)
class Own:
    """Rows of `pairs` that do not have the only amount of their process: which they are, their places, what they have.

    They are few, for most processes have one supplier.
    """

    are: Test
    places: Whole
    amount: Numbers
    known: Test


def own_amounts(snapshot: Snapshot, stage: str) -> Own:
    """Return the rows whose amounts of a stage are not those of their process alone."""
    return Own(**{name: snapshot.columns[f"amounts/{stage}/pairs/{name}"] for name in Own.__slots__})


def amounts_at(snapshot: Snapshot, stage: str, kept: Whole | slice, process: Whole) -> tuple[Numbers, Test]:
    """Return the amounts of a stage of the rows at some places, which are of these processes, and whether there is one."""
    own, of_all = own_amounts(snapshot, stage), published(snapshot, stage)
    amount, known = of_all.amount(process), of_all.currency.take(process) <= len(currencies(snapshot))
    if isinstance(kept, slice):  # all
        amount[own.places], known[own.places] = own.amount, own.known
        return amount, known
    shared = np.flatnonzero(own.are.take(kept))
    among = places_among(own.are, own.places, kept.take(shared))
    amount[shared], known[shared] = own.amount[among], own.known[among]
    return amount, known


def suppliers_of(snapshot: Snapshot, filters: Filters) -> Whole:
    """Return the numbers of the suppliers chosen that there are; 0, that it is not published, may be one."""
    ids = tuple(kept_id(snapshot, one) for one in filters.supplier if one != NOT_PUBLISHED)
    numbers = [*filter(None, supplier_numbers(snapshot, ids)), *[0] * (NOT_PUBLISHED in filters.supplier)]
    return np.array(numbers, np.int64)


def sold_by(snapshot: Snapshot, filters: Filters) -> Whole:
    """Return the places of the rows of the suppliers chosen."""
    return rows_with(sold(snapshot).supplier, suppliers_of(snapshot, filters))


def shares(snapshot: Snapshot, filters: Filters, stage: str) -> Amounts:
    """Return what the suppliers chosen have of the amounts of a stage, put together by process."""
    places, pairs = sold_by(snapshot, filters), sold(snapshot)
    process, currency = pairs.process.take(places), pairs.currency.take(places)
    amount, known = amounts_at(snapshot, stage, places, process)
    order = np.flatnonzero(known)
    order = order[np.lexsort((currency[order], process[order]))]
    process, currency, amount = process[order], currency[order], amount[order]
    groups = starts(process, currency)
    amount = added(amount, groups) if len(groups) else amount
    return Amounts(process[groups], currency[groups], amount if amount.dtype == np.int64 else exact(amount))
