"""The processes as columns of numbers, for numpy to group: by agency, month, days or what came out of them.

A million processes grouped cost a statement a tenth of a second, numpy some thousandths. A column is fetched once a
snapshot, one to four bytes a process; a selection is the places of its processes, found once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from typing import Any, Final, Literal, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from data_loader import served
from data_loader.filters import NOT_PUBLISHED, Filters
from data_loader.queries.asking import Members, are_members, as_bits, frame, kept_id, rows
from data_loader.queries.base import selected
from data_loader.queries.groups import Test, Whole, starts
from data_loader.snapshot import Snapshot

Coded = Literal["agency", "method", "category", "source", "stage", "month", "released"]
_FEWER: Final = 16
"""So many times fewer are put in order anew sooner than they are found among all that are."""
_MOST_COUNTED: Final = 2**21
"""Up to so many different keys are counted in a list of them all; more are put in order."""


@dataclass(frozen=True, slots=True)
class Column:
    """What each process has, as codes: 0 = not published, else 1 + what it is - `least`; all are below `span`."""

    codes: npt.NDArray[np.unsignedinteger[Any]]
    least: int
    span: int

    def values(self, codes: Whole) -> npt.NDArray[np.float64]:
        """Return what codes mean, NaN where nothing is published."""
        return np.where(codes > 0, codes.astype(np.float64) + (self.least - 1), np.nan)

    def dates(self, codes: Whole) -> pd.Series[Any]:
        """Return the days that codes mean, None where none is published."""
        days = (codes.astype(np.int64) + (self.least - 1)).astype("datetime64[D]").astype(object)
        days[codes == 0] = None
        return pd.Series(days, dtype="object")


@lru_cache(maxsize=1)
def _held(_: Snapshot) -> dict[str, Any]:
    """Return what was fetched of the latest snapshot asked; another one's is forgotten."""
    return {}


def column(snapshot: Snapshot, name: str) -> Column:
    """Return a column of the processes, in the order of their table."""
    held = _held(snapshot)
    if name not in held:
        held[name] = _fetched(snapshot, name)
    found: Column = held[name]
    return found


def _fetched(snapshot: Snapshot, name: str) -> Column:
    (codes,) = rows(snapshot, f"SELECT {name} FROM codes").fetchnumpy().values()
    least, most = bounds(snapshot)[name]
    return Column(np.ma.getdata(codes), least, most - least + 2)


def bounds(snapshot: Snapshot) -> dict[str, tuple[int, int]]:
    """Return the least and the most of all that is coded."""
    held = _held(snapshot)
    if "bounds" not in held:
        held["bounds"] = {name: (least, most) for name, least, most in rows(snapshot, "FROM bounds").fetchall()}
    found: dict[str, tuple[int, int]] = held["bounds"]
    return found


def words(snapshot: Snapshot, name: Coded) -> npt.NDArray[Any]:
    """Return what the codes of a column of words mean, None for 0."""
    held = _held(snapshot)
    if (key := f"{name}:words") not in held:
        ((listed,),) = rows(snapshot, f"SELECT enum_range(any_value({served.CODED[name]})) FROM processes p").fetchall()
        held[key] = np.array([None, *(listed or ())], dtype=object)
    found: npt.NDArray[Any] = held[key]
    return found


def code_of(snapshot: Snapshot, name: Coded, word: str) -> int:
    """Return the code of a word, -1 where no process has it."""
    listed = words(snapshot, name).tolist()
    return listed.index(word) if word in listed else -1


def agency_names(snapshot: Snapshot) -> tuple[npt.NDArray[Any], Whole]:
    """Return the name of each agency by its code, and its place in their alphabetical order; None and last without a name."""
    held = _held(snapshot)
    if "agency:names" not in held:
        sql = "SELECT enum_code(agency_id)::INTEGER + 1 AS code, name FROM agency_names ORDER BY name, agency_id"
        found, known = frame(snapshot, sql), len(words(snapshot, "agency"))
        names, order = np.full(known, None, object), np.full(known, known, np.int32)
        codes = found["code"].to_numpy()
        names[codes], order[codes] = found["name"], np.arange(len(codes))
        held["agency:names"] = names, order
    kept: tuple[npt.NDArray[Any], Whole] = held["agency:names"]
    return kept


@lru_cache(maxsize=2)
def kept(snapshot: Snapshot, filters: Filters) -> tuple[Test, Whole] | None:
    """Return which processes are selected, and their places; None where they are all. The latest two selections are kept."""
    _, values = selected(snapshot, filters)
    tests = [*_tests(snapshot, filters)]
    tests += [are_members(snapshot, value) for value in values.values() if isinstance(value, Members)]
    if not tests:
        return None
    of_each: Test = reduce(np.logical_and, tests)
    return of_each, np.flatnonzero(of_each).astype(np.int32)


