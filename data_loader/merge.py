"""Many releases of one process → one compiled release, the same whatever order they came in.

Order of preference: the publisher's own compiled release (the latest), else the last values of its versioned
release, else our merge of its releases with the rules of the OCDS 1.1.5 schema (`ocdsmerge_rs`, the field's own).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson
from ocdsmerge_rs import Merger

from data_loader.exceptions import DocumentError
from data_loader.ocds.schema import schema

Json = dict[str, Any]

UNDATED = "0001-01-01T00:00:00Z"
"""The date under which a release without one is merged: before all others."""


@dataclass(frozen=True, slots=True)
class Version:
    """One normalised release of a process: where it stands in the preference, its moment in UTC, and its JSON."""

    kind: str
    date: str
    body: bytes

    @property
    def order(self) -> tuple[str, int, bytes]:
        """Later wins; of two with one date the one that says more, then the greater bytes: never the order read."""
        return self.date, len(self.body), self.body


@cache
def merger() -> Merger:
    """Return the merger with the rules of the OCDS 1.1.5 schema."""
    return Merger(rules=Merger.get_rules(Merger.dereference(schema())))


def compile_process(versions: Sequence[Version]) -> Json:
    """Return the compiled release of one process.

    Raises:
        DocumentError: the releases cannot be merged (`not_mergeable`).
    """
    for kind in ("compiled", "versioned"):
        candidates = [version for version in versions if version.kind == kind]
        if candidates:
            return _without_nulls(orjson.loads(max(candidates, key=lambda version: version.order).body))
    distinct = sorted({version.body: version for version in versions}.values(), key=lambda version: version.order)
    if len(distinct) == 1:
        return _without_nulls(orjson.loads(distinct[0].body)) | {"tag": ["compiled"]}
    return _merged(distinct)


def _merged(versions: Sequence[Version]) -> Json:
    releases = []
    for version in versions:
        release = orjson.loads(version.body)
        release["date"] = version.date or UNDATED
        releases.append(release)
    ocid = releases[-1]["ocid"]
    for index, release in enumerate(releases):
        release["ocid"] = ocid
        release.setdefault("id", f"{ocid}-{index}")
        release.setdefault("tag", [])
    try:
        compiled: Json = merger().create_compiled_release(releases)
    except Exception as error:
        raise DocumentError("not_mergeable", f"The releases of {ocid} cannot be merged: {error}") from error
    if compiled.get("date") == UNDATED:
        del compiled["date"]
    return _without_nulls(compiled)


def _without_nulls(value: Any) -> Any:
    """Return the value without null members: in a compiled release null says nothing."""
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_without_nulls(item) for item in value if item is not None]
    return value
