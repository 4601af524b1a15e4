"""How a statement is run: its parameters, what it is told of single processes, and its rows as frames."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, TypeVar

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd

from data_loader import search
from data_loader.snapshot import Snapshot

T = TypeVar("T")

_PARAMETER: Final = re.compile(r"\$([a-z_0-9]+)")
_ORGANISATIONS: Final = frozenset({"agency", "exclude_agency", "supplier"})
"""The parameters that hold ids of organisations: one that was merged by hand means the one kept."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement with its parameters, run on this thread's cursor when its rows are fetched.

    Rows come as they are read, so fetching them may need memory as well as running it: see Snapshot.run.
    """

    snapshot: Snapshot
    sql: str
    given: Mapping[str, Any]

    def fetch(self, how: Callable[[duckdb.DuckDBPyConnection], T]) -> T:
        """Return what becomes of the result, which must be read to its end."""
        return self.snapshot.run(lambda cursor: how(cursor.execute(self.sql, self.given)))

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Return all rows as tuples."""
        return self.fetch(lambda found: found.fetchall())

    def fetchnumpy(self) -> dict[str, Any]:
        """Return all rows as numpy's arrays by column, masked where NULL."""
        return self.fetch(lambda found: found.fetchnumpy())


def rows(snapshot: Snapshot, sql: str, values: Mapping[str, Any] | None = None) -> Statement:
    """Return a query to be fetched; `values` are its named parameters and the words searched for, if any."""
    given = dict(values or {})
    for name in _ORGANISATIONS & given.keys():
        given[name] = [kept_id(snapshot, item) for item in given[name]]
    if "supplier" in given:
        given["sold_by"] = list(supplier_numbers(snapshot, tuple(given["supplier"])))
    asked = set(_PARAMETER.findall(sql))
    given |= _one_by_one({name: given[name] for name in {one.rpartition("_")[0] for one in asked} & given.keys()})
    words = given.pop("q", None)
    used = {name: given[name] for name in asked & given.keys()}
    used |= {name: _bits(snapshot, item) for name, item in used.items() if isinstance(item, Members)}
    if words is not None and "matches" in sql:
        ids, scores = _matches(snapshot, words)
        snapshot.connection().register("matches", pd.DataFrame({"process_id": ids, "relevance": scores}))
    return Statement(snapshot, sql, used)


@dataclass(frozen=True, slots=True)
class Members:
    """Processes by the SQL of their numbers and its parameters, itself a parameter of the condition `member`.

    They are found once, and given to each statement as one bit a process: what several statements ask for costs one
    join, and a look into the bits costs a tenth of it.
    """

    sql: str
    given: tuple[tuple[str, Any], ...] = ()

    @classmethod
    def of(cls, sql: str, values: Mapping[str, Any]) -> Members:
        """Return the members that a query selects."""
        plain = {name: tuple(item) if isinstance(item, list) else item for name, item in values.items()}
        return cls(sql, tuple(sorted(plain.items())))


def member(name: str, number: str = "p.process_id") -> str:
    """Return the SQL condition that a row's number is of one of the members that the parameter `name` holds."""
    return f"get_bit(CAST(${name} AS BIT), CAST({number} AS INTEGER)) = 1"


@lru_cache(maxsize=16)
def _bits(snapshot: Snapshot, members: Members) -> bytes:
    """Return a bit for each process by its number, set where it is a member."""
    values = {name: list(item) if isinstance(item, tuple) else item for name, item in members.given}
    found = rows(snapshot, members.sql, values).fetchnumpy()
    (numbers,) = found.values()
    are = np.zeros(_last(snapshot), np.bool_)
    are[np.asarray(numbers) - 1] = True
    return as_bits(are)


def as_bits(are: npt.NDArray[np.bool_]) -> bytes:
    """Return which are members, in the order of their numbers, as `member` takes it: there is none of 0."""
    return np.packbits(np.concatenate([[False], are])).tobytes()


def are_members(snapshot: Snapshot, members: Members) -> npt.NDArray[np.bool_]:
    """Return which processes are members, in the order of their numbers."""
    bits = np.frombuffer(_bits(snapshot, members), np.uint8)
    return np.unpackbits(bits, count=_last(snapshot) + 1)[1:].view(np.bool_)


@lru_cache(maxsize=2)
def _last(snapshot: Snapshot) -> int:
    """Return the number of the last process."""
    ((last,),) = Statement(snapshot, "SELECT max(process_id) FROM processes", {}).fetchall()
    return last or 0


