"""Who deals with whom around one agency or supplier: its counterparts, and their other counterparts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd

from data_loader.filters import NOT_PUBLISHED, Filters
from data_loader.groups import Numbers, Test, Whole, starts
from data_loader.queries.answers import cached
from data_loader.queries.asking import kept_id
from data_loader.queries.dealings import (
    Dealings,
    Sums,
    around,
    by_supplier_and_agency,
    chosen,
    most_first,
    names_of,
    numbers_by_id,
    summed,
)
from data_loader.queries.money import told
from data_loader.queries.selection import unit_of
from data_loader.snapshot import Snapshot

Side = Literal["agency", "supplier"]
_OTHER: Final[dict[Side, Side]] = {"agency": "supplier", "supplier": "agency"}


@dataclass(frozen=True, slots=True)
class Network:
    """The surroundings of one organisation in the stage and currency of the filters.

    `counterparts` is how many it deals with, `others` how many more these deal with, all of them counted.
    `first`: id, name, amount (NaN: none published in `unit`), processes, others (further counterparts of it); some of
    them, the largest first. `second`: via (id in first), id, name, amount, processes; the largest of each of the first. `shared` of the first deal with `shared_name` too, more
    than with any other; 0 and None where they deal with nobody else.
    """

    unit: str | None
    counterparts: int
    unnamed: int
    others: int
    first: pd.DataFrame
    second: pd.DataFrame
    shared: int
    shared_name: str | None


@dataclass(frozen=True, slots=True)
class _Ring:
    """Who deals with whom, and the sums of it: `theirs` are the numbers of counterparts, `mine` of those on the centre's side."""

    theirs: Whole
    mine: Whole
    sums: Sums

    @classmethod
    def of(cls, lot: Dealings, side: Side) -> _Ring:
        """Return what rows add up to."""
        sums = by_supplier_and_agency(lot)
        return cls(sums.numbers(_OTHER[side]), sums.numbers(side), sums)

    def where(self, kept: Test | Whole) -> _Ring:
        """Return some of the dealings."""
        theirs, mine = chosen(kept, self.theirs, self.mine)
        return _Ring(theirs, mine, self.sums.where(kept))

    def largest_first(self, *before: Numbers) -> _Ring:
        """Return them by other keys, then by money (none last) and processes, then by number."""
        keys = (*before, *most_first(self.sums, "amount"), self.theirs, self.mine)
        return self.where(np.lexsort(keys[::-1]))

    def told(self, snapshot: Snapshot, numbers: Whole, by: Side) -> pd.DataFrame:
        """Return id, name, amount and processes."""
        return told(names_of(snapshot, numbers, by=by), self.sums).drop(columns="without_amount")


def _rings(snapshot: Snapshot, filters: Filters, unit: str | None, side: Side, centre: str) -> tuple[_Ring, _Ring]:
    """Return the dealings of the centre, and those of its counterparts with others that are published."""
    numbers = [0] if centre == NOT_PUBLISHED else numbers_by_id(snapshot, [kept_id(snapshot, centre)], by=side)
    lot = around(snapshot, filters, unit, numbers, by=side)
    mine, theirs = (lot.agency, lot.supplier) if side == "agency" else (lot.supplier, lot.agency)
    central = np.isin(mine, numbers)
    own = _Ring.of(lot.where(central), side)
    partners = np.zeros(int(theirs.max(initial=0)) + 1, np.bool_)
    partners[own.theirs] = True
    partners[0] = False  # nobody in particular
    return own, _Ring.of(lot.where(partners[theirs] & ~central & (mine > 0)), side)


@cached
def network(
    snapshot: Snapshot, filters: Filters, *, side: Side, centre: str, ring: int = 6, linked: int = 4, each: int = 2
) -> Network:
    """Return the `ring` largest counterparts of an organisation, the `linked` with most others among the rest, and theirs.

    Of the others of each the `each` largest are in the second ring.
    Of the filters agency and supplier do not count: the centre stands for them.
    """
    open_filters = filters.replace(agency=(), exclude_agency=(), supplier=())
    unit = unit_of(snapshot, filters.replace(**{"agency": (), "supplier": (), side: (centre,)}))
    own, further = _rings(snapshot, open_filters, unit, side, centre)
    counterparts = own.where(own.theirs > 0).largest_first()
    others = np.bincount(further.theirs, minlength=int(own.theirs.max(initial=0)) + 1)[counterparts.theirs]
    further_down = ring + np.argsort(-others[ring:], kind="stable")
    drawn = np.concatenate([np.arange(len(others))[:ring], np.sort(further_down[:linked])])
    first = counterparts.where(drawn)
    rank = np.full(int(own.theirs.max(initial=0)) + 1, -1)
    rank[first.theirs] = np.arange(len(drawn))
    theirs = further.where(rank[further.theirs] >= 0)
    second = theirs.largest_first(rank[theirs.theirs])
    groups = starts(second.theirs)
    second = second.where(
        np.arange(len(second.theirs)) - np.repeat(groups, np.diff(groups, append=len(second.theirs))) < each
    )
    via = names_of(snapshot, second.theirs, by=_OTHER[side])["id"]
    shared, shared_name = _shared(snapshot, theirs, side)
    return Network(
        unit=unit,
        counterparts=len(others),
        unnamed=int(own.sums.processes[own.theirs == 0].sum()),
        others=len(np.unique(further.mine)),
        first=first.told(snapshot, first.theirs, _OTHER[side]).assign(others=others[drawn]),
        second=second.told(snapshot, second.mine, side).assign(via=via)[["via", "id", "name", "amount", "processes"]],
        shared=shared,
        shared_name=shared_name,
    )


def _shared(snapshot: Snapshot, theirs: _Ring, side: Side) -> tuple[int, str | None]:
    """Return with how many of the counterparts the one deals that deals with most of them, and its name."""
    if not len(theirs.mine):
        return 0, None
    ordered = theirs.where(np.argsort(theirs.mine, kind="stable"))
    groups = starts(ordered.mine)
    times = np.diff(groups, append=len(ordered.mine))
    most, _ = most_first(summed(ordered.sums, groups), "amount")
    best = groups[np.lexsort((ordered.mine[groups], most, -times))[:1]]
    return int(times.max()), names_of(snapshot, ordered.mine[best], by=side)["name"].iloc[0]
