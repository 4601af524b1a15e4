"""Lists of processes told from columns: which are on them, and those with the largest amounts first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from data_loader.filters import Filters
from data_loader.groups import Test, Whole, first_of
from data_loader.queries.selection import KNOWN, amounts, is_kept, kept, places_of
from data_loader.snapshot import Snapshot


def places_in(snapshot: Snapshot, filters: Filters, sets: Sequence[Test]) -> Whole:
    """Return the places, in the order of their numbers, of the processes that are selected and in all of some sets."""
    test = is_kept(snapshot, filters, sets) if sets else None
    return places_of(snapshot, filters) if test is None else np.flatnonzero(test)


def largest_first(
    snapshot: Snapshot, filters: Filters, unit: str | None, places: Whole, *, first: int, after: int
) -> Whole:
    """Return the places from `first` to `after` (left out) of some processes selected, put in the order of their amounts.

    These are in the filters' stage and the unit, whole also with a supplier chosen: the largest first, then, and among
    equal ones, by number; those without one come last.
    """
    every = filters.replace(supplier=())
    amount, state = amounts(snapshot, every, unit)
    if len(places) < len(amount):
        chosen = kept(snapshot, every)
        among = places if chosen is None else np.cumsum(chosen[0], dtype=np.int32).take(places) - 1
        amount, state = amount.take(among), state.take(among)
    known, without = np.flatnonzero(state == KNOWN), np.flatnonzero(state != KNOWN)
    rest = without[max(first - len(known), 0) : max(after - len(known), 0)]
    known = known[first_of(after, -amount.take(known))]
    return places[np.append(known[first:], rest)]
