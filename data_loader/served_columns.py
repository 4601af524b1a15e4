"""What numpy adds up of a snapshot: the columns of numbers that are written beside the served tables (see columns).

Of processes and pairs each is in the order of the table, of events in that of agency and days.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np

from data_loader import served, served_parts
from data_loader.columns import Writer
from data_loader.filters import AMOUNT_STAGES, EVENTS
from data_loader.groups import Numbers, Test, Whole, exact, starts

_AMOUNTS: Final = """SELECT process_id - 1 AS process, coalesce(enum_code(currency)::USMALLINT + 1, 0)::USMALLINT AS currency,
    CAST({stage} AS DOUBLE) AS amount, alone FROM facts"""
_PAIRS: Final = """SELECT process_id - 1 AS process, supplier, enum_code(currency)::USMALLINT + 1 AS currency, alone,
    first_of_supplier AS first FROM pairs"""
_OF_PAIRS: Final = "SELECT CAST({stage} AS DOUBLE) AS amount FROM pairs"
_EVENTS: Final = "SELECT place, days, first, at_most FROM event_days WHERE event = $event"
_TEXTS: Final = {
    "processes/ocid": "SELECT ocid FROM processes ORDER BY process_id",
    "processes/title": "SELECT title FROM processes ORDER BY process_id",
    "suppliers/id": "SELECT supplier_id FROM (FROM supplier_names UNION ALL BY NAME SELECT 0 AS supplier) ORDER BY supplier",
    "suppliers/name": "SELECT name FROM (FROM supplier_names UNION ALL BY NAME SELECT 0 AS supplier) ORDER BY supplier",
}
"""What is told of a few rows: a statement would look into a block for each. Supplier 0 is nobody."""
_AT_ONCE: Final = 2**14
_ALPHABET: Final = "SELECT supplier FROM supplier_names ORDER BY name NULLS LAST, supplier_id"
_FACTORS: Final = (100, 10_000)
"""Amounts are of whole hundredths, or of whole units where a currency is small: so many ten-thousandths."""
_MOST: Final = 0.8
"""So many of the amounts must be short, else all are kept in eight bytes: those that are not take thirteen."""

Named = Iterator[tuple[str, Numbers]]


def build(database: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write the columns of the tables that the database is at, with `bounds` and `event_days` among them, to the folder."""
    bounds = {name: (least, most) for name, least, most in database.execute("FROM bounds").fetchall()}
    ((currencies,),) = database.execute(
        "SELECT coalesce(len(enum_range(any_value(currency))), 0) FROM facts"
    ).fetchall()
    with Writer(folder) as file:
        codes = _fetched(database, served.codes(bounds))
        for name, column in codes.items():
            file.add(f"processes/{name}", column)
        pairs = _fetched(database, _PAIRS)
        pairs["currency"] = pairs["currency"].astype(np.min_scalar_type(currencies))
        pairs["agency"] = codes["agency"][pairs["process"]]
        pairs["number"] = _numbers(pairs["supplier"], pairs["agency"])
        for name, column in pairs.items():
            file.add(f"pairs/{name}", column)
        for stage in AMOUNT_STAGES:
            for name, column in _of_stage(database, stage, currencies + 1, pairs["process"]):
                file.add(f"amounts/{stage}/{name}", column)
        for event in EVENTS:
            for name, column in _fetched(database, _EVENTS, {"event": event}).items():
                file.add(f"events/{event}/{name}", np.packbits(column) if column.dtype == np.bool_ else column)
        for name, sql in _TEXTS.items():
            file.add_texts(name, _texts(database, sql))
        file.add("suppliers/place", _places(_fetched(database, _ALPHABET)["supplier"]))
        for name, column in _parts(database, currencies + 1, len(codes["agency"])):
            file.add(name, column)


def _fetched(
    database: duckdb.DuckDBPyConnection, sql: str, values: Mapping[str, Any] | None = None
) -> dict[str, Numbers]:
    """Return the columns of a query, 0 where NULL."""
    return {name: np.ma.filled(one, 0) for name, one in database.execute(sql, values).fetchnumpy().items()}


def _texts(database: duckdb.DuckDBPyConnection, sql: str) -> Iterator[str | None]:
    """Yield the only column of a query, a part at a time: a million titles are not held in memory."""
    found = database.execute(sql)
    while part := found.fetchmany(_AT_ONCE):
        yield from (text for (text,) in part)


