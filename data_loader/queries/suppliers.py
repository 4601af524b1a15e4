"""Who gets the money, how much of it from one agency, and how much of it shared with others."""

from __future__ import annotations

import unicodedata
from typing import Any, Final

import pandas as pd

from data_loader.filters import Filters
from data_loader.queries.answers import cached
from data_loader.queries.base import cells, frame, one, unit_of
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
    last = None if limit is None else max(offset + limit, 1) - 1
    ranking, values = _ranking(filters, unit, q, order, last)
    page = f"{'LIMIT $limit' if limit is not None else ''} OFFSET $offset"
    values |= {"limit": limit, "offset": offset}
    rows = frame(snapshot, f"{ranking} {_PAGE.format(order=_ORDERS[order], page=page, sums=SUMS)}", values)
    groups = int(rows["groups"].iloc[0]) if len(rows) else 0
    if not len(rows) and offset:
        groups = int(one(snapshot, f"{ranking} SELECT count(*) AS groups FROM listed", values)["groups"])
    rows = rows.drop(columns="groups")
    return Spending(unit=unit, stage=filters.stage, groups=groups, rows=_typed(rows, facts["total"]), **facts)


def _typed(rows: pd.DataFrame, total: float | None) -> pd.DataFrame:
    shared = with_share(rows, total)
    columns = ["id", "name", "amount", "processes", "without_amount", "share"]
    return shared[columns + [name for name in shared.columns if name not in columns]]


def _ranking(
    filters: Filters, unit: str | None, q: str | None, order: Order, last: int | None
) -> tuple[str, dict[str, Any]]:
    """Return the SQL of `summed`, the suppliers by number, `listed`, those that count, and `named`, those that may be shown."""
    common, values = cells(filters, unit, suppliers=True)
    agencies = "count(DISTINCT agency_id)" if order == "agencies" else "0"
    summed = (
        f"WITH {common}, summed AS (SELECT supplier AS id, {SUMS}, {agencies} AS agencies FROM cells GROUP BY supplier)"
    )
    if q or last is None or order == "agencies":
        called = "true"
        if q:
            called = "list_bool_and(list_transform($words, lambda w: contains(lower(strip_accents(o.name)), w)))"
            values["words"] = [_folded(word) for word in q.split()] or [""]
        return (
            f"""{summed}, named AS (
                SELECT s.id AS supplier, o.supplier_id AS id, o.name, s.* EXCLUDE (id)
                FROM summed s LEFT JOIN supplier_names o ON o.supplier = s.id WHERE {called}
            ), listed AS (FROM named)""",
            values,
        )
    return f"{summed}, {first_sums(order, 'summed')}, listed AS (FROM summed)", values | {"last": last}


# What only the rows of a page need: the agencies that each supplier deals with, and its contracts.
_PAGE: Final = """, page AS (
        SELECT *, row_number() OVER (ORDER BY {order}, name, id) AS place FROM named ORDER BY place {page}
    ), dealings AS (
        SELECT c.supplier, agency_id, {sums} FROM cells c
        WHERE EXISTS (SELECT 1 FROM page p WHERE p.supplier IS NOT DISTINCT FROM c.supplier) GROUP BY c.supplier, agency_id
    ), served AS (
        SELECT supplier, count(agency_id) AS agencies,
            first(agency_id ORDER BY amount DESC NULLS LAST, processes DESC, agency_id) AS top_agency_id,
            CAST(max(amount) AS DOUBLE) / nullif(CAST(sum(amount) AS DOUBLE), 0) AS top_agency_share
        FROM dealings GROUP BY supplier
    ), work AS (
        SELECT k.supplier_id AS id, count(*) AS contracts, count(*) FILTER (k.suppliers > 1) AS joint
        FROM contract_suppliers k SEMI JOIN cells c ON c.process_id = k.process_id WHERE k.counted
            AND EXISTS (SELECT 1 FROM page p WHERE p.id IS NOT DISTINCT FROM k.supplier_id) GROUP BY k.supplier_id
    )
    SELECT p.id, p.name, CAST(p.amount AS DOUBLE) AS amount, p.processes, p.without_amount, t.agencies, t.top_agency_id,
        a.name AS top_agency_name, t.top_agency_share, coalesce(w.contracts, 0) AS contracts,
        coalesce(w.joint, 0) AS joint, (SELECT count(*) FROM listed) AS groups
    FROM page p LEFT JOIN served t ON t.supplier IS NOT DISTINCT FROM p.supplier
    LEFT JOIN work w ON w.id IS NOT DISTINCT FROM p.id
    LEFT JOIN agency_names a ON a.agency_id = t.top_agency_id ORDER BY p.place"""


def _folded(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c)).lower()
