"""From the cache to a published snapshot: what is kept of each source, and this installation's own lists.

Nothing is read where nothing has changed: each cache has a word that is another one after each change of its records,
and the file `published` has a hash of these words and of all else that the snapshot it names was made of.
"""

from __future__ import annotations

import errno
import hashlib
import logging
import os
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

import duckdb
import orjson

from data_loader import (
    aliases,
    changes,
    indicator_settings,
    legal_thresholds,
    roster,
    snapshot_making,
    status,
    tables,
    watchlists,
)
from data_loader import snapshot as snapshots
from data_loader.cache import SourceCache
from data_loader.compiled import is_whole
from data_loader.config import Config
from data_loader.exceptions import DamagedRecordsError, SnapshotError
from data_loader.inputs import BUFFER, Inputs, identity_of
from data_loader.progress import Advance, Report
from data_loader.snapshot import Snapshot
from data_loader.source_pull import REFUSALS, STATE, WORKED

logger = logging.getLogger(__name__)

_PUBLISHED: Final = "published"
_PRIVATE: Final = frozenset({"configured"})
_FULL: Final = os.strerror(errno.ENOSPC)
"""What the system says of a full disk: DuckDB repeats it, in errors of several kinds."""
_ROOM: Final = 2.5
"""Room that a snapshot takes while it is made, in times that of the cache: 2.2 with 5,000 processes, 1.8 with 100,000."""


def publish(
    data_dir: Path, config: Config, shown: Sequence[status.SourceStatus], *, now: datetime, progress: Report
) -> Snapshot | None:
    """Publish what the cache holds of these sources; return the current snapshot where it says the same.

    Raises:
        DamagedRecordsError: some records are not what was written; they are set aside and must be made again.
        SnapshotError: no snapshot could be made; the one before is still current.
    """
    if not any(item["processes"] for item in shown):
        return None
    try:
        with tempfile.TemporaryDirectory(dir=data_dir, prefix="export-") as name:
            folder = Path(name)
            lists = _own_lists(config, (item["id"] for item in shown), folder)
            state = _state(data_dir, shown, lists)
            current = snapshots.current(data_dir)
            if current is not None and _published(data_dir) == f"{current.id} {state}":
                return current
            inputs = _export(data_dir, shown, folder, lists)
            snapshot = snapshot_making.publish(inputs, data_dir, now=now, progress=partial(_told, progress))
        status.write_atomically(data_dir / _PUBLISHED, f"{snapshot.id} {state}".encode())
    except (OSError, duckdb.Error, SnapshotError) as error:
        if _FULL in str(error):
            raise _no_room(data_dir) from error
        if isinstance(error, SnapshotError):
            raise
        raise SnapshotError(
            f"No snapshot could be published: {str(error).splitlines()[0]}.",
            hint="The previous one is still shown; pull again when that is mended.",
        ) from error
    return snapshot


def _no_room(data_dir: Path) -> SnapshotError:
    """Return an error that tells how much room a snapshot takes; what was begun of this one is gone already."""
    cached = sum(path.stat().st_size for path in (data_dir / "cache").rglob("*") if path.is_file())
    takes, free = (f"{size / 2**20:,.0f} MiB" for size in (_ROOM * cached, shutil.disk_usage(data_dir).free))
    return SnapshotError(
        f"No snapshot could be published: the disk is full. Making one takes about {takes}, and {free} are free.",
        hint="The previous one is still shown; make room and pull again: what was pulled is kept.",
    )


def _published(data_dir: Path) -> str:
    try:
        return (data_dir / _PUBLISHED).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _told(progress: Report, step: str, done: int, total: int) -> None:
    progress(Advance("snapshot", "publishing", done, total, step))


def _own_lists(config: Config, shown: Iterable[str], folder: Path) -> dict[str, Path]:
    """Write the lists that people of this installation keep as the files that the tables read."""
    alias_list = folder / "aliases.jsonl"
    aliases.write(config.aliases, alias_list)
    return {
        "aliases": alias_list,
        "roster": roster.write(config, shown, folder),
        "watchlists": watchlists.write(config, folder),
        "thresholds": legal_thresholds.write(config.indicators.thresholds, folder / "thresholds.jsonl"),
        "indicator_settings": indicator_settings.write(config, folder / "indicator_settings.jsonl"),
    }


def _state(data_dir: Path, shown: Sequence[status.SourceStatus], lists: dict[str, Path]) -> str:
    """Return a hash of all that a snapshot of the caches would be made of, without reading their records."""
    words = []
    for item in sorted(shown, key=lambda entry: entry["id"]):
        with SourceCache(data_dir, item["id"]) as cache:
            whole = not cache.was_damaged
            words.append([identity_of(dict(item)), whole, (cache.pages.get(STATE) or b"").decode()])
    own = [[name, path.read_bytes().decode()] for name, path in sorted(lists.items())]
    return hashlib.sha256(orjson.dumps([tables.recipe(), words, own])).hexdigest()


def _export(data_dir: Path, shown: Sequence[status.SourceStatus], folder: Path, lists: dict[str, Path]) -> Inputs:
    """Write what the caches hold, in the order of source and ocid."""
    records, problems, changed = (folder / f"{name}.jsonl" for name in ("records", "problems", "changes"))
    damaged: set[str] = set()
    with (
        records.open("wb", BUFFER) as record_file,
        problems.open("wb", BUFFER) as problem_file,
        changed.open("wb") as change_file,
    ):
        for item in sorted(shown, key=lambda entry: entry["id"]):
            with SourceCache(data_dir, item["id"]) as cache:
                broken = []
                for ocid, lines in cache.records.items():
                    if not is_whole(lines):
                        broken.append(ocid)
                        continue
                    record, _, rest = lines.partition(b"\n")
                    record_file.write(record + b"\n")
                    problem_file.write(rest + b"\n" if rest else b"")
                problem_file.write(cache.pages.get(REFUSALS) or b"")
                change_file.writelines(line + b"\n" for line in changes.lines(cache, item["id"]))
                if broken:
                    logger.warning("%s: %d damaged records are set aside and made again", item["id"], len(broken))
                    cache.set_aside(broken)
                    cache.pages.delete(WORKED)
                    damaged.add(item["id"])
    if damaged:
        raise DamagedRecordsError(damaged)
    public = [{key: value for key, value in item.items() if key not in _PRIVATE} for item in shown]
    return Inputs(records, problems, public, lists | {"changes": changed})
