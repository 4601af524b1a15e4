"""How every query is asked: which processes the filters keep, in which unit, and answers kept in memory."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache, wraps
from typing import Any, Concatenate, Final, ParamSpec, TypeVar, cast

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd

from data_loader import search
from data_loader.config import settings
from data_loader.filters import NOT_PUBLISHED, Filters
from data_loader.snapshot import Snapshot

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

_PARAMETER: Final = re.compile(r"\$([a-z_0-9]+)")
_ORGANISATIONS: Final = frozenset({"agency", "exclude_agency", "supplier"})
"""The parameters that hold ids of organisations: one that was merged by hand means the one kept."""
_MOST_COMPARED: Final = 12
_MOST_ANSWERS: Final = 512
_answers: OrderedDict[Any, Any] = OrderedDict()
_lock = threading.Lock()


def cached(function: Callable[Concatenate[Snapshot, P], R]) -> Callable[Concatenate[Snapshot, P], R]:
    """Keep the latest answers by snapshot, query and arguments: a snapshot never changes, so none is ever stale.

    Each caller gets frames of its own, so that changing one changes nobody else's.
    """

    @wraps(function)
    def answer(snapshot: Snapshot, /, *args: P.args, **kwargs: P.kwargs) -> R:
        key = (snapshot.id, str(snapshot.path), function.__qualname__, args, tuple(sorted(kwargs.items())))
        with _lock:
            if key in _answers:
                _answers.move_to_end(key)
                kept: R = _answers[key]
                return _own(kept)
        found = function(snapshot, *args, **kwargs)
        with _lock:
            _answers[key] = found
            while len(_answers) > _MOST_ANSWERS:
                _answers.popitem(last=False)
        return _own(found)

    return answer


def _own(value: T) -> T:
    own: Any = _copied(value)
    return cast("T", own)


def _copied(value: Any) -> Any:
    if isinstance(value, pd.DataFrame):
        return value.copy()
    if isinstance(value, dict):
        return {key: _copied(item) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{item.name: _copied(getattr(value, item.name)) for item in fields(value)})
    return value


def rows(snapshot: Snapshot, sql: str, values: Mapping[str, Any] | None = None) -> duckdb.DuckDBPyConnection:
    """Run a query on this thread's cursor; `values` are its named parameters and the words searched for, if any."""
    given = dict(values or {})
    for name in _ORGANISATIONS & given.keys():
        given[name] = [kept_id(snapshot, item) for item in given[name]]
    given |= _one_by_one(given)
    words = given.pop("q", None)
    cursor = snapshot.connection()
    if words is not None:
        ids, scores = _matches(snapshot, words)
        cursor.register("matches", pd.DataFrame({"process_id": ids, "relevance": scores}))
    used = {name: given[name] for name in set(_PARAMETER.findall(sql)) & given.keys()}
    return cursor.execute(sql, used)


