"""How large an amount is beside others of its kind: beside its own largest process, the middle one, the smallest groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from data_loader.filters import Filters
from data_loader.groups import Numbers, money
from data_loader.queries.answers import cached
from data_loader.queries.asking import kept_id
from data_loader.queries.dealings import chosen, numbers_by_id, sums_by
from data_loader.queries.selection import amounts as amounts_of
from data_loader.queries.selection import places_of, unit_of
from data_loader.queries.titles import told_of
from data_loader.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Proportion:
    """How the money of one stage in `unit` lies in processes; of a supplier chosen, its share of each.

    `measured`: processes with an amount above zero in `unit`; all else is of these. `median` of their amounts.
    `half`: the least number of them that together have half of the money or more. `largest`: the largest amount,
    `share` of their money, 0-1, and `ocid`, `source`, `title` of its process. None where `measured` is 0.
    """

    unit: str | None
    measured: int
    median: float | None
    half: int | None
    largest: float | None
    share: float | None
    ocid: str | None
    source: str | None
    title: str | None


@cached
def proportion(snapshot: Snapshot, filters: Filters) -> Proportion:
    """Return how the money of the selection lies in its processes."""
    unit = unit_of(snapshot, filters)
    of_each, _ = amounts_of(snapshot, filters, unit)
    (amounts,) = chosen(of_each > 0, of_each)
    if not len(amounts):
        return Proportion(unit, 0, *[None] * 7)
    middle, few = [(len(amounts) - 1) // 2, len(amounts) // 2], len(amounts) // 16 + 1
    amounts = np.partition(amounts, [*middle, len(amounts) - few])
    largest = amounts.max()
    first = places_of(snapshot, filters)[of_each.argmax()][None]
    return Proportion(
        unit=unit,
        measured=len(amounts),
        median=float(money(amounts[middle]).mean()),
        half=_half(amounts, few),
        largest=float(money(largest)),
        share=float(money(largest) / money(amounts.sum())),
        ocid=told_of(snapshot, "ocid", first)[0],
        source=told_of(snapshot, "source", first)[0],
        title=told_of(snapshot, "title", first)[0],
    )


def _half(amounts: Numbers, few: int) -> int:
    """Return how many of the largest amounts together have half of the total: among the last `few`, which are the largest, or all."""
    total, most = amounts.sum(), amounts[-few:]
    reached = np.sort(most if most.sum() >= total - most.sum() else amounts)[::-1].cumsum()
    return int((reached >= total - reached).argmax()) + 1


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one agency or supplier, or several taken as one, stands among all that publish an amount above zero.

    `amount` is theirs, `rank` their place from the largest, `others` the number of the others, `smallest` how many of
    the smallest of these together have less.
    """

    amount: float
    rank: int
    others: int
    smallest: int


@cached
def standing(
    snapshot: Snapshot, filters: Filters, *, by: Literal["agency", "supplier"], groups: Sequence[str]
) -> Standing | None:
    """Return where groups, by id, stand in the selection (`filters` names none of them); None without an amount."""
    sums = sums_by(snapshot, filters, unit_of(snapshot, filters), by)
    numbers, amounts = sums.numbers(by), sums.amount
    ids = [kept_id(snapshot, identity) for identity in groups]
    own = np.isin(numbers, numbers_by_id(snapshot, ids, by=by))
    known = (numbers > 0) & (amounts > 0)
    if not (known & own).any():
        return None
    amount, others = amounts[known & own].sum(), np.sort(amounts[known & ~own])
    return Standing(
        amount=float(money(amount)),
        rank=1 + int((others > amount).sum()),
        others=len(others),
        smallest=int((others.cumsum() < amount).sum()),
    )
