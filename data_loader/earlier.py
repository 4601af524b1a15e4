"""Snapshots before the current one: opened for who asks for one by its id, pinned where somebody quotes it.

The latest few are kept (`snapshot.KEEP`) and those that are pinned. An earlier one is opened read-only, its tables read
from their files as they are asked, and at most `AT_ONCE` of them are open: they cost next to no memory.
"""

from __future__ import annotations

import json
import logging
import re
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import duckdb

from data_loader import pins
from data_loader import snapshot as snapshots
from data_loader.exceptions import GoneError, SnapshotError
from data_loader.snapshot import Snapshot

logger = logging.getLogger(__name__)

AT_ONCE: Final = 3
IDENTITY: Final = re.compile(r"\d{8}T\d{12}Z-[0-9a-f]{10}")
"""What the id of a snapshot looks like; its first part is when it was published, so that ids sort by time."""
CURRENT: Final = "current"

_open: OrderedDict[Path, Snapshot] = OrderedDict()
_whole: set[Path] = set()
_opening = threading.Lock()


@dataclass(frozen=True, slots=True)
class Kept:
    """A snapshot that is there: its id, when it was published, its size and why it stays."""

    id: str
    published_at: datetime
    bytes: int
    pinned: bool
    current: bool


def snapshot_of(data_dir: Path, identity: str) -> Snapshot:
    """Return the snapshot of an id where it is still kept.

    Raises:
        GoneError: it is not, or no snapshot is ever called so; the error names the next one that is kept.
        SnapshotError: there is none at all.
    """
    current = snapshots.current(data_dir)
    if current is None:
        raise SnapshotError("There are no data yet.", hint="Run python -m data_loader pull.")
    if identity == current.id:
        return current
    found = _opened(current.path.parent / identity) if IDENTITY.fullmatch(identity) else None
    if found is None:
        raise _gone(data_dir, current, identity)
    return found


def is_kept(data_dir: Path, identity: str) -> bool:
    """Return whether there is a snapshot of an id, without opening it."""
    folder = data_dir.absolute() / snapshots.FOLDER / identity
    return IDENTITY.fullmatch(identity) is not None and (folder / snapshots.MANIFEST).exists()


def _opened(path: Path) -> Snapshot | None:
    """Return a snapshot that is open already, else open it; one is held against its hashes once."""
    with _opening:
        if not (path / snapshots.MANIFEST).exists():
            _open.pop(path, None)
            return None
        if path not in _open:
            try:
                manifest = _manifest(path) if path in _whole else snapshots.verify(path)
                _open[path] = Snapshot(path, manifest)
            except (SnapshotError, duckdb.Error, OSError, ValueError) as error:
                logger.warning("Snapshot %s cannot be shown: %s", path.name, error)
                return None
            _whole.add(path)
        _open.move_to_end(path)
        while len(_open) > AT_ONCE:
            _open.popitem(last=False)  # who is reading it holds it until the answer is made
        return _open[path]


def _gone(data_dir: Path, current: Snapshot, identity: str) -> GoneError:
    known = IDENTITY.fullmatch(identity) is not None and _was_published(current, identity)
    later = [item for item in kept(data_dir) if item.id > identity] if known else []
    following = min(later, key=lambda item: item.id, default=None)
    return GoneError(
        identity,
        known=known,
        next_id=following.id if following else None,
        next_at=following.published_at if following else None,
    )


def _was_published(current: Snapshot, identity: str) -> bool:
    """Whether the history, which is never cut, has a line of that snapshot."""
    asked = "SELECT 1 FROM history WHERE snapshot = ? LIMIT 1"
    return bool(current.run(lambda cursor: cursor.execute(asked, [identity]).fetchall()))


def kept(data_dir: Path) -> list[Kept]:
    """Return the snapshots that are there, newest first; a folder without a readable manifest is none."""
    current = snapshots.current(data_dir)
    root = data_dir.absolute() / snapshots.FOLDER
    pinned = pins.pinned(root)
    found = []
    for path in snapshots.folders(root):
        try:
            manifest = _manifest(path)
            size = sum(int(file["bytes"]) for file in manifest["files"].values())
            published = datetime.fromisoformat(manifest["published_at"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue
        is_current = current is not None and current.id == path.name
        found.append(Kept(path.name, published, size, path.name in pinned, is_current))
    return found


def pin(data_dir: Path, identity: str) -> str:
    """Keep a snapshot, or the current one, until it is unpinned; return its id.

    Raises:
        GoneError: it is not there any more.
        SnapshotError: there is none at all.
    """
    found = snapshots.current(data_dir) if identity == CURRENT else snapshot_of(data_dir, identity)
    if found is None:
        raise SnapshotError("There are no data yet.", hint="Run python -m data_loader pull.")
    root = found.path.parent
    with pins.held(root) as pinned:
        if not (found.path / snapshots.MANIFEST).exists():
            raise SnapshotError(f"{found.id} was removed just now.", hint="See python -m data_loader status.")
        pins.write(root, pinned | {found.id})
    return found.id


def unpin(data_dir: Path, identity: str) -> None:
    """Let a snapshot go: the next pull that publishes one removes it where newer ones crowd it out.

    Raises:
        SnapshotError: it is not pinned.
    """
    root = data_dir.absolute() / snapshots.FOLDER
    if identity not in pins.pinned(root):
        raise SnapshotError(f"{identity[:60]!r} is not pinned.", hint="See python -m data_loader status.")
    with pins.held(root) as pinned:
        pins.write(root, pinned - {identity})


def _manifest(path: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((path / snapshots.MANIFEST).read_text(encoding="utf-8"))
    return manifest
