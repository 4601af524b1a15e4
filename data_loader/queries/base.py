"""How every query is asked: which processes the filters keep, in which unit, and answers kept in memory."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
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

_PARAMETER: Final = re.compile(r"\$([a-z_]+)")
_ORGANISATIONS: Final = frozenset({"agency", "exclude_agency", "supplier"})
"""The parameters that hold ids of organisations: one that was merged by hand means the one kept."""
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
    words = given.pop("q", None)
    cursor = snapshot.connection()
    if words is not None:
        ids, scores = _matches(snapshot, words)
        cursor.register("matches", pd.DataFrame({"process_id": ids, "relevance": scores}))
    used = {name: given[name] for name in set(_PARAMETER.findall(sql)) & given.keys()}
    return cursor.execute(sql, used)


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
        columns[name] = _series(column, str(kind))
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
            parts.append(_among(column, name, none=NOT_PUBLISHED in chosen))
            values[name] = list(chosen)
    if filters.exclude_agency:
        parts.append(f"NOT {_among('p.agency_id', 'exclude_agency', none=NOT_PUBLISHED in filters.exclude_agency)}")
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
    return _among(f"{alias}.supplier_id", "supplier", none=NOT_PUBLISHED in filters.supplier)


def _among(column: str, name: str, *, none: bool) -> str:
    chosen = f"coalesce(list_contains(${name}, {column}), false)"
    return f"({chosen} OR {column} IS NULL)" if none else chosen


def _bounded(filters: Filters) -> str:
    tests = ["b.stage = $stage", "b.currency = $unit"]
    if filters.min_amount is not None:
        tests.append("b.amount >= $min_amount")
    if filters.max_amount is not None:
        tests.append("b.amount <= $max_amount")
    return f"p.process_id IN (SELECT b.process_id FROM amounts b WHERE {' AND '.join(tests)})"


def selected(filters: Filters, *, unit: str | None) -> tuple[str, dict[str, Any]]:
    """Return the SQL of `selected` (processes kept) and `facts` (their amounts in the stage), and the parameters.

    With a supplier chosen, `facts` has only that supplier's share.
    """
    test, values = condition(filters, unit=unit)
    if filters.supplier:
        facts = f"""SELECT f.process_id, f.currency, sum(f.amount) AS amount FROM supplier_amounts f
            JOIN selected s USING (process_id) WHERE f.stage = $stage AND {supplier_is(filters, "f")} GROUP BY ALL"""
    else:
        facts = """SELECT f.process_id, f.currency, f.amount FROM amounts f
            JOIN selected s USING (process_id) WHERE f.stage = $stage"""
    return f"selected AS (SELECT p.* FROM processes p WHERE {test}), facts AS ({facts})", values


def currency_counts(snapshot: Snapshot, filters: Filters) -> pd.DataFrame:
    """Return currency, processes and amount in the filters' stage; min_amount and max_amount do not count here."""
    plain = filters.replace(min_amount=None, max_amount=None)
    common, values = selected(plain, unit=None)
    return frame(
        snapshot,
        f"""WITH {common}
        SELECT currency, count(DISTINCT process_id) AS processes, CAST(sum(amount) AS DOUBLE) AS amount
        FROM facts GROUP BY currency ORDER BY currency IS NULL, processes DESC, currency""",
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
            f"""SELECT a.currency FROM amounts a JOIN processes p USING (process_id)
            WHERE a.currency IS NOT NULL AND {test}
            GROUP BY a.currency ORDER BY count(DISTINCT a.process_id) DESC, a.currency LIMIT 1""",
            values,
        )
        currency: str | None = found.get("currency")
        return currency
    return str(counts["currency"].iloc[0])
