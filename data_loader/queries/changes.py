"""What changed since a day: processes added, changed field by field, no longer published, and published again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal, get_args

import pandas as pd

from data_loader.filters import Filters
from data_loader.queries.answers import cached
from data_loader.queries.asking import frame, member, one, rows
from data_loader.queries.selection import bits, selected
from data_loader.queries.titles import beside
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
    values: dict[str, Any] = {"since": since, "kind": list(kind), "limit": page_size, "offset": (page - 1) * page_size}
    values |= {"chosen": bits(snapshot, filters), "unknown": _keep_unknown(snapshot, filters)}
    events = f"""WITH events AS (
        SELECT DISTINCT c.changed_at, c.source, c.ocid, c.kind FROM changes c
        WHERE ($since IS NULL OR c.changed_at >= $since) AND coalesce({member("chosen", "c.process_id")}, $unknown)
    )"""
    counted = rows(
        snapshot,
        f"{events} SELECT kind, count(*), count(DISTINCT (source, ocid)) FROM events GROUP BY ROLLUP (kind)",
        values,
    ).fetchall()
    processes = {kind: number for kind, _, number in counted}.get(None, 0)
    counts: dict[str, int] = dict.fromkeys(KINDS, 0) | {kind: number for kind, number, _ in counted if kind}
    shown = frame(
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
        processes=processes,
        first=first["first"],
        rows=beside(snapshot, shown, ("title",)),
    )


def _keep_unknown(snapshot: Snapshot, filters: Filters) -> bool:
    """Return whether the filters keep a process of which nothing is published: one known by another ocid now is none of them."""
    test, values = selected(snapshot, filters)
    found = one(snapshot, f"SELECT {test} AS kept FROM (SELECT 1) LEFT JOIN processes p ON false", values)
    return bool(found["kept"])
