"""The releases of one pull, gathered on disk by process before they are merged.

Publishers repeat a process over many files, pages and spellings of its ocid; a table in a temporary SQLite file brings
them together without holding them in memory. It also remembers which processes the pull has seen, so that those which
a source no longer serves can be told.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import groupby
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

import orjson

_SEPARATORS = re.compile(r"[\s/\\_.:-]+")
_BATCH: Final = 500
_STRONG_ID_LENGTH: Final = 4


class Staged(NamedTuple):
    """One release as it was read, waiting for the others of its process."""

    ocid: str
    kind: str
    date: str
    id: str
    listed: tuple[str, ...]
    aliases: tuple[str, ...]
    notes: tuple[tuple[str, str], ...]
    told: tuple[str, ...]
    url: str
    fetched_at: str
    body: bytes


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
    """A temporary table of staged releases; `size` is how many bytes they are."""

    def __init__(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        self.path = path
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("PRAGMA synchronous = OFF")
        self._database.execute("CREATE TABLE staged (fold, ocid, kind, date, id, said, url, fetched_at, body)")
        self._database.execute("CREATE TABLE seen (ocid TEXT PRIMARY KEY) WITHOUT ROWID")
        self._waiting: list[tuple[Any, ...]] = []
        self.size = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()
        self.path.unlink(missing_ok=True)

    def add(self, staged: Staged) -> None:
        """Take one release in."""
        said = orjson.dumps([staged.listed, staged.aliases, staged.notes, staged.told])
        names = (fold(staged.ocid), staged.ocid, staged.kind, staged.date, staged.id)
        self._waiting.append((*names, said, staged.url, staged.fetched_at, staged.body))
        self.size += len(staged.body)
        if len(self._waiting) >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        self._database.execute("BEGIN")
        self._database.executemany("INSERT INTO staged VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", self._waiting)
        self._database.execute("COMMIT")
        self._waiting.clear()

    def count(self) -> int:
        """Return how many processes there are, spellings of an ocid taken for one."""
        self._sort()
        return int(self._database.execute("SELECT count(DISTINCT fold) FROM staged").fetchone()[0])

    def processes(self, *, folded: bool | None) -> Iterator[list[Staged]]:
        """Yield the releases of each process together.

        `folded` True joins the spellings of an ocid, False keeps them apart, None joins those whose releases share an
        award, a contract or a tender.
        """
        self._sort()
        with closing(self._database.execute("SELECT * FROM staged INDEXED BY places ORDER BY fold, ocid")) as rows:
            for _, group in groupby(rows, key=lambda row: row[0]):
                yield from _split([_staged(row) for row in group], folded=folded)

    def _sort(self) -> None:
        """Note the order of the releases: they themselves are too large to be sorted."""
        if self._waiting:
            self._flush()
        self._database.execute("CREATE INDEX IF NOT EXISTS places ON staged (fold, ocid)")

    def saw(self, ocids: Iterable[str]) -> None:
        """Remember processes that this pull has found."""
        self._database.execute("BEGIN")
        self._database.executemany("INSERT OR IGNORE INTO seen VALUES (?)", ((ocid,) for ocid in ocids))
        self._database.execute("COMMIT")

    def unseen(self, ocids: Iterable[str]) -> Iterator[str]:
        """Yield those of the ocids, which are in their order, that this pull has not found."""
        with closing(self._database.execute("SELECT ocid FROM seen ORDER BY ocid")) as rows:
            seen = next(rows, None)
            for ocid in ocids:
                while seen is not None and seen[0] < ocid:
                    seen = next(rows, None)
                if seen is None or seen[0] != ocid:
                    yield ocid


def _staged(row: tuple[Any, ...]) -> Staged:
    _, ocid, kind, date, identity, said, url, fetched_at, body = row
    listed, aliases, notes, told = orjson.loads(said)
    pairs = tuple((code, value) for code, value in notes)
    return Staged(ocid, kind, date, identity, tuple(listed), tuple(aliases), pairs, tuple(told), url, fetched_at, body)


def _split(releases: list[Staged], *, folded: bool | None) -> Iterator[list[Staged]]:
    if folded or len({release.ocid for release in releases}) == 1:
        yield releases
        return
    clusters: list[tuple[frozenset[str], list[Staged]]] = []
    for _, group in groupby(releases, key=lambda release: release.ocid):
        members = list(group)
        marks = frozenset[str]().union(*(evidence(orjson.loads(member.body)) for member in members))
        for index, (known, cluster) in enumerate(clusters):
            if folded is None and known & marks:
                clusters[index] = (known | marks, cluster + members)
                break
        else:
            clusters.append((marks, members))
    yield from (cluster for _, cluster in clusters)
