"""What a snapshot is made of, and the hash by which it is known whether another one would say the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import orjson

_RECORD_IDENTITY: Final = (
    *("source", "ocid", "aliases", "releases", "source_urls", "no_longer_published_since", "first_release"),
    *("publications", "original_values", "hash"),
)
BUFFER: Final = 2**18
"""Bytes of a file of records that are read or written at once: lines of 5 KB are slow to take from Python's usual 8 KB."""
_SOURCE_IDENTITY: Final = ("id", "name", "url", "shape", "licence", "homepage")
LISTS: Final[tuple[str, ...]] = ("aliases", "roster", "changes", "thresholds", "watchlists", "indicator_settings")
"""Further inputs, files of JSON lines: the SQL reads each from the variable of its name; one not given is empty."""
HISTORY: Final = "history"
"""A list as well, but what earlier snapshots said does not make this one another: no part of the fingerprint."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a snapshot is made of: records and problems as JSON lines, what is known of the sources, further lists.

    `former` is the folder of the snapshot before, from which the results of indicators take since when they are raised.
    """

    records: Path
    problems: Path
    sources: Sequence[dict[str, Any]]
    lists: Mapping[str, Path] = field(default_factory=dict)
    former: Path | None = None


def identity_of(source: dict[str, Any]) -> dict[str, Any]:
    """Return what a snapshot says of a source itself, without how its last pull went."""
    return {key: source.get(key) for key in _SOURCE_IDENTITY}


def fingerprint(inputs: Inputs, recipe: str) -> str:
    """Return a hash that is the same where a snapshot of these, made by one recipe, would say the same.

    When the records were fetched does not count: a pull that brings nothing new publishes nothing.
    """
    digest = hashlib.sha256(recipe.encode())
    described = [identity_of(source) for source in inputs.sources]
    digest.update(json.dumps(sorted(described, key=str), sort_keys=True).encode())
    for name in LISTS:
        digest.update(name.encode() + (inputs.lists[name].read_bytes() if name in inputs.lists else b""))
    with inputs.records.open("rb", BUFFER) as lines:
        for line in lines:
            digest.update(_identity(line) if line.strip() else b"")
    with inputs.problems.open("rb", BUFFER) as lines:
        for line in lines:
            digest.update(line)
    return digest.hexdigest()


def _identity(line: bytes) -> bytes:
    """Return what a record says, without the release (its hash is there) and when it was fetched."""
    end = line.find(b',"release":')
    record = orjson.loads(line[:end] + b"}" if end > 0 else line)
    return orjson.dumps([record.get(name) for name in _RECORD_IDENTITY])


def measured(path: Path) -> tuple[int, int]:
    """Return the number of lines that are not blank, and the length of the longest."""
    count = longest = 0
    with path.open("rb", BUFFER) as file:
        for line in file:
            if line.strip():
                count += 1
                longest = max(longest, len(line))
    return count, longest
