"""Who gets the money, how much of it from one agency, and how much of it shared with others."""

from __future__ import annotations

import unicodedata
from typing import Any, Final

import pandas as pd

from data_loader.filters import Filters
from data_loader.queries.answers import cached
from data_loader.queries.asking import frame, one
from data_loader.queries.base import cells, condition, unit_of
from data_loader.queries.money import SUMS, Order, Spending, first_sums, totals, with_share
from data_loader.snapshot import Snapshot

_ORDERS: Final = {
    "amount": "amount DESC NULLS LAST, processes DESC",
    "processes": "processes DESC, amount DESC NULLS LAST",
    "agencies": "agencies DESC, amount DESC NULLS LAST, processes DESC",
}


@cached
def suppliers(
    snapshot: Snapshot,
    filters: Filters,
    *,
    order: Order = "amount",
    limit: int | None = None,
    offset: int = 0,
    q: str | None = None,
) -> Spending:
    """Return the suppliers, ranked.

    `rows` has, beside the columns of Spending: agencies (number served), top_agency_id, top_agency_name, top_agency_share (0-1 of the supplier's money; NaN where
    it has none), contracts (not cancelled), joint (those of them shared with other suppliers).
    `q` keeps suppliers whose name has these words; totals are those of all suppliers.
    """
    unit = unit_of(snapshot, filters)
    facts = totals(snapshot, filters, unit)
    ranking, values = _ranking(
        snapshot, filters, unit, q=q, order=order, last=None if limit is None else max(offset + limit, 1) - 1
    )
    values |= {"limit": limit, "offset": offset}
    rows = frame(
        snapshot,
        f"""{ranking} SELECT supplier, id, name, CAST(amount AS DOUBLE) AS amount, processes, without_amount,
            (SELECT count(*) FROM listed) AS groups
        FROM named ORDER BY {_ORDERS[order]}, name, id {"LIMIT $limit" if limit is not None else ""} OFFSET $offset""",
        values,
    )
    groups = int(rows["groups"].iloc[0]) if len(rows) else 0
    if not len(rows) and offset:
        groups = int(one(snapshot, f"{ranking} SELECT count(*) AS groups FROM listed", values)["groups"])
    rows = _with_dealings(snapshot, filters, unit, rows.drop(columns="groups"), every=limit is None and not q)
    return Spending(unit=unit, stage=filters.stage, groups=groups, rows=_typed(rows, facts["total"]), **facts)


def _typed(rows: pd.DataFrame, total: float | None) -> pd.DataFrame:
    shared = with_share(rows, total)
    columns = ["id", "name", "amount", "processes", "without_amount", "share"]
    return shared[columns + [name for name in shared.columns if name not in columns]]


def _ranking(
    snapshot: Snapshot, filters: Filters, unit: str | None, *, q: str | None, order: Order, last: int | None
) -> tuple[str, dict[str, Any]]:
    """Return the SQL of `listed`, the suppliers that count, and of `named`, those of them that may be on the page."""
    common, values = cells(filters, unit, suppliers=True)
    summed = f"WITH {common}, summed AS (SELECT supplier AS id, {SUMS} FROM cells GROUP BY supplier)"
    if not q and last is not None and order != "agencies":
        return f"{summed}, {first_sums(order, 'summed')}, listed AS (FROM summed)", values | {"last": last}
    called, reach, column = "true", "", "0 AS agencies"
    if q:
        called = "list_bool_and(list_transform($words, lambda w: contains(lower(strip_accents(o.name)), w)))"
        values["words"] = [_folded(word) for word in q.split()] or [""]
    if order == "agencies":
        few = None if q or last is None else _least_reach(snapshot, summed, values, last)
        reach = f"""JOIN (SELECT c.supplier, count(DISTINCT c.agency_id) AS agencies FROM cells c
            WHERE {few or "true"} GROUP BY c.supplier) r ON r.supplier IS NOT DISTINCT FROM s.id"""
        column = "r.agencies"
    return (
        f"""{summed}, named AS (
            SELECT s.id AS supplier, o.supplier_id AS id, o.name, s.* EXCLUDE (id), {column} FROM summed s {reach}
            LEFT JOIN supplier_names o ON o.supplier = s.id WHERE {called}
        ), listed AS (FROM {"named" if q else "summed"})""",
        values,
    )


