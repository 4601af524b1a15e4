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
        own = _day(release.get("date"))
        if own:
            starts.add(own)
            _note(first, ((event, day, own) for event, day, _ in _events(release)))
    if versioned:
        starts |= {date for path in _DATED for _, date in _told(versioned, path, dated=False) if date}
        _note(first, ((event, day, date) for event, day, date in _events(versioned) if date))
    lines = [f"{_RELEASE} {day}" for day in starts] + [f"{event} {day} {date}" for (event, day), date in first.items()]
    return tuple(sorted(lines))


def publications(releases: Sequence[Staged], normalised: Sequence[Json]) -> Json:
    """Return `first_release` (a day, None where no release is dated) and `publications` of one process.

    `publications` has one entry an event and day: event, day, published, at_most. `normalised` are the same releases,
    with dates as the schema has them.
    """
    lines: list[str] = []
    bounds: dict[tuple[str, str], str] = {}
    for staged, release in zip(releases, normalised, strict=True):
        lines += staged.told
        lines += [f"{_RELEASE} {name.removeprefix(_LISTED)[:10]}" for name in staged.listed if _is_dated(name)]
        if staged.kind == "release":
            lines += carried([release])
        elif staged.kind == "versioned":
            lines += carried([], orjson.loads(staged.body))
        elif own := _day(release.get("date")):
            _note(bounds, ((event, day, own) for event, day, _ in _events(release)))
    told = [line.split(" ") for line in lines]
    starts = {line[1] for line in told if line[0] == _RELEASE}
    first: dict[tuple[str, str], str] = {}
    _note(first, ((line[0], line[1], line[2]) for line in told if line[0] != _RELEASE))
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
        yield from ((event, day, date) for day, date in _told(release, path))


def _told(value: Any, path: tuple[str, ...], *, dated: bool = True) -> Iterator[tuple[str, str | None]]:
    """Yield each day (with `dated` False: each value) at a path and, where a history says so, the day it was released."""
    if isinstance(value, list):
        for item in value:
            if isinstance(item, dict) and "releaseDate" in item and "value" in item:
                released = _day(item["releaseDate"])
                yield from ((told, released) for told, _ in _told(item["value"], path, dated=dated))
            else:
                yield from _told(item, path, dated=dated)
    elif path:
        if isinstance(value, dict):
            yield from _told(value.get(path[0]), path[1:], dated=dated)
    elif (told := _day(value) if dated else str(value)) is not None:
        yield told, None


def _day(value: Any) -> str | None:
    """Return the day of a date as published, never shifted to another time zone."""
    date = repair_date(value).value if isinstance(value, str) else None
    return date[:10] if isinstance(date, str) and len(date) >= 10 else None
