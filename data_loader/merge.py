"""Many releases of one process → one compiled release, the same whatever order they came in.

Order of preference: the publisher's own compiled release (the latest), else the last values of its versioned
release, else our merge of its releases with the rules of the OCDS 1.1.5 schema (`ocdsmerge_rs`, the field's own).
Releases published since, which the publisher's record does not list, are merged onto its compiled release: a record
that was not renewed must not hide the payments that came after it.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import chain
from threading import Lock
from typing import Any

import orjson
from ocdsmerge_rs import Merger
from ocdsmerge_rs.exceptions import DuplicateIdValueWarning, RepeatedDateValueWarning

from data_loader.exceptions import DocumentError
from data_loader.normalise import Problem
from data_loader.ocds.schema import schema

Json = dict[str, Any]

UNDATED = "0001-01-01T00:00:00Z"
"""The date under which a release without one is merged: before all others."""


_MERGING = Lock()
"""Which warnings are shown is one setting of the whole program: two threads must not change it at once."""
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class Version:
    """One normalised release of a process: its kind, moment in UTC, JSON, id, and the releases that its record lists.

    `parsed` is the JSON as objects; `problems` is what had to be mended in it.
    """

    kind: str
    date: str
    body: bytes
    id: str = ""
    listed: frozenset[str] = frozenset()
    parsed: Json = field(default_factory=dict, compare=False, repr=False)
    problems: Sequence[Problem] = field(default=(), compare=False, repr=False)

    @cached_property
    def order(self) -> tuple[str, str, int, bytes]:
        """Later wins; of one date the greater id, numbers in it compared as numbers, then the one that says more."""
        natural = _DIGITS.sub(lambda digits: digits.group().zfill(20), self.id)
        return self.date, natural, len(self.body), self.body


@cache
def merger() -> Merger:
    """Return the merger with the rules of the OCDS 1.1.5 schema."""
    return Merger(rules=Merger.get_rules(Merger.dereference(schema())))


def compile_process(versions: Sequence[Version]) -> Json:
    """Return the compiled release of one process; where it is one version's, it is that one as `parsed`.

    Raises:
        DocumentError: the releases cannot be merged (`not_mergeable`).
    """
    used = chosen(versions)
    if not used:
        raise DocumentError("record_without_release", "Only what contracts were once worth could be read.")
    if len(used) == 1:
        release = used[0].parsed or _loaded(used[0])
        return release if used[0].kind != "release" else release | {"tag": ["compiled"]}
    return _merged(used)


def chosen(versions: Sequence[Version]) -> list[Version]:
    """Return the versions that a process is compiled from, in the order in which they are merged."""
    if len(versions) == 1 and versions[0].kind != "earlier":
        return list(versions)
    told = {version.body: version for version in versions if version.kind != "earlier"}
    distinct = sorted(told.values(), key=lambda version: version.order)
    releases = [version for version in distinct if version.kind == "release"]
    for kind in ("compiled", "versioned"):
        candidates = [version for version in distinct if version.kind == kind]
        if candidates:
            base = candidates[-1]
            listed = frozenset[str]().union(*(candidate.listed for candidate in candidates))
            known = listed | {f"id {candidate.id}" for candidate in candidates}
            return [base, *(release for release in releases if _is_news(release, base, known, bool(listed)))]
    return releases


def _is_news(release: Version, base: Version, known: frozenset[str], listing: bool) -> bool:  # noqa: FBT001
    """Whether a release came after a compiled one: not older, and not among those that it is made of.

    Where the record does not say what it is made of, only a later date tells.
    """
    if f"id {release.id}" in known or f"date {release.date}" in known:
        return False
    return release.date >= base.date if listing else release.date > base.date


def _loaded(version: Version) -> Json:
    release: Json = orjson.loads(version.body)
    return release


def _merged(versions: Sequence[Version]) -> Json:
    said = [version.parsed or _loaded(version) for version in versions]
    ocid = said[-1]["ocid"]
    releases: list[Json] = []
    for index, version in enumerate(versions):
        release = {"id": f"{ocid}-{index}", "tag": []} | said[index] | {"ocid": ocid, "date": version.date or UNDATED}
        releases.append(keep_ids(releases[-1], release) if releases else release)
    agreed = _agreed(releases)
    order = dict.fromkeys(chain.from_iterable(releases))
    for release in releases:
        for key in agreed.keys() & release.keys():
            del release[key]
    try:
        with _MERGING, warnings.catch_warnings():
            warnings.simplefilter("ignore", RepeatedDateValueWarning)  # `Version.order` says which of them is later
            warnings.simplefilter("ignore", DuplicateIdValueWarning)  # the last one wins, as the standard asks
            compiled: Json = merger().create_compiled_release(releases)
    except Exception as error:
        raise DocumentError("not_mergeable", f"The releases of {ocid} cannot be merged: {error}") from error
    if compiled.get("date") == UNDATED:
        del compiled["date"]
    compiled |= agreed
    return {key: compiled[key] for key in order if key in compiled}


def _agreed(releases: Sequence[Json]) -> Json:
    """Return the members that merge to what they are: the same object in all releases that have them, and plain."""
    said: Json = {}
    disputed = {"tag"}
    for release in releases:
        for key, value in release.items():
            if said.setdefault(key, value) is not value:
                disputed.add(key)
    return {key: value for key, value in said.items() if key not in disputed and _is_plain(value)}


def _is_plain(value: Any) -> bool:
    """Whether it is an object or list in which merging has nothing to leave out, to join, or to tell apart."""
    if type(value) is dict:
        return bool(value) and None not in value.values() and all(map(_is_plain, filter(_is_nested, value.values())))
    if type(value) is not list or not value:
        return False
    if not any(map(_is_nested, value)):
        return None not in value
    ids = [item["id"] for item in value if type(item) is dict and type(item.get("id")) is str]
    return len(set(ids)) == len(value) and all(map(_is_plain, value))


def _is_nested(value: Any) -> bool:
    return type(value) is dict or type(value) is list


def keep_ids(earlier: Any, later: Any) -> Any:
    """Return a later release whose objects have the ids that they had in the earlier one, where they were numbered anew.

    Some publishers make up the ids of documents, items and payments afresh for each release; merged as they are, every
    one would be there twice, money included. Objects of two lists are taken for the same when they are equal in all but
    the id and neither's id occurs in the other's list. What is changed is copied.
    """
    if isinstance(earlier, dict) and isinstance(later, dict):
        changed = {}
        for key, before in earlier.items():
            after = later.get(key)
            if before is not after and (type(before) is dict or type(before) is list) and before != after:
                kept = keep_ids(before, after)
                if kept is not after:
                    changed[key] = kept
        return later | changed if changed else later
    if isinstance(earlier, list) and isinstance(later, list):
        return _keep_ids_of_list(earlier, later)
    return later


def _keep_ids_of_list(earlier: list[Any], later: list[Any]) -> list[Any]:
    old, new = _objects_by_id(earlier), _objects_by_id(later)
    kept: dict[int, Json] = {}
    renumbered: dict[bytes, list[str]] = {}
    for identity in old.keys() - new.keys():
        renumbered.setdefault(_content(old[identity]), []).append(identity)
    for identity in sorted(new.keys() - old.keys()) if renumbered else ():
        known = sorted(renumbered.get(content := _content(new[identity]), ()))
        if known:
            kept[id(new[identity])] = new[identity] | {"id": known[0]}
            renumbered[content].remove(known[0])
    for identity in old.keys() & new.keys():
        item = new[identity]
        if (same := keep_ids(old[identity], item)) is not item:
            kept[id(item)] = same
    return [kept.get(id(item), item) for item in later] if kept else later


def _objects_by_id(items: list[Any]) -> dict[str, Json]:
    return {str(item["id"]): item for item in items if isinstance(item, dict) and item.get("id") is not None}


def _content(item: Json) -> bytes:
    return orjson.dumps(
        {key: value for key, value in item.items() if key != "id" and value is not None}, option=orjson.OPT_SORT_KEYS
    )