def bits(snapshot: Snapshot, filters: Filters) -> bytes:
    """Return a bit for each process by its number, set where it is selected: a parameter of the condition `member`."""
    chosen = kept(snapshot, filters)
    of_each = np.ones(len(column(snapshot, "agency").codes), np.bool_) if chosen is None else chosen[0]
    return as_bits(of_each)


_CHOSEN: Final[dict[str, Coded]] = {
    "source": "source",
    "agency": "agency",
    "method": "method",
    "category": "category",
    "stage_reached": "stage",
}
"""The filters that choose some of the values of a column."""


def _tests(snapshot: Snapshot, filters: Filters) -> Iterator[Test]:
    """Yield which processes are selected by each filter of what a process is: what `base.condition` asks of it in SQL."""
    for name, of in _CHOSEN.items():
        if chosen := getattr(filters, name):
            yield _is_one_of(snapshot, of, chosen)
    if filters.exclude_agency:
        yield ~_is_one_of(snapshot, "agency", filters.exclude_agency)
    year = column(snapshot, "year")
    if filters.year_from is not None:
        yield year.codes >= max(filters.year_from - year.least + 1, 1)
    if filters.year_to is not None:
        yield (year.codes > 0) & (year.codes <= filters.year_to - year.least + 1)


def _is_one_of(snapshot: Snapshot, name: Coded, chosen: Sequence[str]) -> Test:
    ids = {kept_id(snapshot, one) if name == "agency" else one for one in chosen} - {NOT_PUBLISHED}
    wanted = np.array([NOT_PUBLISHED in chosen, *(one in ids for one in words(snapshot, name)[1:])])
    codes, found = column(snapshot, name).codes, np.flatnonzero(wanted)
    test: Test = codes == found[0] if len(found) == 1 else wanted[codes]
    return test


def how_many(snapshot: Snapshot, filters: Filters) -> int:
    """Return how many processes are selected."""
    chosen = kept(snapshot, filters)
    return len(column(snapshot, "year").codes) if chosen is None else len(chosen[1])


def forget() -> None:
    """Forget what was selected."""
    kept.cache_clear()


def codes_of(snapshot: Snapshot, filters: Filters, name: str) -> Whole:
    """Return a column's codes of the processes selected."""
    codes, chosen = column(snapshot, name).codes, kept(snapshot, filters)
    return codes if chosen is None else codes[chosen[1]]


def by_agency(snapshot: Snapshot, filters: Filters, then: str) -> tuple[Whole, Whole, Whole]:
    """Return the places of the processes selected in the order of agency and another column, and the codes of both."""
    agency, other = column(snapshot, "agency").codes, column(snapshot, then).codes
    held = _held(snapshot)
    if (key := f"{then}:order") not in held:
        first = np.argsort(other, kind="stable")
        held[key] = first[np.argsort(agency[first], kind="stable")].astype(np.int32)
    order, chosen = held[key], kept(snapshot, filters)
    if chosen is not None and len(chosen[1]) < len(order) // _FEWER:
        order = chosen[1][np.lexsort((other[chosen[1]], agency[chosen[1]]))]
    elif chosen is not None:
        order = order[chosen[0][order]]
    return order, agency[order], other[order]


def pairs(snapshot: Snapshot, filters: Filters, by: str, then: str) -> tuple[Whole, Whole, Whole]:
    """Return the pairs of codes of two columns that processes selected have, in their order, and how many have each."""
    if by == "agency":
        _, group, other = by_agency(snapshot, filters, then)
        first = starts(group, other)
        return group[first], other[first], np.diff(first, append=len(group))
    span = column(snapshot, then).span
    keys = codes_of(snapshot, filters, by) * np.int64(span) + codes_of(snapshot, filters, then)
    found, n = counted(keys, span * column(snapshot, by).span)
    return found // span, found % span, n


def counted(keys: Whole, span: int) -> tuple[Whole, Whole]:
    """Return the different ones of keys below `span` in their order, and how often each is there."""
    if span <= _MOST_COUNTED:
        counts = np.bincount(keys, minlength=span)
        found = np.flatnonzero(counts)
        return found, counts[found]
    ordered = np.sort(keys.astype(np.int32 if span < 2**31 else np.int64))
    return runs(ordered)


def runs(ordered: Whole) -> tuple[Whole, Whole]:
    """Return the different ones of keys that are in order, and how often each is there."""
    first = starts(ordered)
    return ordered[first], np.diff(first, append=len(ordered))


def labels(snapshot: Snapshot, by: str) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Return the id and the name of each group of a dimension by its code, None for 0: nothing is published."""
    if by == "year":
        of = column(snapshot, by)
        years = np.array([None, *map(str, range(of.least, of.least + of.span - 1))], dtype=object)
        return years, years
    ids = words(snapshot, cast("Coded", by))
    if by == "agency":
        return ids, agency_names(snapshot)[0]
    if by == "source":
        names = {source["id"]: source["name"] for source in snapshot.sources}
        return ids, np.array([names.get(one) for one in ids], dtype=object)
    return ids, ids
