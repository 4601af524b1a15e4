"""What an organisation's contracts are like: how large, against whom, together with whom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from data_loader.filters import Filters
from data_loader.groups import Test, Whole, added, exact, money, rows_with, starts
from data_loader.queries import selection
from data_loader.queries.amounts import currencies, currency_code
from data_loader.queries.answers import cached
from data_loader.queries.columns import runs
from data_loader.queries.dealings import ranked
from data_loader.queries.pairs import sold, suppliers_of
from data_loader.queries.parts import Parts, Table, parts
from data_loader.queries.selection import unit_of
from data_loader.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large the contracts are that are not cancelled; of a supplier chosen, its share of each.

    `rows`: low (from), high (below), contracts, amount; classes of 1 to 3 and 3 to 10 times a power of ten, those
    between the smallest and the largest that are empty too. `median` is NaN-free: None where no amount is above zero.
    `contracts` = those in rows + `zero` (nothing or less) + `other` (another currency, or none said) + `without`.
    """

    unit: str | None
    contracts: int
    zero: int
    other: int
    without: int
    median: float | None
    rows: pd.DataFrame


@cached
def sizes(snapshot: Snapshot, filters: Filters) -> Sizes:
    """Return the contracts of the selection by size."""
    unit = unit_of(snapshot, filters)
    table: Table = "contract_suppliers" if filters.supplier else "contracts"
    contracts = parts(snapshot, table, filters, sold=True)
    currency, amounts = contracts["currency"], money(contracts["amount"])
    known, mine = currency <= len(currencies(snapshot)), currency == currency_code(snapshot, unit)
    measured = amounts[mine & (amounts > 0)]
    return Sizes(
        unit=unit,
        contracts=len(known),
        zero=int((mine & (amounts <= 0)).sum()),
        other=int((known & ~mine).sum()),
        without=int((~known).sum()),
        median=float(np.median(measured)) if len(measured) else None,
        rows=_classed(measured),
    )


def _classed(amounts: npt.NDArray[np.float64]) -> pd.DataFrame:
    """Return the `rows` of Sizes for amounts above zero."""
    amounts = np.sort(amounts)
    least_and_most = np.append(amounts[:1], amounts[-1:])
    power = np.floor(np.log10(least_and_most))
    classes = (2 * power + (least_and_most >= 3 * 10**power)).astype(np.int64)
    there = np.arange(classes[0], classes[1] + 1) if len(amounts) else classes
    low = 10.0 ** (there // 2) * np.where(there % 2, 3, 1)
    high = 10.0 ** (there // 2) * np.where(there % 2, 10, 3)
    groups = np.searchsorted(amounts, low)
    contracts, amount = np.diff(groups, append=len(amounts)), np.full(len(there), np.nan)
    amount[contracts > 0] = money(added(exact(amounts), groups[contracts > 0]))
    return pd.DataFrame({"low": low, "high": high, "contracts": contracts, "amount": amount})


@dataclass(frozen=True, slots=True)
class Bidders:
    """Who tendered. Of a supplier chosen: who else did, in the processes where it tendered or was chosen.

    `processes` = those that name a tenderer (`named`) + those that name none (`unnamed`). `own` and `own_won` are the
    processes in which the supplier is named as tenderer, and those of them that it got; 0 where none is chosen.
    `rows`: id, name, processes, won (of these, where it is a supplier); the most frequent first. `total` is their number.
    """

    processes: int
    named: int
    unnamed: int
    own: int
    own_won: int
    total: int
    rows: pd.DataFrame


@cached
def bidders(snapshot: Snapshot, filters: Filters, *, limit: int = 200) -> Bidders:
    """Return the organisations that tendered in the selection, or against a supplier."""
    own = suppliers_of(snapshot, filters)
    kept = _met(snapshot, filters, own[own > 0])
    found = Parts("tenderers", snapshot.columns)
    if kept is not None:
        found = found.of(np.flatnonzero(kept))
    supplier, won = found["supplier"], found["won"]
    counts = np.bincount(supplier)
    numbers = np.flatnonzero(counts)
    counts, wins = counts[numbers], np.bincount(supplier[won], minlength=len(counts))[numbers]
    mine = np.isin(numbers, own)
    places, listed = ranked(
        snapshot, numbers[~mine], (-counts[~mine], -wins[~mine]), by="supplier", limit=limit, offset=0
    )
    processes = selection.how_many(snapshot, Filters()) if kept is None else int(kept.sum())
    named = len(starts(found.processes()))
    return Bidders(
        processes=processes,
        named=named,
        unnamed=processes - named,
        own=int(counts[mine].sum()),
        own_won=int(wins[mine].sum()),
        total=int((~mine).sum()),
        rows=listed.assign(processes=counts[~mine][places], won=wins[~mine][places]),
    )


def _met(snapshot: Snapshot, filters: Filters, own: Whole) -> Test | None:
    """Return which processes are selected, None where all are: of suppliers chosen, those where they tendered or sold."""
    plain = filters.replace(supplier=())
    if filters.min_amount is not None or filters.max_amount is not None:
        plain = plain.replace(currency=unit_of(snapshot, filters))
    kept = selection.kept(snapshot, plain)
    if not filters.supplier:
        return kept and kept[0]
    tendered, pairs = Parts("tenderers", snapshot.columns), sold(snapshot)
    met = np.zeros(selection.how_many(snapshot, Filters()), np.bool_)
    met[tendered.where(np.isin(tendered["supplier"], own)).processes()] = True
    met[pairs.process.take(rows_with(pairs.supplier, own))] = True
    return met if kept is None else met & kept[0]


@cached
def partners(snapshot: Snapshot, filters: Filters) -> pd.DataFrame:
    """Return id, name, processes: with whom the supplier chosen shares awards or contracts, the most frequent first.

    Only awards and contracts that count; `processes` are those in which they share one.
    """
    joint = parts(snapshot, "joint", filters)
    mine = np.isin(joint["supplier"], suppliers_of(snapshot, filters))
    theirs = joint.where(np.isin(joint["deal"], joint["deal"][mine]) & ~mine)
    numbers, processes = runs(np.unique(np.stack([theirs["supplier"], theirs.processes()]), axis=1)[0])
    places, named = ranked(snapshot, numbers, (-processes,), by="supplier", limit=None, offset=0)
    return named.assign(processes=processes[places])
