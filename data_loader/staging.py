"""The releases of one pull, gathered on disk by process before they are merged.

Publishers repeat a process over many files, pages and spellings of its ocid; a table in a temporary SQLite file brings
them together without holding them in memory.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Final, Self

import orjson

_SEPARATORS = re.compile(r"[\s/\\_.:-]+")
_BATCH: Final = 500
_STRONG_ID_LENGTH: Final = 4
_COLUMNS: Final = "fold, ocid, kind, date, members, aliases, evidence, url, fetched_at, body, problems"


@dataclass(frozen=True, slots=True)
class Staged:
    """One normalised release, waiting for the others of its process."""

    ocid: str
    kind: str
    date: str
    members: int
    aliases: tuple[str, ...]
    evidence: frozenset[str]
    url: str
    fetched_at: str
    body: bytes
    problems: bytes


def fold(ocid: str) -> str:
    """Return what the spellings of one ocid have in common: lower case, one kind of separator."""
    return _SEPARATORS.sub("-", ocid.strip().lower())


def evidence(release: dict[str, Any]) -> frozenset[str]:
    """Return the identifiers inside a release that show whether two spellings of an ocid mean one process."""
    found = set()
    for name in ("awards", "contracts"):
        entries = release.get(name)
        for entry in entries if isinstance(entries, list) else []:
            if isinstance(entry, dict) and isinstance(entry.get("id"), str):
                found.add(f"{name} {entry['id']}")
    tender = release.get("tender")
    for key in ("id", "title"):
        value = tender.get(key) if isinstance(tender, dict) else None
        if isinstance(value, str):
            found.add(f"tender {value}")
    return frozenset(item for item in found if len(item.split(" ", 1)[1]) >= _STRONG_ID_LENGTH)


class Staging:
    """A temporary table of staged releases."""

    def __init__(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        self.path = path
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("PRAGMA synchronous = OFF")
        self._database.execute(f"CREATE TABLE staged ({_COLUMNS})")
        self._waiting: list[tuple[Any, ...]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()
        self.path.unlink(missing_ok=True)

    def add(self, staged: Staged) -> None:
        """Take one release in."""
        self._waiting.append(
            (
                fold(staged.ocid),
                staged.ocid,
                staged.kind,
                staged.date,
                staged.members,
                orjson.dumps(staged.aliases),
                orjson.dumps(sorted(staged.evidence)),
                staged.url,
                staged.fetched_at,
                staged.body,
                staged.problems,
            )
        )
        if len(self._waiting) >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        self._database.execute("BEGIN")
        self._database.executemany("INSERT INTO staged VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", self._waiting)
        self._database.execute("COMMIT")
        self._waiting.clear()

    def processes(self, *, folded: bool | None) -> Iterator[list[Staged]]:
        """Yield the releases of each process together.

        `folded` True joins the spellings of an ocid, False keeps them apart, None joins those whose releases share an
        award, a contract or a tender.
        """
        if self._waiting:
            self._flush()
        with closing(self._database.execute("SELECT * FROM staged ORDER BY fold, ocid")) as rows:
            for _, group in groupby(rows, key=lambda row: row[0]):
                releases = [_staged(row) for row in group]
                yield from _split(releases, folded=folded)


def _staged(row: tuple[Any, ...]) -> Staged:
    _, ocid, kind, date, members, aliases, marks, url, fetched_at, body, problems = row
    return Staged(
        ocid,
        kind,
        date,
        members,
        tuple(orjson.loads(aliases)),
        frozenset(orjson.loads(marks)),
        url,
        fetched_at,
        body,
        problems,
    )


def _split(releases: list[Staged], *, folded: bool | None) -> Iterator[list[Staged]]:
    if folded or len({release.ocid for release in releases}) == 1:
        yield releases
        return
    clusters: list[tuple[frozenset[str], list[Staged]]] = []
    for _, group in groupby(releases, key=lambda release: release.ocid):
        members = list(group)
        marks = frozenset().union(*(member.evidence for member in members))
        for index, (known, cluster) in enumerate(clusters):
            if folded is None and known & marks:
                clusters[index] = (known | marks, cluster + members)
                break
        else:
            clusters.append((marks, members))
    yield from (cluster for _, cluster in clusters)
