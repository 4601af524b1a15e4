"""Lists of processes, a page at a time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from data_loader.filters import AMOUNT_STAGES, Filters
from data_loader.groups import Test, Whole
from data_loader.queries.answers import cached
from data_loader.queries.asking import Members, are_members, called, frame, member, numbered, rows
from data_loader.queries.having import having as named_set
from data_loader.queries.largest import largest_first, places_in
from data_loader.queries.selection import selected, unit_of
from data_loader.snapshot import Snapshot

Sort = Literal["amount", "date", "title", "relevance"]


@dataclass(frozen=True, slots=True)
class ProcessPage:
    """One page of a list of processes; `total` is the length of the whole list.

    `rows`: process_id, ocid, source, title, agency_id, agency_name, stage, method, category, date, year, the five
    amounts planned, tendered, awarded, contracted, paid in the row's `currency` (NaN = not published in it), paid_share
    (paid / contracted; NaN where either is not published or nothing was contracted), suppliers (list of {id, name}),
    published, applicable, score (0-1).
    """

    total: int
    page: int
    page_size: int
    rows: pd.DataFrame


_ORDERS: Final = {
    "date": "p.date DESC NULLS LAST",
    "title": "lower(strip_accents(p.title)) NULLS LAST",
    "relevance": "m.relevance DESC NULLS LAST",
}
"""The orders that a statement tells; that by amount the columns do."""


@cached
def processes(
    snapshot: Snapshot,
    filters: Filters,
    *,
    page: int = 1,
    page_size: int = 25,
    sort: Sort = "amount",
    having: str | None = None,
    value: str | None = None,
) -> ProcessPage:
    """Return a page of the processes selected; a currency chosen keeps those with any amount in it.

    `having` keeps those of a named set; see `HAVING`, `OF_VALUE` for those that have one for each `value`, and `MISSING`.

    Sorted by amount in the filters' stage and currency (largest first), date (latest first), title, or relevance to
    the words searched for (as amount where there are none). Equal ones keep one order.
    """
    if sort not in ("amount", *_ORDERS):
        raise ValueError(sort)
    unit, first = unit_of(snapshot, filters), (page - 1) * page_size
    places = places_in(snapshot, filters, named_sets(snapshot, filters, unit, having=having, value=value))
    if sort == "amount" or (sort == "relevance" and not filters.q):
        numbers = largest_first(snapshot, filters, unit, places, first=first, after=first + page_size) + 1
    else:
        test, values = listed(snapshot, filters, unit)
        if having is not None:
            named, more = named_set(snapshot, filters, unit, having, value)
            test, values = f"{test} AND {named}", values | more
        numbers = _ordered(snapshot, sort, test, values | {"limit": page_size, "offset": first})
    return ProcessPage(len(places), page, page_size, with_amounts(snapshot, numbers.tolist(), unit))


def listed(snapshot: Snapshot, filters: Filters, unit: str | None) -> tuple[str, dict[str, Any]]:
    """Return the condition of a list: as everywhere, and with an amount in the currency chosen, if one is."""
    test, values = selected(snapshot, filters, unit=unit)
    if filters.currency is not None:
        test += f" AND {member('in_currency')}"
        published = "SELECT y.process_id FROM facts y WHERE y.currency = $unit"
        values["in_currency"] = Members.of(published, {"unit": unit})
    return test, values


def named_sets(
    snapshot: Snapshot, filters: Filters, unit: str | None, *, having: str | None = None, value: str | None = None
) -> list[Test]:
    """Return which processes are kept by what a list is restricted to beside the filters of every page, a test each."""
    _, values = listed(snapshot, filters, unit)
    if having is not None:
        values |= named_set(snapshot, filters, unit, having, value)[1]
    return [are_members(snapshot, values[name]) for name in ("in_currency", "named") if name in values]


def _ordered(snapshot: Snapshot, sort: str, test: str, values: dict[str, Any]) -> Whole:
    """Return the numbers on a page of the processes that a condition keeps, in one of the orders of `_ORDERS`."""
    join = "LEFT JOIN matches m USING (process_id)" if sort == "relevance" else ""
    found = rows(
        snapshot,
        f"""SELECT p.process_id FROM processes p {join} WHERE {test}
        ORDER BY {_ORDERS[sort]}, p.process_id LIMIT $limit OFFSET $offset""",
        values,
    ).fetchnumpy()
    return np.ma.getdata(found["process_id"])


SUPPLIERS: Final = "CAST(CAST({0}.suppliers AS JSON) AS STRUCT(id VARCHAR, name VARCHAR)[]) AS suppliers"
"""The SQL of the suppliers of a row of `processes`: see serving."""


_LISTED: Final = f"""SELECT process_id, ocid, source, title, agency_id, agency_name, stage, method, category, date, year,
    {SUPPLIERS.format("p")}, published, applicable, published / nullif(applicable, 0) AS score
    FROM processes p WHERE process_id IN ({{numbers}})"""
_AMOUNTS: Final = f"""SELECT process_id, currency, {", ".join(f"CAST({stage} AS DOUBLE)" for stage in AMOUNT_STAGES)}
    FROM facts WHERE process_id IN ({{numbers}}) AND currency IS NOT NULL"""


def with_amounts(snapshot: Snapshot, chosen: list[int], unit: str | None) -> pd.DataFrame:
    """Return the rows of ProcessPage for these processes, in their order.

    A row's currency is the one shown where it has an amount in it, else the one that most of its stages have.
    """
    numbers = numbered(chosen)
    found = frame(snapshot, _LISTED.format(numbers=numbers))
    place = {number: at for at, number in enumerate(found["process_id"])}
    listed = found.iloc[[place[number] for number in chosen]].reset_index(drop=True)
    published: dict[int, list[tuple[Any, ...]]] = {}
    for number, *row in rows(snapshot, _AMOUNTS.format(numbers=numbers)).fetchall():
        published.setdefault(number, []).append((_rank(unit, *row), *row))
    shown = [min(published.get(number, [_NONE]))[1:] for number in chosen]
    amounts = np.array([row[1:] for row in shown], np.float64).reshape(-1, len(AMOUNT_STAGES))
    beside: dict[str, Any] = dict(zip(AMOUNT_STAGES, amounts.T, strict=True))
    beside["currency"] = pd.Series([row[0] for row in shown], dtype=object)
    beside["paid_share"] = beside["paid"] / np.where(beside["contracted"] == 0, np.nan, beside["contracted"])
    after = listed.columns.tolist().index("year") + 1
    for at, (name, values) in enumerate(beside.items(), after):
        listed.insert(at, name, values)
    return listed


_NONE: Final = (None, None, *(np.nan for _ in AMOUNT_STAGES))


def _rank(unit: str | None, currency: str, *amounts: float | None) -> tuple[Any, ...]:
    """Return which of a process's currencies comes first: the one shown, then that of most stages, then the largest."""
    published = [amount for amount in amounts if amount is not None]
    return currency != unit, -len(published), -max(published, default=float("-inf")), currency


