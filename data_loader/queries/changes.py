"""What changed since a day: processes added, changed field by field, no longer published, and published again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal, get_args

import pandas as pd

from data_loader.filters import Filters
from data_loader.queries.answers import cached
from data_loader.queries.asking import beside, frame, one
from data_loader.queries.selection import selected
from data_loader.snapshot import Snapshot

Kind = Literal["added", "changed", "vanished", "returned"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
_LATEST: Final = "changed_at DESC, source, ocid, kind"


@dataclass(frozen=True, slots=True)
class Changes:
    """A page of what changed, latest first.

    `total` is the number of changes of the kinds asked for, `counts` that of each kind, `processes` how many changed in
    any way; `first` is the earliest moment that the table reaches back to, None where nothing ever changed.

    `rows`: changed_at (UTC), source, ocid, process_id (None = known by another ocid now), title, kind, fields_total, fields
    (list of {path, before, after}; None = not published; at most 50).
    """

    total: int
    page: int
    page_size: int
    counts: dict[str, int]
    processes: int
    first: datetime | None
    rows: pd.DataFrame


@cached
def changes(
    snapshot: Snapshot,
    filters: Filters,
    *,
    since: date | None = None,
    kind: tuple[Kind, ...] = (),
    page: int = 1,
    page_size: int = 25,
) -> Changes:
    """Return what the pulls found changed since a day or a moment in UTC, in the processes selected."""
    test, values = selected(snapshot, filters)
    values |= {"since": since, "kind": list(kind), "limit": page_size, "offset": (page - 1) * page_size}
    events = f"""WITH events AS (
        SELECT DISTINCT c.changed_at, c.source, c.ocid, c.kind FROM changes c LEFT JOIN processes p USING (process_id)
        WHERE ($since IS NULL OR c.changed_at >= $since) AND {test}
    )"""
    counted = frame(snapshot, f"{events} SELECT kind, count(*) AS count FROM events GROUP BY kind", values)
    counts: dict[str, int] = dict.fromkeys(KINDS, 0)
    counts |= {str(name): int(count) for name, count in zip(counted["kind"], counted["count"], strict=True)}
    processes = one(snapshot, f"{events} SELECT count(DISTINCT (source, ocid)) AS processes FROM events", values)
    rows = frame(
        snapshot,
        f"""{events}, shown AS (
            SELECT * FROM events WHERE len($kind) = 0 OR list_contains($kind, kind) ORDER BY {_LATEST} LIMIT $limit OFFSET $offset
        )
        SELECT changed_at, source, ocid, kind, any_value(c.process_id) AS process_id, any_value(c.fields) AS fields_total,
            coalesce(list({{path: c.path, before: c.before, after: c.after}} ORDER BY c.path)
                FILTER (c.path IS NOT NULL), []) AS fields
        FROM changes c JOIN shown USING (changed_at, source, ocid, kind)
        GROUP BY changed_at, source, ocid, kind ORDER BY {_LATEST}""",
        values,
    )
    first: dict[str, Any] = one(snapshot, "SELECT min(changed_at) AS first FROM changes")
    return Changes(
        total=sum(counts[name] for name in kind or KINDS),
        page=page,
        page_size=page_size,
        counts=counts,
        processes=int(processes["processes"]),
        first=first["first"],
        rows=beside(snapshot, rows, ("title",)),
    )
