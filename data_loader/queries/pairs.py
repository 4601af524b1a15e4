"""The table `pairs`, who sold to whom, as columns of numbers (see served_columns); `dealings` chooses from them."""

from __future__ import annotations

from dataclasses import dataclass

from data_loader.groups import Numbers, Test, Whole
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
