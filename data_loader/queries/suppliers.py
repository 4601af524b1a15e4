"""Who gets the money, how much of it from one agency, and how much of it shared with others."""

from __future__ import annotations

import unicodedata

import numpy as np
import pandas as pd

from data_loader.filters import Filters
from data_loader.queries.answers import cached
from data_loader.queries.asking import frame
from data_loader.queries.base import condition, unit_of
from data_loader.queries.dealings import (
    NONE,
    Sums,
    by_supplier,
    by_supplier_and_agency,
    most_first,
    names_of,
    ranked,
    sums_by,
)
from data_loader.queries.groups import Numbers, Whole, added, money, starts
from data_loader.queries.money import Order, Spending, told, totals, with_share
from data_loader.snapshot import Snapshot


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
    between = by_supplier_and_agency(snapshot, filters, unit)
    sums = sums_by(snapshot, filters, unit, "supplier")
    keys: tuple[Numbers, ...] = most_first(sums, order)
    if order == "agencies":
        keys = (-added(between.agency != NONE, starts(between.supplier)), *most_first(sums, "amount"))
    if q:
        called = np.isin(sums.supplier, _called(snapshot, q))
        sums, keys = sums.where(called), tuple(key[called] for key in keys)
    places, rows = ranked(snapshot, sums.supplier, keys, by="supplier", limit=limit, offset=offset)
    shown = sums.where(places)
    rows = with_share(told(rows, shown).rename(columns={"number": "supplier"}), facts["total"])
    rows = rows.merge(_dealt(snapshot, between, shown.supplier), on="supplier", how="left")
    work = _work(snapshot, filters, unit, shown.supplier)
    rows = rows.merge(work, on="supplier", how="left").fillna(dict.fromkeys(("contracts", "joint"), 0))
    rows = rows.astype({"contracts": "int64", "joint": "int64"}).drop(columns="supplier")
    return Spending(unit=unit, stage=filters.stage, groups=len(sums.supplier), rows=rows, **facts)


def _called(snapshot: Snapshot, q: str) -> list[int]:
    """Return the numbers of the suppliers whose names have some words."""
    words = [_folded(word) for word in q.split()] or [""]
    named = frame(
        snapshot,
        """SELECT supplier FROM supplier_names
        WHERE list_bool_and(list_transform($words, lambda w: contains(lower(strip_accents(name)), w)))""",
        {"words": words},
    )
    return named["supplier"].tolist()


def _dealt(snapshot: Snapshot, between: Sums, suppliers: Whole) -> pd.DataFrame:
    """Return the agencies of suppliers: supplier, agencies, top_agency_id, top_agency_name, top_agency_share."""
    own = between.where(np.isin(between.supplier, suppliers))
    groups = starts(own.supplier)
    sizes = np.diff(groups, append=len(own.supplier))
    best = np.ones(len(own.supplier), np.bool_)
    for key in (*most_first(own, "amount"), own.agency):  # the first by all three
        least = np.minimum.reduceat(np.where(best, key, key.max()), groups) if len(groups) else key
        best &= key == np.repeat(least, sizes)
    top = own.where(best)
    sums = by_supplier(own)
    total, most = money(sums.amount, sums.known), money(top.amount, top.known)
    agencies = names_of(snapshot, top.agency, by="agency")
    return pd.DataFrame(
        {
            "supplier": sums.supplier,
            "agencies": added(own.agency != NONE, groups),
            "top_agency_id": agencies["id"],
            "top_agency_name": agencies["name"],
            "top_agency_share": most / np.where(total == 0, np.nan, total),
        }
    )


def _work(snapshot: Snapshot, filters: Filters, unit: str | None, suppliers: Whole) -> pd.DataFrame:
    """Return the contracts of suppliers: supplier, contracts, joint."""
    test, values = condition(filters, unit=unit, sold=True)
    few = f"coalesce(p.supplier, 0) IN ({', '.join(map(str, suppliers))})" if 0 < len(suppliers) <= _FEW else "true"
    return frame(
        snapshot,
        f"""SELECT coalesce(p.supplier, 0) AS supplier, count(*) AS contracts,
            count(*) FILTER (p.suppliers > 1) AS joint
        FROM filtered_contract_suppliers p WHERE p.counted AND {few} AND {test} GROUP BY 1""",
        values,
    )


_FEW = 200


def _folded(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c)).lower()
