"""The snapshot that pages show: the one that their address asks for, else the current one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final
from urllib.parse import parse_qsl

from data_loader import earlier
from data_loader import snapshot as snapshots
from data_loader.config import settings
from data_loader.exceptions import SnapshotError
from data_loader.snapshot import Snapshot

PARAMETER: Final = "snapshot"
"""What asks for a snapshot in the address of a page or of the API."""

_at_work: ContextVar[str] = ContextVar("snapshot", default="")
_shown: ContextVar[list[Snapshot] | None] = ContextVar("shown", default=None)
"""The snapshot of the page at work, once it was looked for: a page is of one, and asks for it at every card."""


def current_snapshot() -> Snapshot:
    """Return the snapshot that the address at work asks for; without one, the current one.

    Raises:
        GoneError: the one asked for is not kept.
        SnapshotError: there is none at all.
    """
    shown = _shown.get()
    if shown:
        return shown[0]
    wanted = asked_snapshot()
    found = earlier.snapshot_of(settings().data_dir, wanted) if wanted else todays_snapshot()
    if shown is not None:
        shown.append(found)
    return found


def todays_snapshot() -> Snapshot:
    """Return the current snapshot, whatever the address asks for.

    Raises:
        SnapshotError: there is none.
    """
    snapshot = snapshots.current(settings().data_dir)
    if snapshot is None:
        raise SnapshotError("There are no data yet.", hint="Run python -m data_loader pull.")
    return snapshot


def asked_snapshot() -> str | None:
    """Return the id that the address at work asks for, None where it means the current snapshot."""
    return _at_work.get() or None


def asked_by(query: str) -> str:
    """Return the id of the snapshot that a query asks for, "" where it asks for none.

    >>> asked_by("year_from=2016&snapshot=20261122T120000000000Z-0123456789")
    '20261122T120000000000Z-0123456789'
    """
    return next((value.strip() for name, value in reversed(parse_qsl(query)) if name == PARAMETER), "")


def note_asked(query: str) -> None:
    """Take down which snapshot a request asks for, for as long as it is answered."""
    _at_work.set(asked_by(query))


@contextmanager
def showing(identity: str) -> Iterator[None]:
    """Show a snapshot for as long as the block lasts; "" is the current one."""
    asked, shown = _at_work.set(identity), _shown.set([])
    try:
        yield
    finally:
        _at_work.reset(asked)
        _shown.reset(shown)


def carried() -> dict[str, str]:
    """Return what every link and form of a page carries on, so that the next page shows the same snapshot."""
    wanted = asked_snapshot()
    return {PARAMETER: wanted} if wanted else {}