def _parts(database: duckdb.DuckDBPyConnection, none: int, size: int) -> Named:
    """Yield what the processes, so many, consist of: see served_parts; `none` is the currency of what has no amount."""
    for name, sql in served_parts.PARTS.items():
        found = _fetched(database, sql, {"none": none} if "$none" in sql else {})
        yield f"{name}/first", _first(found.pop("process"), size)
        yield from ((f"{name}/{of}", _short(column)) for of, column in found.items())
    for step in served_parts.COMPARED:
        process, n = _fetched(database, served_parts.UNMEASURED, {"step": step}).values()
        yield f"{step}/unmeasured", _short(np.bincount(process, n, size).astype(np.int64))
    yield from ((f"raised/{of}", _short(column)) for of, column in _fetched(database, served_parts.RAISED).items())


def _first(process: Whole, size: int) -> Whole:
    """Return where the rows of each of `size` processes start, of rows in their order, and after the last."""
    first = np.zeros(size + 1, np.int32)
    first[1:] = np.bincount(process, minlength=size).cumsum()
    return first


def _short(column: Numbers) -> Numbers:
    """Return money as whole ten-thousandths, and other whole numbers, none of which is below zero, in as few bytes as they and the next one need."""
    if column.dtype == np.float64:
        return exact(column)
    return (
        column
        if column.dtype in (np.bool_, np.float32)
        else column.astype(np.min_scalar_type(column.max(initial=0) + 1))
    )


def _numbers(supplier: Whole, agency: Whole) -> Whole:
    """Return the number of each row's supplier and agency together, from 1 in their order: see served.PAIRS."""
    first = np.zeros(len(supplier), np.int32)
    first[starts(supplier, agency)] = 1
    return np.cumsum(first, dtype=np.int32)


def _places(ordered: Whole) -> Whole:
    """Return the place of each number in this order; that of 0, which is not there, is the last."""
    places = np.full(len(ordered) + 1, len(ordered), np.int32)
    places[ordered] = np.arange(len(ordered))
    return places


def amounts_of(found: Mapping[str, Any], none: int) -> tuple[Whole, Whole, Numbers]:
    """Return process, currency and exact amount of rows as they are fetched; where there is no amount the currency is `none`."""
    missing = np.ma.getmaskarray(found["amount"])
    currency = np.where(missing, none, np.ma.getdata(found["currency"])).astype(np.min_scalar_type(none))
    amount = exact(np.where(missing, 0.0, np.ma.getdata(found["amount"])))
    return np.ma.getdata(found["process"]), currency, amount


def _of_stage(database: duckdb.DuckDBPyConnection, stage: str, none: int, sellers: Whole) -> Named:
    """Yield what is published of a stage (see queries.amounts.Published), and of `pairs`, whose processes these are."""
    found = database.execute(_AMOUNTS.format(stage=stage)).fetchnumpy()
    alone = np.ma.getdata(found["alone"])
    process, currency, amount = amounts_of(found, none)
    factor, fits = _shortened(amount)
    plain = alone & fits
    others = np.flatnonzero(~plain & (currency < none))
    yield from (("others/process", process[others]), ("others/currency", currency[others]))
    yield "others/amount", amount[others]
    first = np.flatnonzero(np.diff(process, prepend=-1))  # of a process with several rows one stands for it
    small = np.where(plain, amount // factor if factor > 1 else amount, 0)[first]
    yield from (
        ("factor", np.array([factor])),
        ("currency", np.where(plain, currency, none).astype(currency.dtype)[first]),
    )
    yield "small", small.astype(np.int32) if factor > 1 else small
    shared = np.bincount(sellers) != 1
    shared[process[others]] = True
    yield from _of_pairs(database, stage, shared[sellers], exactly=np.issubdtype(amount.dtype, np.integer))


def _shortened(amounts: Numbers) -> tuple[int, Test]:
    """Return a factor by which nearly all amounts are whole numbers of four bytes, and which these are; 1: there is none."""
    if np.issubdtype(amounts.dtype, np.integer):
        for factor in _FACTORS:
            short = amounts // factor
            fits = (short * factor == amounts) & (np.abs(short) < 2**31)
            if fits.sum() >= _MOST * len(amounts):
                return factor, fits
    return 1, np.ones(len(amounts), np.bool_)


def _of_pairs(database: duckdb.DuckDBPyConnection, stage: str, are: Test, *, exactly: bool) -> Named:
    """Yield the rows of `pairs` whose amounts are not those of their process alone (see queries.pairs.Own)."""
    found: dict[str, Any] = database.execute(_OF_PAIRS.format(stage=stage)).fetchnumpy()
    missing = np.ma.getmaskarray(found["amount"])[are]
    amount = np.where(missing, 0.0, np.ma.getdata(found["amount"])[are])
    yield from (("pairs/are", are), ("pairs/places", np.flatnonzero(are).astype(np.int32)))
    yield from (("pairs/amount", exact(amount) if exactly else amount), ("pairs/known", ~missing))