def records(snapshot: Snapshot, filters: Filters, *, page: int = 1, page_size: int = 100) -> ProcessPage:
    """Return a page of the compiled records selected, by source and ocid; not kept in memory.

    `rows`: ocid, source, compiled (dict: the OCDS release), source_urls (list), fetched_at, releases.
    """
    places = places_in(snapshot, filters, named_sets(snapshot, filters, unit_of(snapshot, filters)))
    wanted = (places[(page - 1) * page_size : page * page_size] + 1).tolist()
    rows = frame(
        snapshot,
        """SELECT ocid, source, compiled, source_urls, fetched_at, releases FROM records
        WHERE process_id BETWEEN $first AND $last AND list_contains($wanted, process_id) ORDER BY process_id""",
        {"wanted": wanted, "first": min(wanted, default=0), "last": max(wanted, default=-1)},
    )
    rows["compiled"] = pd.Series([json.loads(text) for text in rows["compiled"]], dtype=object)
    return ProcessPage(len(places), page, page_size, rows)


def records_of(snapshot: Snapshot, ocids: Sequence[str]) -> pd.DataFrame:
    """Return the compiled records of these ocids, of every source that publishes them; not kept in memory.

    Columns: ocid, source, compiled (dict: the OCDS release), source_urls (list), fetched_at.
    """
    numbers = frame(
        snapshot,
        f"SELECT process_id FROM processes WHERE process_id IN ({called(snapshot, ocids)}) AND list_contains($ocids, ocid)",
        {"ocids": list(ocids)},
    )["process_id"].tolist()
    rows = frame(
        snapshot,
        """SELECT ocid, source, compiled, source_urls, fetched_at FROM records
        WHERE process_id BETWEEN $first AND $last AND list_contains($wanted, process_id) ORDER BY process_id""",
        {"wanted": numbers, "first": min(numbers, default=0), "last": max(numbers, default=-1)},
    )
    rows["compiled"] = pd.Series([json.loads(text) for text in rows["compiled"]], dtype=object)
    return rows
