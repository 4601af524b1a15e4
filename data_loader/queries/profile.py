"""What an organisation's contracts are like: how large, against whom, together with whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from data_loader.filters import NOT_PUBLISHED, Filters
from data_loader.groups import Test, added, exact, money, starts
from data_loader.queries import selection
from data_loader.queries.answers import cached
from data_loader.queries.asking import Members, are_members, as_bits, kept_id, member, rows
from data_loader.queries.columns import runs
from data_loader.queries.dealings import numbers_by_id, ranked
from data_loader.queries.selection import selected, unit_of
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
    test, values = selected(snapshot, filters, unit=unit, sold=True)
    table = "filtered_contract_suppliers" if filters.supplier else "filtered_contracts"
    found: dict[str, Any] = rows(
        snapshot,
        f"""SELECT CAST(p.amount AS DOUBLE) AS amount, coalesce(p.currency = $unit, false) AS mine
        FROM {table} p WHERE p.counted AND {test}""",
        values,
    ).fetchnumpy()
    known, amounts = ~np.ma.getmaskarray(found["amount"]), np.ma.filled(found["amount"], 0.0)
    mine = known & np.ma.getdata(found["mine"])
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
    power = np.floor(np.log10(amounts))
    upper = amounts >= 3 * 10**power
    classes = (2 * power + upper).astype("int64")
    groups = starts(classes)
    there = np.arange(classes[0], classes[-1] + 1) if len(classes) else classes
    place = classes[groups] - there[:1]
    contracts, amount = np.zeros(len(there), np.int64), np.full(len(there), np.nan)
    contracts[place] = np.diff(groups, append=len(classes))
    amount[place] = money(added(exact(amounts), groups))
    low = 10.0 ** (there // 2) * np.where(there % 2, 3, 1)
    high = 10.0 ** (there // 2) * np.where(there % 2, 10, 3)
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
    ids = [kept_id(snapshot, one) for one in filters.supplier if one != NOT_PUBLISHED]
    own = numbers_by_id(snapshot, ids, by="supplier")
    kept = _met(snapshot, filters, own)
    found = rows(
        snapshot,
        f"SELECT t.process_id, t.supplier, t.won FROM tenderers t WHERE {'true' if kept is None else member('kept', 't.process_id')}",
        {"kept": kept if kept is None else as_bits(kept)},
    ).fetchnumpy()
    process, supplier, won = (np.ma.getdata(found[name]) for name in ("process_id", "supplier", "won"))
    order = np.argsort(supplier, kind="stable")
    groups = starts(supplier[order])
    numbers, counts, wins = supplier[order][groups], np.diff(groups, append=len(order)), added(won[order], groups)
    mine = np.isin(numbers, own)
    places, listed = ranked(
        snapshot, numbers[~mine], (-counts[~mine], -wins[~mine]), by="supplier", limit=limit, offset=0
    )
    processes = selection.how_many(snapshot, Filters()) if kept is None else int(kept.sum())
    named = len(np.unique(process))
    return Bidders(
        processes=processes,
        named=named,
        unnamed=processes - named,
        own=int(counts[mine].sum()),
        own_won=int(wins[mine].sum()),
        total=int((~mine).sum()),
        rows=listed.assign(processes=counts[~mine][places], won=wins[~mine][places]),
    )


def _met(snapshot: Snapshot, filters: Filters, own: list[int]) -> Test | None:
    """Return which processes are selected, None where all are: of suppliers chosen, those where they tendered or sold."""
    plain = filters.replace(supplier=())
    if filters.min_amount is not None or filters.max_amount is not None:
        plain = plain.replace(currency=unit_of(snapshot, filters))
    kept = selection.kept(snapshot, plain)
    if not filters.supplier:
        return kept and kept[0]
    of = "SELECT process_id FROM {} WHERE supplier IN (SELECT unnest($own))"
    met = f"{of.format('tenderers')} UNION ALL {of.format('pairs')}"
    test = are_members(snapshot, Members.of(met, {"own": own}))
    return test if kept is None else test & kept[0]


@cached
def partners(snapshot: Snapshot, filters: Filters) -> pd.DataFrame:
    """Return id, name, processes: with whom the supplier chosen shares awards or contracts, the most frequent first.

    Only awards and contracts that count; `processes` are those in which they share one.
    """
    ids = [kept_id(snapshot, one) for one in filters.supplier if one != NOT_PUBLISHED]
    own = numbers_by_id(snapshot, ids, by="supplier")
    found = rows(
        snapshot,
        """SELECT DISTINCT o.supplier, o.process_id - 1 AS process FROM joint h JOIN joint o USING (deal)
        WHERE h.supplier IN (SELECT unnest($own)) AND o.supplier NOT IN (SELECT unnest($own)) ORDER BY o.supplier""",
        {"own": own},
    ).fetchnumpy()
    chosen = selection.kept(snapshot, filters)
    selected = slice(None) if chosen is None else chosen[0][found["process"]]
    numbers, processes = runs(found["supplier"][selected])
    places, named = ranked(snapshot, numbers, (-processes,), by="supplier", limit=None, offset=0)
    return named.assign(processes=processes[places])
