"""What changed since: records added, changed field by field, no longer published, and published again."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final

import orjson

from data_loader.cache import SourceCache
from data_loader.compiled import record_of
from data_loader.differences import FieldChange, compare

MOST_ROWS: Final = 20_000
"""Rows of a source that go into a snapshot, the latest; `python -m data_loader changes` lists them all."""
MOST_FIELDS: Final = 50
"""Rows of one record at one pull; `fields` says how many there were."""
_LONGEST: Final = 300


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one record at one pull: `kind` is added, changed, vanished or returned."""

    source: str
    ocid: str
    kind: str
    at: datetime
    fields: tuple[FieldChange, ...] = ()


def changes(data_dir: Path, *, since: datetime, source: str | None = None) -> Iterator[Change]:
    """Yield what happened since a moment, oldest first within each source."""
    for folder in sorted((data_dir / "cache").glob("*/events")):
        if source in {None, folder.parent.name}:
            yield from _of_source(data_dir, folder.parent.name, since)


def _of_source(data_dir: Path, source: str, since: datetime) -> Iterator[Change]:
    latest: dict[str, tuple[Any, ...]] = {}
    with SourceCache(data_dir, source) as cache:
        for key in sorted(cache.events.keys()):
            stored = cache.events.get(key)
            event = orjson.loads(stored) if stored else {}
            said = tuple(event.get(name) for name in ("kind", "before", "after"))
            if not event or latest.get(event["ocid"]) == said:  # a pull that was killed said the same
                continue
            latest[event["ocid"]] = said
            if datetime.fromisoformat(event["at"]) >= since:
                yield _change(cache, source, event)


def _change(cache: SourceCache, source: str, event: dict[str, Any]) -> Change:
    before, after = (_release(cache, event["ocid"], event[side]) for side in ("before", "after"))
    fields = tuple(compare(before, after)) if event["kind"] == "changed" else ()
    return Change(source, event["ocid"], event["kind"], datetime.fromisoformat(event["at"]), fields)


def lines(cache: SourceCache, source: str) -> Iterator[bytes]:
    """Yield the latest changes of a source as the lines that the table `changes` is made of, latest first."""
    return islice(_lines(cache, source), MOST_ROWS)


def _lines(cache: SourceCache, source: str) -> Iterator[bytes]:
    for key in heapq.nlargest(MOST_ROWS, cache.events.keys()):
        stored = cache.events.get(key)
        if not stored:
            continue
        change = _change(cache, source, orjson.loads(stored))
        row = {
            "changed_at": change.at,
            "source": source,
            "ocid": change.ocid,
            "kind": change.kind,
            "fields": len(change.fields),
        }
        if not change.fields:
            yield orjson.dumps(row)
        for field in change.fields[:MOST_FIELDS]:
            yield orjson.dumps(row | {"path": field.path, "before": _words(field.before), "after": _words(field.after)})


def _words(value: Any) -> str | None:
    """Return a value as a line of text: a text as it is, anything else as JSON, cut where it is too long to be read."""
    if value is None:
        return None
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _release(cache: SourceCache, ocid: str, digest: str | None) -> dict[str, Any]:
    """Return the compiled release with a hash: a kept version, or the present one."""
    for lines in (cache.versions.get(digest) if digest else None, cache.records.get(ocid)):
        if lines and (record := record_of(lines))["hash"] == digest:
            release: dict[str, Any] = record["release"]
            return release
    return {}
