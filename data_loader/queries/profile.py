"""What an organisation's contracts are like: how large, against whom, together with whom."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from data_loader.filters import NOT_PUBLISHED, Filters
from data_loader.queries.answers import cached
from data_loader.queries.asking import Members, frame, member, one
from data_loader.queries.base import among, condition, supplier_is, unit_of
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
    kept = f"""kept AS (SELECT p.currency, CAST(p.amount AS DOUBLE) AS amount FROM {table} p
        WHERE p.counted AND {supplier_is(filters, "p")} AND {test})"""
    facts = one(
        snapshot,
        f"""WITH {kept} SELECT count(*) AS contracts,
            count(*) FILTER (currency = $unit AND amount <= 0) AS zero,
            count(*) FILTER (amount IS NOT NULL AND currency IS DISTINCT FROM $unit) AS other,
            count(*) FILTER (amount IS NULL) AS "without",
            median(amount) FILTER (currency = $unit AND amount > 0) AS median FROM kept""",
        values,
    )
    rows = frame(
        snapshot,
        f"""WITH {kept}, placed AS (
            SELECT amount, CAST(floor(log10(amount)) AS INTEGER) AS power FROM kept WHERE currency = $unit AND amount > 0
        ), classed AS (
            SELECT amount, 2 * power + CAST(amount >= 3 * pow(10, power) AS INTEGER) AS class FROM placed
        ), spans AS (SELECT unnest(generate_series(min(class), max(class))) AS class FROM classed)
        SELECT pow(10, s.class // 2) * CASE WHEN s.class % 2 = 0 THEN 1 ELSE 3 END AS low,
            pow(10, s.class // 2) * CASE WHEN s.class % 2 = 0 THEN 3 ELSE 10 END AS high,
            count(c.class) AS contracts, sum(c.amount) AS amount
        FROM spans s LEFT JOIN classed c USING (class) GROUP BY s.class ORDER BY s.class""",
        values,
    )
    return Sizes(unit=unit, rows=rows, **facts)


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
    values |= {"supplier": [one for one in filters.supplier if one != NOT_PUBLISHED], "limit": limit}
    met = "true"
    if filters.supplier:
        named = filters.replace(supplier=tuple(values["supplier"]))
        offered = among("t.organisation_id", "supplier", named.supplier) if named.supplier else "false"
        sold = supplier_is(named, "t") if named.supplier else "false"
        values["met"] = Members.of(
            f"""SELECT t.process_id FROM tenderers t WHERE {offered}
            UNION SELECT t.process_id FROM process_suppliers t WHERE {sold}""",
            {"supplier": named.supplier},
        )
        met = member("met", "process_id")
    common = f"""kept AS MATERIALIZED (SELECT p.process_id FROM processes p WHERE {test} AND {met}),
        seen AS MATERIALIZED (SELECT t.process_id, t.organisation_id AS id, s.supplier_id IS NOT NULL AS won
            FROM (FROM tenderers WHERE {met}) t JOIN kept USING (process_id)
            LEFT JOIN (FROM process_suppliers WHERE {met}) s
                ON s.process_id = t.process_id AND s.supplier_id = t.organisation_id)"""
    found = frame(
        snapshot,
        f"""WITH {common}, counted AS MATERIALIZED (
            SELECT id, list_contains($supplier, id) AS is_own, count(*) AS processes, count(*) FILTER (won) AS won
            FROM seen WHERE id IS NOT NULL GROUP BY id
        ), facts AS (
            SELECT (SELECT count(*) FROM kept) AS of_all, (SELECT count(DISTINCT process_id) FROM seen) AS named,
                CAST(coalesce(sum(processes) FILTER (is_own), 0) AS BIGINT) AS own,
                CAST(coalesce(sum(won) FILTER (is_own), 0) AS BIGINT) AS own_won,
                count(*) FILTER (NOT is_own) AS total FROM counted
        ), listed AS (
            SELECT c.id, o.name, c.processes, c.won FROM counted c JOIN organisations o ON o.organisation_id = c.id
            WHERE NOT c.is_own ORDER BY c.processes DESC, c.won DESC, o.name, c.id LIMIT $limit
        )
        SELECT f.*, l.* FROM facts f LEFT JOIN listed l ON true ORDER BY l.processes DESC, l.won DESC, l.name, l.id""",
        values,
    )
    facts = {name: int(found[name].iloc[0]) for name in ("of_all", "named", "own", "own_won", "total")}
    rows = found[found["id"].notna()].drop(columns=[*facts]).astype({"processes": "int64", "won": "int64"})
    processes = facts.pop("of_all")
    return Bidders(processes, unnamed=processes - facts["named"], rows=rows, **facts)


@cached
def partners(snapshot: Snapshot, filters: Filters) -> pd.DataFrame:
    """Return id, name, processes: with whom the supplier chosen shares awards or contracts, the most frequent first.

    Only awards and contracts that count; `processes` are those in which they share one.
    """
    test, values = condition(filters, unit=unit_of(snapshot, filters))
    own, met = "true", "true"
    if filters.supplier:
        own, met = among("h.supplier_id", "supplier", filters.supplier), member("of_supplier", "process_id")
    return frame(
        snapshot,
        f"""WITH shared AS (
            SELECT process_id, award_index AS place, 'award' AS what, supplier_id FROM award_suppliers
            WHERE counted AND suppliers > 1 AND supplier_id IS NOT NULL AND {met}
            UNION ALL
            SELECT process_id, contract_index, 'contract', supplier_id FROM contract_suppliers
            WHERE counted AND suppliers > 1 AND supplier_id IS NOT NULL AND {met}
        ), own AS (SELECT h.* FROM shared h JOIN processes p USING (process_id) WHERE {own} AND {test})
        SELECT h.supplier_id AS id, any_value(g.name) AS name, count(DISTINCT process_id) AS processes
        FROM own o JOIN shared h USING (process_id, place, what)
        JOIN organisations g ON g.organisation_id = h.supplier_id
        WHERE NOT {own} GROUP BY h.supplier_id ORDER BY processes DESC, name, id""",
        values,
    )
