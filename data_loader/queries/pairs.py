"""The table `pairs`, who sold to whom, as columns of numbers that are fetched once a snapshot; `dealings` chooses from them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from data_loader.queries import columns
from data_loader.queries.amounts import currencies, published
from data_loader.queries.asking import rows
from data_loader.queries.groups import Numbers, Test, Whole, exact
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


@lru_cache(maxsize=1)
def sold(snapshot: Snapshot) -> Pairs:
    """Return all rows of `pairs`."""
    found = rows(
        snapshot,
        """SELECT process_id - 1 AS process, supplier, enum_code(currency)::USMALLINT + 1 AS currency, alone,
            first_of_supplier AS first FROM pairs""",
    ).fetchnumpy()
    plain: dict[str, Any] = {name: np.ma.filled(column, 0) for name, column in found.items()}
    plain["currency"] = plain["currency"].astype(np.min_scalar_type(len(currencies(snapshot))))
    agency = columns.column(snapshot, "agency").codes[plain["process"]]
    return Pairs(**plain, agency=agency)


@dataclass(frozen=True, slots=True)
class Own:
    """Rows of `pairs` that do not have the only amount of their process: which they are, their places, what they have."""

    are: Test
    places: Whole
    amount: Numbers
    known: Test


@lru_cache(maxsize=5)
def own_amounts(snapshot: Snapshot, stage: str) -> Own:
    """Return the rows whose amounts of a stage are not those of their process alone: few, for most have one supplier."""
    process, of_all = sold(snapshot).process, published(snapshot, stage)
    shared = np.bincount(process) != 1
    shared[of_all.others.process] = True
    are = shared[process]
    found: dict[str, Any] = rows(snapshot, f"SELECT CAST({stage} AS DOUBLE) AS amount FROM pairs").fetchnumpy()
    amount, missing = np.ma.getdata(found["amount"])[are], np.ma.getmaskarray(found["amount"])[are]
    amount = np.where(missing, 0.0, amount)
    exactly = np.issubdtype(of_all.small.dtype, np.integer)
    return Own(are, np.flatnonzero(are).astype(np.int32), exact(amount) if exactly else amount, ~missing)
