"""What the processes that filters keep add up to, in groups by columns of the processes or all together."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from data_loader.filters import Filters
from data_loader.groups import MOST_COUNTED, Numbers, Whole, added_at, money, numbered
from data_loader.queries.answers import cached
from data_loader.queries.columns import column, together
from data_loader.queries.selection import KNOWN, OTHER, STATES, UNKNOWN, WITHOUT, amounts, kept, of_kept
from data_loader.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Sums:
    """What groups of processes add up to. `codes` are those of each column they are grouped by, in this order.

    `amount` in ten-thousandths (or floats), of `known` processes; `without` have none at all.
    """

    codes: tuple[Whole, ...]
    amount: Numbers
    known: Whole
    processes: Whole
    without: Whole


def sums(snapshot: Snapshot, filters: Filters, unit: str | None, *by: str) -> Sums:
    """Return the sums of the selection in groups by columns of the processes, in the order of their codes."""
    (amount, state), spans = amounts(snapshot, filters, unit), [column(snapshot, name).span for name in by]
    group: Whole = of_kept(together(snapshot, by), kept(snapshot, filters)).astype(np.int64)
    found, size = None, math.prod(spans)
    if size * STATES > MOST_COUNTED:
        found, group, counts = numbered(group, size)
        size = len(counts)
    group = group * STATES + state
    n: Whole = np.bincount(group, minlength=size * STATES).reshape(-1, STATES)
    processes, added = n.sum(axis=1), added_at(group, amount, size * STATES)[KNOWN::STATES]
    if found is None:
        found = np.flatnonzero(processes)
        n, processes, added = n[found], processes[found], added[found]
    told: list[Whole] = []
    for span in reversed(spans):
        found, code = np.divmod(found, span)
        told.insert(0, code)
    return Sums(tuple(told), added, n[:, KNOWN], processes, n[:, WITHOUT])


@cached
def totals(snapshot: Snapshot, filters: Filters, unit: str | None) -> dict[str, Any]:
    """Return total, processes, without_amount, other_currency and currency_not_published of the selection."""
    amount, state = amounts(snapshot, filters, unit)
    counts = [np.count_nonzero(state == one) for one in range(STATES)]
    return {
        "total": float(money(amount.sum())) if counts[KNOWN] else None,
        "processes": len(state),
        "without_amount": counts[WITHOUT],
        "other_currency": counts[OTHER],
        "currency_not_published": counts[UNKNOWN],
    }