def _one_by_one(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the items of the lists as parameters of their own: see `among`."""
    return {
        f"{name}_{place}": item
        for name, items in values.items()
        if isinstance(items, list)
        for place, item in enumerate(items)
    }


@lru_cache(maxsize=2)
def _matches(snapshot: Snapshot, words: str) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float32]]:
    return snapshot.run(lambda cursor: search.matches(cursor, snapshot.words, words))


def best_matches(snapshot: Snapshot, words: str, limit: int) -> tuple[list[int], int]:
    """Return the numbers of the `limit` processes that match words best, in order, and how many match at all."""
    numbers, scores = _matches(snapshot, words)
    found = len(numbers)
    if 0 < limit < found:
        kept = scores >= np.partition(scores, found - limit)[found - limit]
        numbers, scores = numbers[kept], scores[kept]
    return numbers[np.lexsort((numbers, -scores))[:limit]].tolist(), found


def forget() -> None:
    """Forget what searches found."""
    _matches.cache_clear()
    _bits.cache_clear()


def kept_id(snapshot: Snapshot, id: str) -> str:  # noqa: A002  the field's own name
    """Return the id under which an organisation is now known: another one where the alias file merged it."""
    return _aliases(snapshot).get(id, id)


def called(snapshot: Snapshot, ocids: Sequence[str]) -> str:
    """Return the numbers of the processes that these ocids may be of, or other spellings of them, as the list of an SQL IN."""
    codes = " OR ".join(f"code = md5_number_lower($ocids_{place})" for place in range(len(ocids))) or "false"
    found = rows(snapshot, f"SELECT process_id FROM ocids WHERE {codes}", {"ocids": list(ocids)}).fetchall()
    return numbered([number for (number,) in found])


def numbered(processes: Iterable[int]) -> str:
    """Return numbers of processes as the list of an SQL IN: as whole numbers, so that their rows are fetched by the index."""
    return ", ".join(map(str, processes)) or "NULL"


@lru_cache(maxsize=64)
def supplier_numbers(snapshot: Snapshot, suppliers: tuple[str, ...]) -> tuple[int, ...]:
    """Return the numbers of suppliers by their ids, 0 where there is none of an id."""
    listed = ", ".join(f"$id_{place}" for place in range(len(suppliers))) or "NULL"
    sql = f"SELECT supplier_id, supplier FROM supplier_names WHERE supplier_id IN ({listed})"
    given = {f"id_{place}": identity for place, identity in enumerate(suppliers)}
    found: dict[str, int] = dict(Statement(snapshot, sql, given).fetchall())
    return tuple(found.get(identity, 0) for identity in suppliers)


@lru_cache(maxsize=2)
def _aliases(snapshot: Snapshot) -> dict[str, str]:
    return dict(Statement(snapshot, "SELECT alias_id, organisation_id FROM organisation_aliases", {}).fetchall())


_FRACTIONS: Final = frozenset({"double", "float", "decimal"})
_NUMBERS: Final = _FRACTIONS | {"bigint", "integer", "hugeint", "ubigint", "smallint"}
_PLAIN: Final = _NUMBERS | {"varchar", "boolean"}
"""The types whose columns numpy has as they are; a row of a hundred thousand then is no object of Python's, nor its numbers.
Of a coded column it would make all words of the dictionary for a few rows."""


def frame(snapshot: Snapshot, sql: str, values: Mapping[str, Any] | None = None) -> pd.DataFrame:
    """Return the rows of a query: numbers as numbers (NaN = not published), all else as objects (None)."""
    kinds, columns = rows(snapshot, sql, values).fetch(_columns)
    index = pd.RangeIndex(len(next(iter(columns.values()))))  # one for all: each would be held against the others
    return pd.DataFrame({name: _column(columns[name], kind) for name, kind in kinds.items()}, index, list(kinds))


Rows = list[dict[str, Any]]


def listed(snapshot: Snapshot, sql: str, values: Mapping[str, Any] | None = None) -> Rows:
    """Return the few rows of a query as dictionaries: numbers as numbers (NaN = not published), all else as objects (None)."""
    kinds, fetched = rows(snapshot, sql, values).fetch(_fetched)
    columns = [_numbers(column, kind) for column, kind in zip(zip(*fetched, strict=True), kinds.values(), strict=False)]
    return [dict(zip(kinds, row, strict=True)) for row in zip(*columns, strict=True)]


def _numbers(column: tuple[Any, ...], kind: str) -> Sequence[Any]:
    if kind in _NUMBERS and (kind in _FRACTIONS or None in column):
        return [math.nan if value is None else float(value) for value in column]
    return column


def _fetched(found: duckdb.DuckDBPyConnection) -> tuple[dict[str, str], list[tuple[Any, ...]]]:
    """Return the types of the columns, and the rows."""
    return _kinds(found), found.fetchall()


def _kinds(found: duckdb.DuckDBPyConnection) -> dict[str, str]:
    return {name: kind.id for name, kind, *_ in found.description or []}


def _columns(found: duckdb.DuckDBPyConnection) -> tuple[dict[str, str], dict[str, Any]]:
    """Return the types of the columns, and the columns."""
    kinds = _kinds(found)
    if _PLAIN.issuperset(kinds.values()):
        return kinds, found.fetchnumpy()
    fetched = found.fetchall()
    return kinds, {name: _objects([row[place] for row in fetched]) for place, name in enumerate(kinds)}


def _objects(column: list[Any]) -> npt.NDArray[Any]:
    """Return a column as it is: of lists numpy would make a table."""
    made = np.empty(len(column), object)
    made[:] = column
    return made


def _column(column: npt.NDArray[Any], kind: str) -> npt.NDArray[Any] | pd.Index[Any]:
    none = pd.isna(column) if column.dtype == object else np.ma.getmaskarray(column)
    column = np.asarray(np.ma.getdata(column))
    if kind in _NUMBERS:
        if kind in _FRACTIONS or none.any():
            column = np.where(none, np.nan, column)
            return column.astype(np.float64)
        return column.astype(np.int64)
    column = column.astype(object)
    column[none] = None
    words: pd.Index[Any] = pd.Index(column, dtype="object", copy=False)  # of an array, pandas makes texts of its own
    return words


def one(snapshot: Snapshot, sql: str, values: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the only row of a query as a dictionary; {} where there is none."""
    return rows(snapshot, sql, values).fetch(_first)


def _first(found: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    names = [item[0] for item in found.description or []]
    fetched = found.fetchall()  # all of them: a result left open would hold the cursor
    return dict(zip(names, fetched[0], strict=True)) if fetched else {}
