"""What an organisation's contracts are like: how large, against whom, together with whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from data_loader.filters import NOT_PUBLISHED, Filters
from data_loader.queries.answers import cached
from data_loader.queries.asking import Members, frame, member, rows
from data_loader.queries.base import condition, supplier_is, unit_of
from data_loader.queries.groups import added, exact, money, starts
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
    test, values = condition(filters, unit=unit)
    table = "filtered_contract_suppliers" if filters.supplier else "filtered_contracts"
    found: dict[str, Any] = rows(
        snapshot,
        f"""SELECT CAST(p.amount AS DOUBLE) AS amount, coalesce(p.currency = $unit, false) AS mine
        FROM {table} p WHERE p.counted AND {supplier_is(filters, "p")} AND {test}""",
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
    test, values = condition(filters.replace(supplier=()), unit=unit_of(snapshot, filters))
    named = filters.replace(supplier=tuple(one for one in filters.supplier if one != NOT_PUBLISHED))
    values |= {"supplier": list(named.supplier), "limit": limit}
    met, own = "true", supplier_is(named, "t") if named.supplier else "false"
    if filters.supplier:
        values["met"] = Members.of(
            f"SELECT process_id FROM tenderers t WHERE {own} UNION SELECT process_id FROM process_suppliers t WHERE {own}",
            {"supplier": named.supplier},
        )
        met = member("met", "process_id")
    common = f"""kept AS MATERIALIZED (SELECT p.process_id FROM processes p WHERE {test} AND {met}),
        seen AS MATERIALIZED (SELECT t.process_id, t.supplier, s.supplier IS NOT NULL AS won
            FROM (SELECT process_id, supplier FROM tenderers WHERE {met}) t JOIN kept USING (process_id)
            LEFT JOIN (SELECT process_id, supplier FROM process_suppliers WHERE {met}) s USING (process_id, supplier))"""
    found = frame(
        snapshot,
        f"""WITH {common}, counted AS MATERIALIZED (
            SELECT supplier, {own} AS is_own, count(*) AS processes, count(*) FILTER (won) AS won
            FROM seen t WHERE supplier IS NOT NULL GROUP BY supplier
        ), facts AS (
            SELECT (SELECT count(*) FROM kept) AS of_all, (SELECT count(DISTINCT process_id) FROM seen) AS named,
                CAST(coalesce(sum(processes) FILTER (is_own), 0) AS BIGINT) AS own,
                CAST(coalesce(sum(won) FILTER (is_own), 0) AS BIGINT) AS own_won,
                count(*) FILTER (NOT is_own) AS total FROM counted
        ), listed AS (
            SELECT o.supplier_id AS id, o.name, c.processes, c.won FROM counted c JOIN supplier_names o USING (supplier)
            WHERE NOT c.is_own ORDER BY c.processes DESC, c.won DESC, o.name, id LIMIT $limit
        )
        SELECT f.*, l.* FROM facts f LEFT JOIN listed l ON true ORDER BY l.processes DESC, l.won DESC, l.name, l.id""",
        values,
    )
    facts = {name: int(found[name].iloc[0]) for name in ("of_all", "named", "own", "own_won", "total")}
    listed = found[found["id"].notna()].drop(columns=[*facts]).astype({"processes": "int64", "won": "int64"})
    processes = facts.pop("of_all")
    return Bidders(processes, unnamed=processes - facts["named"], rows=listed, **facts)


@cached
def partners(snapshot: Snapshot, filters: Filters) -> pd.DataFrame:
    """Return id, name, processes: with whom the supplier chosen shares awards or contracts, the most frequent first.

    Only awards and contracts that count; `processes` are those in which they share one.
    """
    test, values = condition(filters, unit=unit_of(snapshot, filters))
    own, met = "true", "true"
    if filters.supplier:
        own, met = supplier_is(filters, "h"), member("of_supplier", "process_id")
    several = f"FROM {{}} WHERE counted AND suppliers > 1 AND supplier IS NOT NULL AND {met}"
    return frame(
        snapshot,
        f"""WITH shared AS (
            SELECT process_id, award_index AS place, 'award' AS what, supplier {several.format("award_suppliers")}
            UNION ALL
            SELECT process_id, contract_index, 'contract', supplier {several.format("filtered_contract_suppliers")}
        ), own AS (SELECT h.* FROM shared h JOIN processes p USING (process_id) WHERE {own} AND {test})
        SELECT any_value(g.supplier_id) AS id, any_value(g.name) AS name, count(DISTINCT process_id) AS processes
        FROM own o JOIN shared h USING (process_id, place, what) JOIN supplier_names g ON g.supplier = h.supplier
        WHERE NOT {own} GROUP BY h.supplier ORDER BY processes DESC, name, id""",
        values,
    )