def _one_by_one(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the items of the lists as parameters of their own: see `among`."""
    return {
        f"{name}_{place}": item
        for name, items in values.items()
        if isinstance(items, list)
        for place, item in enumerate(items)
    }


@lru_cache(maxsize=16)
def _matches(snapshot: Snapshot, words: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    return search.matches(snapshot.connection(), words)


def kept_id(snapshot: Snapshot, id: str) -> str:  # noqa: A002  the field's own name
    """Return the id under which an organisation is now known: another one where the alias file merged it."""
    return _aliases(snapshot).get(id, id)


@lru_cache(maxsize=2)
def _aliases(snapshot: Snapshot) -> dict[str, str]:
    found = snapshot.connection().execute("SELECT alias_id, organisation_id FROM organisation_aliases")
    return dict(found.fetchall())


_NUMBERS: Final = ("DOUBLE", "FLOAT", "BIGINT", "INTEGER", "HUGEINT", "DECIMAL", "UBIGINT", "SMALLINT")


def frame(snapshot: Snapshot, sql: str, values: Mapping[str, Any] | None = None) -> pd.DataFrame:
    """Return the rows of a query: numbers as numbers (NaN = not published), all else as objects (None)."""
    found = rows(snapshot, sql, values)
    described = found.description or []
    fetched = found.fetchall()
    columns: dict[str, Any] = {}
    for place, (name, kind, *_) in enumerate(described):
        column = [row[place] for row in fetched]
        columns[name] = _series(column, "VARCHAR" if kind.id == "enum" else str(kind))
    return pd.DataFrame(columns, columns=[item[0] for item in described])


def _series(column: list[Any], kind: str) -> pd.Series[Any]:
    if not kind.startswith(_NUMBERS) or kind.endswith("]"):
        return pd.Series(column, dtype=object)
    if kind.startswith(("DOUBLE", "FLOAT", "DECIMAL")) or None in column:
        return pd.Series([None if item is None else float(item) for item in column], dtype="float64")
    return pd.Series(column, dtype="int64")


def one(snapshot: Snapshot, sql: str, values: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the only row of a query as a dictionary; {} where there is none."""
    found = rows(snapshot, sql, values)
    names = [item[0] for item in found.description or []]
    fetched = found.fetchall()  # all of them: a result left open would hold the cursor
    return dict(zip(names, fetched[0], strict=True)) if fetched else {}


def condition(filters: Filters, *, unit: str | None = None, bounds: bool = True) -> tuple[str, dict[str, Any]]:
    """Return the SQL condition on `processes p` that the filters mean, and its parameters.

    `unit` is the currency that min_amount and max_amount are in; without `bounds` these two are left out.
    """
    parts: list[str] = []
    values: dict[str, Any] = {"stage": filters.stage, "unit": unit, "q": filters.q or None}
    for name, column in (
        ("source", "p.source"),
        ("agency", "p.agency_id"),
        ("method", "p.method"),
        ("category", "p.category"),
        ("stage_reached", "p.stage"),
    ):
        chosen = getattr(filters, name)
        if chosen:
            parts.append(among(column, name, chosen))
            values[name] = list(chosen)
    if filters.exclude_agency:
        parts.append(f"coalesce(NOT {among('p.agency_id', 'exclude_agency', filters.exclude_agency)}, true)")
        values["exclude_agency"] = list(filters.exclude_agency)
    if filters.supplier:
        parts.append(
            f"p.process_id IN (SELECT ps.process_id FROM process_suppliers ps WHERE {supplier_is(filters, 'ps')})"
        )
        values["supplier"] = list(filters.supplier)
    for name, test in (("year_from", "p.year >= $year_from"), ("year_to", "p.year <= $year_to")):
        if getattr(filters, name) is not None:
            parts.append(test)
            values[name] = getattr(filters, name)
    if bounds and (filters.min_amount is not None or filters.max_amount is not None):
        parts.append(_bounded(filters))
        values |= {"min_amount": filters.min_amount, "max_amount": filters.max_amount}
    if values["q"] is not None:
        parts.append("p.process_id IN (SELECT process_id FROM matches)")
    return " AND ".join(parts) or "true", values


def supplier_is(filters: Filters, alias: str) -> str:
    """Return the SQL condition that a row is of one of the suppliers chosen; true where none is."""
    if not filters.supplier:
        return "true"
    return among(f"{alias}.supplier_id", "supplier", filters.supplier)


def among(column: str, name: str, chosen: Sequence[str]) -> str:
    """Return the SQL condition that a column is one of the values chosen, which the parameter `name` holds.

    One comparison a value: a coded column is compared as the number that it is, in a list it would be as a text.
    """
    published = [f"{column} = ${name}_{place}" for place, value in enumerate(chosen) if value != NOT_PUBLISHED]
    if len(published) > _MOST_COMPARED:
        published = [f"{column} IN (SELECT unnest(${name}))"]
    missing = [f"{column} IS NULL"] if NOT_PUBLISHED in chosen else []
    return f"({' OR '.join(published + missing)})"


def _bounded(filters: Filters) -> str:
    tests = ["b.currency = $unit", f"b.{filters.stage} IS NOT NULL"]
    if filters.min_amount is not None:
        tests.append(f"b.{filters.stage} >= $min_amount")
    if filters.max_amount is not None:
        tests.append(f"b.{filters.stage} <= $max_amount")
    return f"p.process_id IN (SELECT b.process_id FROM facts b WHERE {' AND '.join(tests)})"


_DIMENSIONS: Final = ("source", "agency_id", "method", "category", "stage", "year", "month")


def cells(filters: Filters, unit: str | None, *, suppliers: bool = False) -> tuple[str, dict[str, Any]]:
    """Return the SQL of `cells`, one row a process selected (by `suppliers`, a process and supplier), and the parameters.

    Columns: process_id, source, agency_id, supplier_id, method, category, stage (reached), year, month; amount, of the
    filters' stage in the unit (NULL: none published in it); other, an amount in another currency; unknown, one without a
    currency. With a supplier chosen, amounts are that supplier's share.

    Almost every process has one currency and so one row, taken as it stands; the others are put together from several.
    """
    test, values = condition(filters, unit=unit)
    by_supplier = suppliers or bool(filters.supplier)
    table = "pairs" if by_supplier else "facts"
    supplier = ("supplier_id",) if suppliers else ()
    dimensions = ("process_id", *supplier, *_DIMENSIONS)
    of = f"p.{filters.stage}"
    kept = f"{supplier_is(filters, 'p')} AND {test}"
    one_row = f"""SELECT {", ".join(f"p.{name}" for name in dimensions)},
        CASE WHEN p.currency = $unit THEN {of} END AS amount, coalesce(p.currency <> $unit AND {of} IS NOT NULL, false) AS other,
        p.currency IS NULL AND {of} IS NOT NULL AS unknown FROM {table} p WHERE {kept}"""
    keys = ("process_id", *supplier)
    several = f"""SELECT {", ".join(f"p.{name}" for name in keys)}, {", ".join(f"any_value(p.{name})" for name in _DIMENSIONS)},
        sum({of}) FILTER (p.currency = $unit), coalesce(bool_or(p.currency <> $unit) FILTER ({of} IS NOT NULL), false),
        coalesce(bool_or(p.currency IS NULL) FILTER ({of} IS NOT NULL), false)
        FROM {table} p WHERE {kept}"""
    grouped = f"GROUP BY {', '.join(f'p.{name}' for name in keys)}"
    if by_supplier and not suppliers:  # a process may be of several of the suppliers chosen
        columns = ", ".join((*dimensions, "amount", "other", "unknown"))
        return f"cells({columns}) AS ({several} {grouped})", values
    return f"cells AS ({one_row} AND p.alone UNION ALL {several} AND NOT p.alone {grouped})", values


def currency_counts(snapshot: Snapshot, filters: Filters) -> pd.DataFrame:
    """Return currency, processes and amount in the filters' stage; min_amount and max_amount do not count here."""
    test, values = condition(filters, bounds=False)
    table, counted = ("pairs", "count(DISTINCT p.process_id)") if filters.supplier else ("facts", "count(*)")
    return frame(
        snapshot,
        f"""SELECT p.currency, {counted} AS processes, CAST(sum(p.{filters.stage}) AS DOUBLE) AS amount
        FROM {table} p WHERE p.{filters.stage} IS NOT NULL AND {supplier_is(filters, "p")} AND {test}
        GROUP BY p.currency ORDER BY p.currency IS NULL, processes DESC, p.currency""",
        values,
    )


def unit_of(snapshot: Snapshot, filters: Filters) -> str | None:
    """Return the currency of the filters, else the site's where amounts of their stage are in it, else the commonest."""
    return filters.currency or _unit(snapshot, filters, settings().load().site.currency)


@cached
def _unit(snapshot: Snapshot, filters: Filters, preferred: str) -> str | None:
    """Return the preferred currency, else the one with the most processes in their stage, else in any stage."""
    counts = currency_counts(snapshot, filters)
    if preferred and (counts["currency"] == preferred).any():
        return preferred
    if counts.empty or counts["currency"].iloc[0] is None:
        test, values = condition(filters, bounds=False)
        found = one(
            snapshot,
            f"""SELECT p.currency FROM facts p WHERE p.currency IS NOT NULL AND {test}
            GROUP BY p.currency ORDER BY count(*) DESC, p.currency LIMIT 1""",
            values,
        )
        currency: str | None = found.get("currency")
        return currency
    return str(counts["currency"].iloc[0])
