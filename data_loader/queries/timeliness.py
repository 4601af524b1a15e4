"""How soon what happens is published: days from an event to the first release that carries it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from data_loader.filters import EVENTS, Event, Filters
from data_loader.groups import Test, Whole
from data_loader.queries.answers import cached
from data_loader.queries.columns import Column, bounds, column, counted, keys, runs
from data_loader.queries.days import QUARTILES, Days, in_rows, told
from data_loader.queries.selection import kept
from data_loader.snapshot import Snapshot

Group = Literal["agency", "source", "year"]


@cached
def timeliness(snapshot: Snapshot, filters: Filters, *, by: Group | None = None) -> pd.DataFrame:
    """Return [id, name,] event, events, processes, measured, at_most, missing, negative, p25, median, p75 (days).

    measured + missing + negative = events. at_most: those of the measured that may have been published before, because
    only one release of the process is known. Missing: the event or the release has no date. Negative: published before
    it happened; counted, and left out of the quartiles. Quartiles are NaN where nothing is measured.
    """
    found = {event: _told(snapshot, filters, event, by) for event in EVENTS}
    shown = ("events", "processes", "measured", "at_most", "missing", "negative", *QUARTILES)
    return in_rows(snapshot, found, "event", shown, by=by)


@dataclass(frozen=True, slots=True)
class _Published:
    """The events of one kind, in the order of agency and days; `place` is that of the process of each.

    Which are the first of their process and which were published at_most so late takes a bit an event each.
    """

    place: Whole
    days: Whole
    first: npt.NDArray[np.uint8]
    at_most: npt.NDArray[np.uint8]

    def flags(self) -> dict[str, Test]:
        """Return the flags of the events, of the first under the name of what they count."""
        bits = {"processes": self.first, "at_most": self.at_most}
        return {name: np.unpackbits(each, count=len(self.place)).view(np.bool_) for name, each in bits.items()}


def _published(snapshot: Snapshot, event: Event) -> _Published:
    """Return all that there are, days as codes."""
    return _Published(**{name: snapshot.columns[f"events/{event}/{name}"] for name in _Published.__slots__})


def _told(snapshot: Snapshot, filters: Filters, event: Event, by: Group | None) -> dict[str, Any]:
    """Return what is `told` of one event, with its processes and at_most."""
    events, chosen = _published(snapshot, event), kept(snapshot, filters)
    days: Any = events.days
    place, flags = events.place, events.flags()
    if chosen is not None:
        own = np.flatnonzero(chosen[0].take(place))
        days, place = days.take(own), place if by is None else place.take(own)
        flags = {name: each.take(own) for name, each in flags.items()}
    least, most = bounds(snapshot)["days"]
    span = most - least + 2
    if by is None:
        found, n = counted(days, span)
        sums = {name: np.array([np.count_nonzero(each)]) for name, each in flags.items()}
    else:
        of = column(snapshot, by)
        group = of.codes.take(place)
        every = keys(group, days, span, of.span)
        found, n = runs(every) if by == "agency" else counted(every, span * of.span)
        sums = {name: np.bincount(group[each], minlength=of.span) for name, each in flags.items()}
    each_group = told(Days(found // span, Column(days, least, span).values(found % span), n))
    return each_group | {name: each[each_group["group"]] for name, each in sums.items()}
