"""Which agencies, suppliers and pairs of both a selection has, and how the indicators came out of them: by their numbers.

The numbers are those of served.SUBJECT: first the agencies, then the suppliers, then the pairs, in the order of `pairs`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from data_loader.filters import NOT_PUBLISHED, Filters
from data_loader.groups import Test, Whole, marked
from data_loader.queries import columns, selection
from data_loader.queries.asking import frame, kept_id, rows
from data_loader.queries.dealings import numbers_by_id
from data_loader.queries.latest import latest
from data_loader.queries.pairs import sold
from data_loader.snapshot import Snapshot


@latest(2)
def concerned(snapshot: Snapshot, filters: Filters) -> Test:
    """Return which of them have one of the processes selected, in the order of their numbers; the latest two are kept.

    A supplier has those where it tendered, too. With suppliers chosen, it is these and the pairs that their processes
    have: no other supplier, and no agency.
    """
    chosen, pairs, own = selection.kept(snapshot, filters), sold(snapshot), _numbered(snapshot)
    of_each = np.ones(len(columns.column(snapshot, "agency").codes), np.bool_) if chosen is None else chosen[0]
    kept = np.flatnonzero(of_each.take(pairs.process))
    dealing = own.pair.take(kept)
    agencies: Whole = np.empty(0, np.intp)
    if filters.supplier:
        ids = [kept_id(snapshot, one) for one in filters.supplier if one != NOT_PUBLISHED]
        suppliers: Whole = np.array(numbers_by_id(snapshot, ids, by="supplier"), np.intp)
    else:
        agencies = selection.codes_of(snapshot, filters, "agency")
        suppliers = np.append(pairs.supplier.take(kept), own.tenderer[of_each.take(own.tendered)])
    found = zip((agencies, suppliers, dealing), own.most, strict=True)
    return np.concatenate([marked(numbers, most + 1)[1:] for numbers, most in found])


def came_out(snapshot: Snapshot, kept: Test | None = None) -> pd.DataFrame:
    """Return how the indicators came out of some of them, else of all: indicator, level, outcome, n (see indicators)."""
    listed, counts, profile = _profiles(snapshot)
    n = counts @ np.bincount(
        profile if kept is None else profile[1:].take(np.flatnonzero(kept)), minlength=counts.shape[1]
    )
    return listed.assign(n=n)[n > 0]


@dataclass(frozen=True, slots=True)
class _Numbered:
    """How many agencies, suppliers and pairs there are (`most`), and whose processes are theirs.

    `pair` is the number of each row of `pairs`; `tendered` the place of a process, `tenderer` the number of a supplier
    that tendered there in vain.
    """

    most: tuple[int, int, int]
    pair: Whole
    tendered: Whole
    tenderer: Whole


@lru_cache(maxsize=1)
def _numbered(snapshot: Snapshot) -> _Numbered:
    pair = snapshot.columns["pairs/number"]
    ((suppliers,),) = rows(snapshot, "SELECT count(*) FROM supplier_names").fetchall()
    vain = rows(snapshot, "SELECT process_id - 1 AS place, supplier FROM tenderers WHERE NOT won").fetchnumpy()
    return _Numbered(
        (len(columns.words(snapshot, "agency")) - 1, suppliers, int(pair[-1]) if len(pair) else 0),
        pair,
        np.ma.getdata(vain["place"]),
        np.ma.getdata(vain["supplier"]),
    )


@lru_cache(maxsize=1)
def _profiles(snapshot: Snapshot) -> tuple[pd.DataFrame, Whole, Whole]:
    """Return indicator, level and outcome; how often each profile has it; and the profile of each number, 0 where nothing came out."""
    told = frame(snapshot, "SELECT profile, unnest(results, recursive := true) FROM subject_profiles")
    keys = ["indicator", "level", "outcome"]
    listed = told[keys].drop_duplicates(ignore_index=True)
    counts = np.zeros((len(listed), int(told["profile"].max() if len(told) else 0) + 1), np.int64)
    np.add.at(counts, (told.groupby(keys, sort=False).ngroup().to_numpy(), told["profile"].to_numpy(np.int64)), 1)
    found = rows(snapshot, "SELECT coalesce(subject, 0) AS subject, profile FROM subjects").fetchnumpy()
    profile = np.zeros(sum(_numbered(snapshot).most) + 1, np.int16)
    profile[np.ma.getdata(found["subject"])] = np.ma.getdata(found["profile"])
    return listed, counts, profile


def forget() -> None:
    """Forget what was selected."""
    concerned.cache_clear()
