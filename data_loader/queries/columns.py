"""The processes as columns of numbers, for numpy to group: by agency, month, days or what came out of them.

A million processes grouped cost a statement a tenth of a second, numpy some thousandths. A column stands in a file, one to
four bytes a process, see served_columns; `selection` chooses from them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Literal, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from data_loader.groups import Whole, starts
from data_loader.queries.asking import frame, rows
from data_loader.snapshot import Snapshot

Coded = Literal["agency", "method", "category", "source", "stage", "month", "released"]


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
    least, most = bounds(snapshot)[name]
    return Column(snapshot.columns[f"processes/{name}"], least, most - least + 2)


def together(snapshot: Snapshot, names: Sequence[str]) -> Whole:
    """Return one code for what each process has in several columns: the first counts most, each as far as its span."""
    if len(names) == 1:
        return column(snapshot, names[0]).codes
    held = _held(snapshot)
    if (key := " ".join(names)) not in held:
        of = [column(snapshot, name) for name in names]
        codes: Whole = np.zeros(len(of[0].codes), np.int64)
        for each in of:
            codes = codes * each.span + each.codes
        held[key] = codes.astype(np.min_scalar_type(math.prod(each.span for each in of)))
    found: Whole = held[key]
    return found


def bounds(snapshot: Snapshot) -> dict[str, tuple[int, int]]:
    """Return the least and the most of all that is coded."""
    held = _held(snapshot)
    if "bounds" not in held:
        held["bounds"] = {name: (least, most) for name, least, most in rows(snapshot, "FROM bounds").fetchall()}
    found: dict[str, tuple[int, int]] = held["bounds"]
    return found


_DICTIONARIES: Final = {"released": "month"}
"""Of columns whose dictionary is called otherwise."""


def words(snapshot: Snapshot, name: Coded | Literal["status", "indicator"]) -> npt.NDArray[Any]:
    """Return what the codes of a column of words mean, None for 0."""
    held = _held(snapshot)
    if (key := f"{name}:words") not in held:
        ((listed,),) = rows(snapshot, f"SELECT enum_range(NULL::{_DICTIONARIES.get(name, name)})").fetchall()
        held[key] = np.array([None, *(listed or ())], dtype=object)
    found: npt.NDArray[Any] = held[key]
    return found


def code_of(snapshot: Snapshot, name: Coded, word: str) -> int:
    """Return the code of a word, -1 where no process has it."""
    known = words(snapshot, name)[1:]  # in the order of the alphabet
    place = int(np.searchsorted(known, word))
    return place + 1 if place < len(known) and known[place] == word else -1


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


def keys(group: Whole, code: Whole, span: int, groups: int) -> Whole:
    """Return a number for each pair of a group and a code below `span`: in four bytes they are put in order twice as fast."""
    wide = np.uint32 if span * groups < 2**32 else np.int64
    found: Whole = group * wide(span) + code
    return found


def counted(keys: Whole, span: int) -> tuple[Whole, Whole]:
    """Return the different ones of keys below `span` in their order, and how often each is there.

    They are counted in a list of all that there may be, or put in order where that is longer than the keys.
    """
    if span <= len(keys):
        counts = np.bincount(keys, minlength=span)
        found = np.flatnonzero(counts)
        return found, counts[found]
    return runs(np.sort(keys))


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
