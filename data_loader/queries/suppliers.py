"""Who gets the money, how much of it from one agency, and how much of it shared with others."""

from __future__ import annotations

import unicodedata
from typing import Any, Final

import pandas as pd

from data_loader.filters import Filters
from data_loader.queries.base import cached, frame, one, unit_of
from data_loader.queries.money import Order, Spending, cells, totals, with_share
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
    ranking, values = _ranking(filters, unit, q)
    page = f"{'LIMIT $limit' if limit is not None else ''} OFFSET $offset"
    values |= {"limit": limit, "offset": offset}
    rows = frame(snapshot, f"{ranking} SELECT * FROM ranked ORDER BY {_ORDERS[order]}, name, id {page}", values)
    groups = int(one(snapshot, f"{ranking} SELECT count(*) AS groups FROM ranked", values)["groups"])
    return Spending(unit=unit, stage=filters.stage, groups=groups, rows=_typed(rows, facts["total"]), **facts)


def _typed(rows: pd.DataFrame, total: float | None) -> pd.DataFrame:
    shared = with_share(rows, total)
    columns = ["id", "name", "amount", "processes", "without_amount", "share"]
    return shared[columns + [name for name in shared.columns if name not in columns]]


def _ranking(filters: Filters, unit: str | None, q: str | None) -> tuple[str, dict[str, Any]]:
    common, values = cells(filters, ("supplier", "agency"), unit)
    named = "true"
    if q:
        named = "list_bool_and(list_transform($words, lambda w: contains(lower(strip_accents(name)), w)))"
        values["words"] = [_folded(word) for word in q.split()] or [""]
    return (
        f"""WITH {common}, pairs AS (
        SELECT id_1 AS id, any_value(name_1) AS name, id_2 AS agency_id, any_value(name_2) AS agency_name,
            sum(amount) AS amount, count(DISTINCT process_id) AS processes,
            count(DISTINCT process_id) FILTER (NOT has_any) AS without_amount
        FROM cells GROUP BY id_1, id_2
    ), work AS (
        SELECT k.supplier_id AS id, count(*) AS contracts, count(*) FILTER (k.suppliers > 1) AS joint
        FROM contract_suppliers k JOIN selected s USING (process_id) WHERE k.counted GROUP BY k.supplier_id
    ), summed AS (
        SELECT id, any_value(name) AS name, CAST(sum(amount) AS DOUBLE) AS amount,
            CAST(sum(processes) AS BIGINT) AS processes, CAST(sum(without_amount) AS BIGINT) AS without_amount,
            count(agency_id) AS agencies,
            first(agency_id ORDER BY amount DESC NULLS LAST, processes DESC, agency_id) AS top_agency_id,
            first(agency_name ORDER BY amount DESC NULLS LAST, processes DESC, agency_id) AS top_agency_name,
            CAST(max(amount) AS DOUBLE) / nullif(CAST(sum(amount) AS DOUBLE), 0) AS top_agency_share
        FROM pairs GROUP BY id
    ), ranked AS (
        SELECT m.*, coalesce(w.contracts, 0) AS contracts, coalesce(w.joint, 0) AS joint
        FROM summed m LEFT JOIN work w ON w.id IS NOT DISTINCT FROM m.id WHERE {named}
    )""",
        values,
    )


def _folded(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c)).lower()
