"""When each event of a process was first published: the date of the first release that carried it.

A compiled release says what is true now and no longer when it was first said. The releases and the versioned release
say it, so it is read from them before they are merged: for each event and day, the earliest release in which that day
stands. Where only one release, or only a compiled one, is known, its date is an upper bound (`at_most`): the
publisher may have said it before, in a release that it no longer serves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import orjson

from data_loader.repairs import repair_date

if TYPE_CHECKING:
    from data_loader.staging import Staged

Json = dict[str, Any]

EVENTS: Final[dict[str, tuple[str, ...]]] = {
    "tender": ("tender", "tenderPeriod", "startDate"),
    "award": ("awards", "date"),
    "signature": ("contracts", "dateSigned"),
    "payment": ("contracts", "implementation", "transactions", "date"),
}
"""The events whose publication is timed, and where their dates stand."""

_DATED: Final = (("tag",), ("language",), ("initiationType",), ("tender", "status"), *EVENTS.values())
_RELEASE: Final = "release"
_LISTED: Final = "date "


def carried(releases: Iterable[Json], versioned: Json | None = None) -> tuple[str, ...]:
    """Return what releases, and a versioned release, say of when something was published.

    One text a release, "release 2017-02-08", and one an event and day with the first of these that carries it, "award
    2017-01-30 2017-02-08".
    """
    starts: set[str] = set()
    first: dict[tuple[str, str], str] = {}
    for release in releases:
        _carry(release, starts, first)
    if versioned:
        _carry_history(versioned, starts, first)
    lines = [f"{_RELEASE} {day}" for day in starts] + [f"{event} {day} {date}" for (event, day), date in first.items()]
    return tuple(sorted(lines))


def _carry(release: Json, starts: set[str], first: dict[tuple[str, str], str]) -> None:
    if own := _day(release.get("date")):
        starts.add(own)
        _note(first, ((event, day, own) for event, day, _ in _events(release)))


def _carry_history(versioned: Json, starts: set[str], first: dict[tuple[str, str], str]) -> None:
    starts |= {date for path in _DATED for _, date in _told(versioned, path, dated=False) if date}
    _note(first, ((event, day, date) for event, day, date in _events(versioned) if date))


def publications(releases: Sequence[Staged], normalised: Sequence[Json]) -> Json:
    """Return `first_release` (a day, None where no release is dated) and `publications` of one process.

    `publications` has one entry an event and day: event, day, published, at_most. `normalised` are the same releases,
    with dates as the schema has them.
    """
    starts: set[str] = set()
    first: dict[tuple[str, str], str] = {}
    bounds: dict[tuple[str, str], str] = {}
    for staged, release in zip(releases, normalised, strict=True):
        for line in staged.told:
            said, day, *date = line.split(" ")
            if said == _RELEASE:
                starts.add(day)
            else:
                _note(first, [(said, day, date[0])])
        starts |= {name.removeprefix(_LISTED)[:10] for name in staged.listed if _is_dated(name)}
        if staged.kind == "release":
            _carry(release, starts, first)
        elif staged.kind == "versioned":
            _carry_history(orjson.loads(staged.body), starts, first)
        elif own := _day(release.get("date")):
            _note(bounds, ((event, day, own) for event, day, _ in _events(release)))
    entries = [
        {
            "event": event,
            "day": day,
            "published": first.get((event, day)) or bounds[event, day],
            "at_most": len(starts) < 2 or (event, day) not in first,  # one release is no history
        }
        for event, day in sorted(first.keys() | bounds.keys())
    ]
    return {"first_release": min(starts, default=None), "publications": entries}


def _is_dated(listed: str) -> bool:
    return listed.startswith(_LISTED) and _day(listed.removeprefix(_LISTED)) is not None


def _note(first: dict[tuple[str, str], str], told: Iterable[tuple[str, str, str]]) -> None:
    for event, day, date in told:
        first[event, day] = min(date, first.get((event, day), date))


def _events(release: Json) -> Iterator[tuple[str, str, str | None]]:
    for event, path in EVENTS.items():
        for day, date in _told(release, path):
            yield event, day, date


def _told(value: Any, path: tuple[str, ...], *, dated: bool = True) -> list[tuple[str, str | None]]:
    """Return each day (with `dated` False: each value) at a path and, where a history says so, the day it was released."""
    if isinstance(value, list):
        found: list[tuple[str, str | None]] = []
        for item in value:
            if isinstance(item, dict) and "releaseDate" in item and "value" in item:
                released = _day(item["releaseDate"])
                found += [(told, released) for told, _ in _told(item["value"], path, dated=dated)]
            else:
                found += _told(item, path, dated=dated)
        return found
    if path:
        below = value.get(path[0]) if isinstance(value, dict) else None
        return [] if below is None and (dated or path[1:]) else _told(below, path[1:], dated=dated)
    told = _day(value) if dated else str(value)
    return [] if told is None else [(told, None)]


def _day(value: Any) -> str | None:
    """Return the day of a date as published, never shifted to another time zone."""
    date = repair_date(value).value if isinstance(value, str) else None
    return date[:10] if isinstance(date, str) and len(date) >= 10 else None
