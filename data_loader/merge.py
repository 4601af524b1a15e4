"""Many releases of one process → one compiled release, the same whatever order they came in.

Order of preference: the publisher's own compiled release (the latest), else the last values of its versioned
release, else our merge of its releases with the rules of the OCDS 1.1.5 schema (`ocdsmerge_rs`, the field's own).
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson
from ocdsmerge_rs import Merger
from ocdsmerge_rs.exceptions import DuplicateIdValueWarning, RepeatedDateValueWarning

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
            return _without_nulls(_loaded(max(candidates, key=lambda version: version.order)))
    distinct = sorted({version.body: version for version in versions}.values(), key=lambda version: version.order)
    if len(distinct) == 1:
        return _without_nulls(_loaded(distinct[0])) | {"tag": ["compiled"]}
    return _without_nulls(_merged(distinct))


def _loaded(version: Version) -> Json:
    release: Json = orjson.loads(version.body)
    return release


def _merged(versions: Sequence[Version]) -> Json:
    releases = []
    for version in versions:
        release = _loaded(version)
        release["date"] = version.date or UNDATED
        releases.append(release)
    ocid = releases[-1]["ocid"]
    for index, release in enumerate(releases):
        release["ocid"] = ocid
        release.setdefault("id", f"{ocid}-{index}")
        release.setdefault("tag", [])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RepeatedDateValueWarning)  # `Version.order` says which of them is later
            warnings.simplefilter("ignore", DuplicateIdValueWarning)  # the last one wins, as the standard asks
            compiled: Json = merger().create_compiled_release(releases)
    except Exception as error:
        raise DocumentError("not_mergeable", f"The releases of {ocid} cannot be merged: {error}") from error
    if compiled.get("date") == UNDATED:
        del compiled["date"]
    return compiled


def _without_nulls(release: Json) -> Json:
    """Return the release without null members: in a compiled release null says nothing."""
    return {key: _pruned(item) for key, item in release.items() if item is not None}


def _pruned(value: Any) -> Any:
    if isinstance(value, dict):
        return _without_nulls(value)
    if isinstance(value, list):
        return [_pruned(item) for item in value if item is not None]
    return value
