"""A snapshot is made beside those that there are and published in one step: the file `current` is replaced by one that names it.

What breaks off leaves a folder that nobody looks into, and the snapshot before stays current.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from data_loader import history, pins, search, serving, tables
from data_loader import snapshot as snapshots
from data_loader.exceptions import SnapshotError
from data_loader.inputs import Inputs, fingerprint
from data_loader.snapshot import FOLDER, FORMAT, MANIFEST, POINTER, Snapshot, current, folders, sha256_of

_UNFINISHED: Final = ".building-"


def publish(
    inputs: Inputs,
    data_dir: Path,
    *,
    now: datetime,
    progress: Callable[[str, int, int], None] = lambda _table, _done, _total: None,
) -> Snapshot:
    """Make a snapshot of these inputs and make it the current one; return the current one where nothing has changed.

    Raises:
        SnapshotError: the records cannot be read into the tables. The snapshot before stays current.
    """
    content = fingerprint(inputs, tables.recipe())
    before = current(data_dir)
    if before is not None and before.manifest["content"] == content:
        return before
    root = data_dir.absolute() / FOLDER
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in root.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(left, ignore_errors=True)
    building = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=root))
    try:
        identity = f"{now.astimezone(UTC):%Y%m%dT%H%M%S%fZ}-{content[:10]}"
        known = replace(
            inputs, lists={**inputs.lists, **history.kept(data_dir)}, former=before.path if before is not None else None
        )
        naming = {"identity": identity, "published_at": now.astimezone(UTC).isoformat()}
        made = tables.build(known, building, **naming, progress=progress)
        serving.build(building, [table.name for table in made])
        search.build(building)
        _write_manifest(building, identity=identity, content=content, made=made, sources=inputs.sources, now=now)
        path = root / identity
        building.rename(path)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    _sync_file(root)
    history.append(path, data_dir)
    _point(root, identity)
    _prune(root, identity)
    snapshot = current(data_dir)
    if snapshot is None or snapshot.id != identity:
        raise SnapshotError(f"Snapshot {identity} was written but cannot be read back.", hint="Check the disk.")
    return snapshot


def _write_manifest(
    folder: Path,
    *,
    identity: str,
    content: str,
    made: Sequence[tables.Table],
    sources: Sequence[dict[str, Any]],
    now: datetime,
) -> None:
    """Write the manifest last: a folder with one is whole."""
    files: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.iterdir()):
        _sync_file(path)
        files[path.name] = {"sha256": sha256_of(path), "bytes": path.stat().st_size}
    manifest = {
        "id": identity,
        "format": FORMAT,
        "published_at": now.astimezone(UTC).isoformat(),
        "content": content,
        "sources": list(sources),
        "tables": [asdict(table) for table in made],
        "files": files,
    }
    target = folder / MANIFEST
    target.write_text(json.dumps(manifest, ensure_ascii=False, indent=1, default=str), encoding="utf-8")
    _sync_file(target)
    _sync_file(folder)


def _point(root: Path, identity: str) -> None:
    temporary = root / f".{POINTER}"
    temporary.write_text(identity + "\n", encoding="ascii")
    _sync_file(temporary)
    temporary.replace(root / POINTER)
    _sync_file(root)


def _prune(root: Path, identity: str) -> None:
    """Remove all but the newest snapshots; the current one and those pinned always stay, and count as none of the newest."""
    with pins.held(root) as pinned:
        for path in [path for path in folders(root) if path.name not in pinned][snapshots.KEEP :]:
            if path.name != identity:
                shutil.rmtree(path, ignore_errors=True)


def _sync_file(path: Path) -> None:
    """Have a file, or the names in a folder, on the disk for good."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
