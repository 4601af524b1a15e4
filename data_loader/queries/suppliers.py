"""Who gets the money, how much of it from one agency, and how much of it shared with others."""

from __future__ import annotations

import unicodedata
from typing import Any

import numpy as np

from data_loader.filters import Filters
from data_loader.groups import Numbers, Whole, added, money, of_each, starts
from data_loader.queries.answers import cached
from data_loader.queries.asking import rows
from data_loader.queries.dealings import (
    Dealings,
    Sums,
    by_supplier_and_agency,
    dealings,
    most_first,
    names_of,
    ranked,
    sums_by,
)
from data_loader.queries.money import Order, Spending, told, with_share
from data_loader.queries.parts import parts
from data_loader.queries.selection import unit_of
from data_loader.queries.sums import totals
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
    lot = dealings(snapshot, filters, unit)
    sums = sums_by(snapshot, filters, unit, "supplier")
    keys: tuple[Numbers, ...] = most_first(sums, order)
    if order == "agencies":
        keys = (-_agencies(lot.supplier, lot.agency), *most_first(sums, "amount"))
    if q:
        called = np.isin(sums.supplier, _called(snapshot, q))
        sums, keys = sums.where(called), tuple(key[called] for key in keys)
    places, named = ranked(snapshot, sums.supplier, keys, by="supplier", limit=limit, offset=offset)
    shown = sums.where(places)
    if q or offset or limit is not None:  # not all
        lot = lot.of(shown.supplier)
    rows = with_share(told(named, shown), facts["total"])
    rows = rows.assign(**_dealt(snapshot, lot, shown), **_work(snapshot, filters, shown.supplier))
    return Spending(unit=unit, stage=filters.stage, groups=len(sums.supplier), rows=rows, **facts)


def _called(snapshot: Snapshot, q: str) -> list[int]:
    """Return the numbers of the suppliers whose names have some words."""
    words = [_folded(word) for word in q.split()]
    has = " AND ".join(f"contains(s.plain, $words_{place})" for place in range(len(words))) or "true"
    named = rows(
        snapshot,
        f"""SELECT n.supplier FROM suggestions s JOIN supplier_names n ON n.supplier_id = s.organisation_id
        WHERE s.name IS NOT NULL AND {has}""",
        {"words": words},
    )
    return [number for (number,) in named.fetchall()]


def _agencies(supplier: Whole, agency: Whole) -> Whole:
    """Return how many agencies that are published each supplier has, from rows in the order of both."""
    first = starts(supplier, agency)
    return added(agency[first] > 0, starts(supplier[first]))


def _dealt(snapshot: Snapshot, lot: Dealings, shown: Sums) -> dict[str, Any]:
    """Return of each of the suppliers shown, whose rows these are: agencies, top_agency_id, top_agency_name, top_agency_share."""
    top = own = by_supplier_and_agency(lot)
    for step in range(3):
        key = (*most_first(top, "amount"), top.agency - top.agency.dtype.type(1))[step]  # none published is the last
        groups = starts(top.supplier)
        top = top.where(key == np.repeat(of_each(np.minimum, key, groups), np.diff(groups, append=len(key))))
    place = np.zeros(int(shown.supplier.max(initial=0)) + 1, np.int64)
    place[top.supplier] = np.arange(len(top.supplier))  # in the order of their numbers
    place = place[shown.supplier]
    total, most = money(shown.amount, shown.known), money(top.amount, top.known)[place]
    agencies = names_of(snapshot, top.agency[place], by="agency")
    return {
        "agencies": _agencies(own.supplier, own.agency)[place],
        "top_agency_id": agencies["id"],
        "top_agency_name": agencies["name"],
        "top_agency_share": most / np.where(total == 0, np.nan, total),
    }


def _work(snapshot: Snapshot, filters: Filters, suppliers: Whole) -> dict[str, Whole]:
    """Return of each of some suppliers: contracts, joint."""
    contracts = parts(snapshot, "contract_suppliers", filters, sold=True)
    of, size = contracts["supplier"], int(suppliers.max(initial=0)) + 1
    return {
        "contracts": np.bincount(of, minlength=size)[suppliers],
        "joint": np.bincount(of[contracts["joint"]], minlength=size)[suppliers],
    }


def _folded(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c)).lower()
