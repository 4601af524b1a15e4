"""How complete each agency was in each snapshot: a file that is only ever added to.

`<data>/history.jsonl` has one line a snapshot, source and agency, so that the rollout can be drawn over time although
old snapshots are removed.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Final

import duckdb

FILE: Final = "history.jsonl"
_MEASURES: Final = """
WITH money AS (
    SELECT process_id, currency, amount FROM read_parquet($amounts) WHERE stage = 'contracted' AND currency IS NOT NULL
), totals AS (
    SELECT p.source, p.agency_id, m.currency, CAST(sum(m.amount) AS DOUBLE) AS amount
    FROM money m JOIN read_parquet($processes) p USING (process_id) GROUP BY ALL
), contracted AS (
    SELECT source, agency_id, to_json(map_from_entries(list((currency, amount) ORDER BY currency))) AS contracted
    FROM totals GROUP BY source, agency_id
)
SELECT p.source, p.agency_id, min(p.agency_name) AS agency_name, count(*) AS processes,
    CAST(sum(p.published) AS BIGINT) AS published, CAST(sum(p.applicable) AS BIGINT) AS applicable,
    CAST(min(p.date) AS VARCHAR) AS first_date, CAST(max(p.date) AS VARCHAR) AS last_date,
    coalesce(any_value(c.contracted), '{}') AS contracted
FROM read_parquet($processes) p
LEFT JOIN contracted c ON c.source = p.source AND c.agency_id IS NOT DISTINCT FROM p.agency_id
GROUP BY p.source, p.agency_id ORDER BY p.source, p.agency_id
"""


def append(snapshot_path: Path, data_dir: Path) -> None:
    """Add the measures of a finished snapshot; one that is there already is not added twice."""
    manifest = json.loads((snapshot_path / "manifest.json").read_text(encoding="utf-8"))
    target = data_dir / FILE
    marker = json.dumps({"snapshot": manifest["id"]})[:-1]
    before = target.read_text(encoding="utf-8") if target.exists() else ""
    if any(line.startswith(marker) for line in before.splitlines()):
        return
    with duckdb.connect() as connection:
        found = connection.execute(
            _MEASURES, {name: str(snapshot_path / f"{name}.parquet") for name in ("amounts", "processes")}
        )
        names = [column[0] for column in found.description or []]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    with target.open("a", encoding="utf-8") as file:
        file.write("\n" if before and not before.endswith("\n") else "")
        for row in rows:
            row["contracted"] = json.loads(row["contracted"])
            line = {"snapshot": manifest["id"], "published_at": manifest["published_at"], **row}
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())


def read(data_dir: Path) -> list[dict[str, Any]]:
    """Return every line of the history, oldest first; a line cut off by a crash is left out."""
    target = data_dir / FILE
    rows: list[dict[str, Any]] = []
    if target.exists():
        for line in target.read_text(encoding="utf-8").splitlines():
            try:
                rows.append(json.loads(line))
            except ValueError:
                continue
    return rows
