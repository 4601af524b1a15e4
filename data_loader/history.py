"""How complete each agency was in each snapshot: a file that is only ever added to.

`<data>/history.jsonl` has one line a snapshot, source and agency, so that the rollout can be drawn over time although
old snapshots are removed. Each snapshot carries all of it as its table `history` (`sql/history.sql` says what a line
has), and once it is published its own rows are added to the file.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Final

import duckdb

FILE: Final = "history.jsonl"


def kept(data_dir: Path) -> dict[str, Path]:
    """Return the file of the history as a list of the build's inputs; {} before the first snapshot."""
    target = data_dir / FILE
    return {"history": target} if target.exists() else {}


def append(snapshot_path: Path, data_dir: Path) -> None:
    """Add a finished snapshot's own rows; those of one that is there already are not added twice."""
    identity = json.loads((snapshot_path / "manifest.json").read_text(encoding="utf-8"))["id"]
    target = data_dir / FILE
    marker = json.dumps({"snapshot": identity})[:-1]
    before = target.read_text(encoding="utf-8") if target.exists() else ""
    if any(line.startswith(marker) for line in before.splitlines()):
        return
    with duckdb.connect() as connection:
        lines = connection.execute(
            "SELECT CAST(to_json(h) AS VARCHAR) FROM read_parquet(?) h WHERE snapshot = ? ORDER BY source, agency_id",
            [str(snapshot_path / "history.parquet"), identity],
        ).fetchall()
    with target.open("a", encoding="utf-8") as file:
        file.write("\n" if before and not before.endswith("\n") else "")
        file.writelines(f"{line}\n" for (line,) in lines)
        file.flush()
        os.fsync(file.fileno())