def _least_reach(snapshot: Snapshot, summed: str, values: dict[str, Any], last: int) -> str:
    """Return the SQL condition on `cells c` that keeps all suppliers who may be among the first by number of agencies.

    Nobody serves more agencies than it has processes: of those with most processes, so many are looked at that the last
    one on the page serves as many agencies as any other has processes.
    """
    found = one(
        snapshot,
        f"""{summed}, many AS (SELECT id, processes FROM summed ORDER BY processes DESC LIMIT $last + {_MOST_LOOKED_AT}),
        reach AS (
            SELECT count(DISTINCT c.agency_id) AS agencies FROM cells c JOIN many m ON m.id IS NOT DISTINCT FROM c.supplier
            GROUP BY c.supplier ORDER BY agencies DESC LIMIT 1 OFFSET $last
        )
        SELECT agencies FROM reach""",
        values | {"last": last},
    )
    values["least"] = found.get("agencies", 0)
    return "EXISTS (SELECT 1 FROM summed m WHERE m.processes >= $least AND m.id IS NOT DISTINCT FROM c.supplier)"


_MOST_LOOKED_AT: Final = 300


def _with_dealings(
    snapshot: Snapshot, filters: Filters, unit: str | None, rows: pd.DataFrame, *, every: bool
) -> pd.DataFrame:
    """Return the rows with what only those of a page need: the agencies that each supplier deals with, its contracts."""
    numbers = [int(number) for number in rows["supplier"].dropna()]
    only, mine = "true", "true"
    if not every:
        listed = ", ".join(map(str, numbers)) or "NULL"
        only = f"(p.supplier IN ({listed}) OR p.supplier IS NULL)"
        mine = f"p.supplier_id IN (SELECT supplier_id FROM supplier_names WHERE supplier IN ({listed}))"
    common, values = cells(filters, unit, suppliers=True, only=only)
    test, more = condition(filters, unit=unit)
    found = frame(
        snapshot,
        f"""WITH {common}, dealings AS (
            SELECT supplier, agency_id, {SUMS} FROM cells GROUP BY supplier, agency_id
        ), served AS (
            SELECT supplier, count(agency_id) AS agencies,
                first(agency_id ORDER BY amount DESC NULLS LAST, processes DESC, agency_id) AS top_agency_id,
                CAST(max(amount) AS DOUBLE) / nullif(CAST(sum(amount) AS DOUBLE), 0) AS top_agency_share
            FROM dealings GROUP BY supplier
        ), work AS (
            SELECT p.supplier_id, count(*) AS contracts, count(*) FILTER (p.suppliers > 1) AS joint
            FROM filtered_contract_suppliers p
            WHERE p.counted AND ({mine} OR p.supplier_id IS NULL) AND {test} GROUP BY p.supplier_id
        )
        SELECT t.supplier, t.agencies, t.top_agency_id, a.name AS top_agency_name, t.top_agency_share,
            coalesce(w.contracts, 0) AS contracts, coalesce(w.joint, 0) AS joint
        FROM served t LEFT JOIN supplier_names n ON n.supplier = t.supplier
        LEFT JOIN work w ON w.supplier_id IS NOT DISTINCT FROM n.supplier_id
        LEFT JOIN agency_names a ON a.agency_id = t.top_agency_id""",
        values | more,
    )
    plain = rows.drop(columns="agencies", errors="ignore")
    found["supplier"], plain["supplier"] = found["supplier"].fillna(0), plain["supplier"].fillna(0)  # none is 0
    return plain.merge(found, on="supplier", how="left").drop(columns="supplier")


def _folded(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c)).lower()
