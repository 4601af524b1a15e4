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

from data_loader.known import sum_of

_SEPARATORS = re.compile(r"[\s/\\_.:-]+")
_BATCH: Final = 500
_STRONG_ID_LENGTH: Final = 4
_WHERE: Final = 9
"""Place of the first member of `Staged` that is no fact of the release itself."""
_ALL: Final = "SELECT * FROM staged INDEXED BY places ORDER BY fold, ocid"
_LATE: Final = "SELECT * FROM staged INDEXED BY places WHERE fold IN (SELECT fold FROM late) ORDER BY fold, ocid"


class Staged(NamedTuple):
    """One release as it was read, waiting for the others of its process.

    `body` is its JSON and `digest` the hash of that; the body of a release that was read at an earlier pull, too, is
    empty until it is asked for. `document` is the hash of the text that it stands in, as number `place`. `lines` is the
    process as it was compiled where it was read, of this release and as many others beside it as `made_of` says in all.
    """

    ocid: str
    kind: str
    date: str
    id: str
    listed: tuple[str, ...]
    aliases: tuple[str, ...]
    notes: tuple[tuple[str, str], ...]
    told: tuple[str, ...]
    digest: bytes
    url: str
    fetched_at: str
    body: bytes
    document: bytes = b""
    place: int = 0
    lines: bytes = b""
    made_of: int = 0


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
        self._database.execute("PRAGMA page_size = 65536")  # rows are large, and written once
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("PRAGMA synchronous = OFF")
        self._database.execute(
            "CREATE TABLE staged (fold, ocid, facts, url, fetched_at, body, document, place, lines, made_of)"
        )
        self._database.execute("CREATE TABLE late (fold TEXT PRIMARY KEY) WITHOUT ROWID")
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
        self._waiting.append((fold(staged.ocid), staged.ocid, written(staged), *staged[_WHERE:]))
        self.size += len(staged.body)
        if len(self._waiting) >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        self._database.execute("BEGIN")
        self._database.executemany("INSERT INTO staged VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", self._waiting)
        self._database.execute("COMMIT")
        self._waiting.clear()

    def count(self) -> int:
        """Return how many processes there are, spellings of an ocid taken for one."""
        self._sort()
        return int(self._database.execute("SELECT count(DISTINCT fold) FROM staged").fetchone()[0])

    def processes(self, *, folded: bool | None, late: bool = False) -> Iterator[list[Staged]]:
        """Yield the releases of each process together; with `late` those that were put off.

        `folded` True joins the spellings of an ocid, False keeps them apart, None joins those whose releases share an
        award, a contract or a tender.
        """
        self._sort()
        rows = self._database.execute(_LATE if late else _ALL)
        for _, group in groupby(rows, key=lambda row: row[0]):
            releases = [_staged(row) for row in group]
            spelt = len({release.ocid for release in releases})
            if folded is None and spelt > 1 and not late and not all(release.body for release in releases):
                self.put_off(releases[0].ocid)  # only the bodies tell whether they are of one process
            else:
                yield from _split(releases, folded=folded)

    def put_off(self, ocid: str) -> None:
        """Note that a process cannot be worked without the bodies of its releases."""
        self._database.execute("INSERT OR IGNORE INTO late VALUES (?)", (fold(ocid),))

    def lacking(self) -> set[bytes]:
        """Return the documents that the bodies of the processes put off stand in."""
        asked = "SELECT DISTINCT document FROM staged WHERE fold IN (SELECT fold FROM late) AND length(body) = 0"
        return {document for (document,) in self._database.execute(asked)}

    def fill(self, releases: Iterable[Staged]) -> None:
        """Give releases that were put off their bodies."""
        self._database.execute("CREATE INDEX IF NOT EXISTS texts ON staged (document, place)")
        self._database.execute("BEGIN")
        self._database.executemany(
            "UPDATE staged SET body = ? WHERE document = ? AND place = ?",
            ((release.body, release.document, release.place) for release in releases),
        )
        self._database.execute("COMMIT")

    def copy_facts(self, path: Path) -> None:
        """Copy what is staged of whole documents, without the bodies, into the table `known` of another database."""
        self._database.create_function("sum_of", 1, sum_of, deterministic=True)
        self._database.execute("ATTACH ? AS other", (str(path),))
        self._database.execute(
            "INSERT OR IGNORE INTO other.known SELECT document, place, facts, sum_of(facts) FROM staged "
            "WHERE length(document) > 0 ORDER BY document, place"
        )
        self._database.execute("DETACH other")

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


def written(staged: Staged) -> bytes:
    """Return all that is to be known of a release but its body, and where and when it was read."""
    names = (staged.ocid, staged.kind, staged.date, staged.id)
    return orjson.dumps([*names, staged.listed, staged.aliases, staged.notes, staged.told, staged.digest.hex()])


def read_facts(facts: bytes, *where: Any) -> Staged:
    """Return the release of which these facts were written; `where` are the further members."""
    ocid, kind, date, identity, listed, aliases, notes, told, digest = orjson.loads(facts)
    pairs = tuple((code, value) for code, value in notes)
    said = (tuple(listed), tuple(aliases), pairs, tuple(told), bytes.fromhex(digest))
    return Staged(ocid, kind, date, identity, *said, *where)


def _staged(row: tuple[Any, ...]) -> Staged:
    return read_facts(*row[2:])


def _split(releases: list[Staged], *, folded: bool | None) -> Iterator[list[Staged]]:
    if folded or len({release.ocid for release in releases}) == 1:
        yield releases
        return
    clusters: list[tuple[frozenset[str], list[Staged]]] = []
    for _, group in groupby(releases, key=lambda release: release.ocid):
        members = list(group)
        said = (evidence(orjson.loads(member.body)) for member in members if folded is None and member.body)
        marks = frozenset[str]().union(*said)
        for index, (known, cluster) in enumerate(clusters):
            if folded is None and known & marks:
                clusters[index] = (known | marks, cluster + members)
                break
        else:
            clusters.append((marks, members))
    yield from (cluster for _, cluster in clusters)
