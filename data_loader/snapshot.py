"""Snapshots as they are read: published in one step (see snapshot_making) and never changed afterwards.

A snapshot is a folder of Parquet files, the search index and `manifest.json` under `<data>/snapshots/`. The file
`current` beside them names the one to show. Readers never see half a snapshot, and fall back to the newest whole one
where the current one is damaged.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import sys
import tempfile
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeVar

import duckdb

from data_loader import search, serving, tables
from data_loader.allowance import Allowance
from data_loader.columns import Columns
from data_loader.exceptions import SnapshotError

T = TypeVar("T")
logger = logging.getLogger(__name__)

FORMAT: Final = 19
KEEP: Final = 5
FOLDER: Final = "snapshots"
POINTER: Final = "current"
MANIFEST: Final = "manifest.json"
_THREADS: Final = 2
_LARGE: Final = 32 * 2**20
"""Files of more bytes are held against their hashes while the snapshot is already shown: a start waits for no gigabytes."""


class Snapshot:
    """A published snapshot, open for reading. It never changes, so an answer from it is never stale."""

    def __init__(self, path: Path, manifest: dict[str, Any]) -> None:
        self.path = path
        self.manifest = manifest
        self.id: str = manifest["id"]
        self.published_at = datetime.fromisoformat(manifest["published_at"])
        self.sources: list[dict[str, Any]] = manifest["sources"]
        self.columns = Columns(path)
        self.words = Columns(path, search.NAME)
        self._database = _open_tables(path, manifest)
        self._allowance = Allowance(self._database)
        self._local = threading.local()

    def connection(self) -> duckdb.DuckDBPyConnection:
        """Return this thread's own cursor on the snapshot's tables."""
        cursor: duckdb.DuckDBPyConnection | None = getattr(self._local, "cursor", None)
        if cursor is None:
            cursor = self._database.cursor()
            serving.use(cursor)
            self._local.cursor = cursor
        return cursor

    def run(self, work: Callable[[duckdb.DuckDBPyConnection], T]) -> T:
        """Return what work does with this thread's cursor; it is done again where it needed more memory than is usual."""
        cursor = self.connection()
        return self._allowance.run(lambda: work(cursor))

    def __repr__(self) -> str:
        return f"Snapshot({self.id!r})"


def _open_tables(path: Path, manifest: dict[str, Any]) -> duckdb.DuckDBPyConnection:
    database = duckdb.connect()
    database.execute("SET GLOBAL TimeZone = 'UTC'")  # global: a cursor takes over nothing else
    database.execute("SET GLOBAL parquet_metadata_cache = true")  # a file of records has hundreds of parts
    database.execute("SET GLOBAL allocator_background_threads = true")  # what is freed goes back while nothing is asked
    spill = Path(tempfile.gettempdir(), f"vitrina-{os.getpid()}-{path.name}")  # gone with the database
    database.execute("SET temp_directory = ?", [str(spill)])
    database.execute("SET threads = ?", [min(_THREADS, os.cpu_count() or 1)])
    serving.attach(database, path, [table["name"] for table in manifest["tables"]])
    return database


_open: dict[Path, Snapshot] = {}
_damaged: set[Path] = set()
_opening = threading.Lock()


def current(data_dir: Path) -> Snapshot | None:
    """Return the snapshot to show, or None where there is no whole one.

    Cheap enough for every request: a snapshot already open is checked by its manifest's presence only. One that is
    opened for the first time is held against the hashes of its manifest, its large files a moment later; a damaged one
    is passed over from then on.
    """
    root = data_dir.absolute() / FOLDER
    named = _named(root)
    if named is not None:
        opened = _open.get(root / named)
        if opened is not None and (opened.path / MANIFEST).exists():
            return opened
    with _opening:
        for path in _candidates(root, named):
            found = _opened(path)
            if found is not None:
                return found
    return None


def named(data_dir: Path) -> str | None:
    """Return the id of the snapshot that the pointer names, without opening it; None where there is none.

    Where that one is damaged, `current` is another.
    """
    return _named(data_dir.absolute() / FOLDER)


def _named(root: Path) -> str | None:
    try:
        name = (root / POINTER).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return name if name and Path(name).name == name and not name.startswith(".") else None


def _candidates(root: Path, named: str | None) -> list[Path]:
    """Return the folders to try: the one that the pointer names, then the others, newest first."""
    others = folders(root)
    return [root / named, *others] if named else others


def _opened(path: Path) -> Snapshot | None:
    opened = _open.get(path)
    if opened is not None and (path / MANIFEST).exists():
        return opened
    if path in _damaged:
        return None
    try:
        snapshot = Snapshot(path, verify(path, largest=_LARGE))
    except (SnapshotError, duckdb.Error, OSError) as error:
        logger.warning("Snapshot %s is passed over: %s", path.name, error)
        _damaged.add(path)
        return None
    for stale in [known for known in _open if known.parent == path.parent]:
        del _open[stale]
    _open[path] = snapshot
    if any(facts["bytes"] > _LARGE for facts in snapshot.manifest["files"].values()):
        threading.Thread(target=_verify_all, args=(path,), daemon=True, name="verify").start()
    return snapshot


def _verify_all(path: Path) -> None:
    """Hold the large files of an open snapshot against their hashes, too; a damaged one is passed over from then on."""
    if sys.platform == "linux":  # answers come first: this thread takes what they leave of the cores
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 19)
    try:
        verify(path)
    except SnapshotError as error:
        if path.exists():  # not one that was removed meanwhile
            logger.warning("Snapshot %s is passed over: %s", path.name, error)
        with _opening:
            _damaged.add(path)
            _open.pop(path, None)


def forget() -> None:
    """Close nothing, but hold every snapshot against its hashes again when it is next asked for."""
    with _opening:
        _open.clear()
        _damaged.clear()


def verify(path: Path, *, largest: int | None = None) -> dict[str, Any]:
    """Return the manifest of a snapshot whose files are all as published.

    With `largest`, files of more bytes are held against their size only.

    Raises:
        SnapshotError: a file is missing or differs from its hash, or a table lacks what this release asks for.
    """
    try:
        manifest: dict[str, Any] = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
        files = manifest["files"]
        known = manifest["format"] == FORMAT
        columns = {(table["name"], column["name"]) for table in manifest["tables"] for column in table["columns"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SnapshotError(
            f"{path.name} has no readable manifest.", hint="Pull again to publish a new one."
        ) from error
    if not known or tables.promised() - columns:
        raise SnapshotError(f"{path.name} was made by another release.", hint="Pull again to publish a new one.")
    for name, facts in files.items():
        if not _is_whole(path / name, facts, largest):
            raise SnapshotError(f"{name} of {path.name} is damaged.", hint="Pull again to publish a new one.")
    return manifest


def _is_whole(path: Path, facts: dict[str, Any], largest: int | None) -> bool:
    if not path.is_file() or path.stat().st_size != facts["bytes"]:
        return False
    by_size = largest is not None and int(facts["bytes"]) > largest
    return by_size or sha256_of(path) == str(facts["sha256"])


def folders(root: Path) -> list[Path]:
    """Return the folders of the snapshots that are there, newest first."""
    if not root.is_dir():
        return []
    return sorted((path for path in root.iterdir() if path.is_dir() and path.name[0] != "."), reverse=True)


def sha256_of(path: Path) -> str:
    """Return the hash of a file as the manifest tells it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
