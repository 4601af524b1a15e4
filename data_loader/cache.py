"""What was fetched and what was made of it, on disk: the one module that knows diskcache.

diskcache 5.6.3 unpickles what it reads, so whoever can write into the folder can run code (CVE-2025-69872, no fixed
release). `PlainDisk` therefore stores bytes, str, int and float only, and refuses a row that is marked as pickled.

    VITRINA_DATA/cache/{source}/pages      url → raw body, beside it its validators
    VITRINA_DATA/cache/{source}/records    ocid → the compiled record, and what had to be mended in it
    VITRINA_DATA/cache/{source}/versions   hash → an earlier version of a compiled record
    VITRINA_DATA/cache/{source}/events     time and ocid → what happened to a record: changed, vanished, returned, added
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Iterable, Iterator, MutableSet, Sequence
from contextlib import closing
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import IO, Any, Final, Self, cast

import diskcache
import orjson
from diskcache.core import MODE_PICKLE, MODE_RAW

from data_loader.exceptions import CacheError

logger = logging.getLogger(__name__)

_CLOSED: Final = "closed"
"""The file that says how a database was when it was closed."""

Plain = bytes | str | int | float

_PAGE: Final = 2**15
"""Bytes of a page of a new database: a record of several thousand bytes need not be cut in pieces."""
_SETTINGS: Final[dict[str, Any]] = {
    "eviction_policy": "none",
    "cull_limit": 0,
    "size_limit": 2**50,
    "statistics": 0,
    "disk_min_file_size": 2**20,
    "sqlite_synchronous": 1,
    "sqlite_journal_mode": "wal",
    "sqlite_wal_autocheckpoint": 2**26 // _PAGE,
}
_ROWS: Final = "SELECT key, mode, filename, value FROM Cache"
_STORE: Final = """
INSERT INTO Cache (key, raw, store_time, access_time, mode, value) VALUES (?1, 1, ?2, ?2, ?3, ?4)
ON CONFLICT (key, raw) DO UPDATE SET store_time = ?2, access_time = ?2, mode = ?3, value = ?4
"""


class PlainDisk(diskcache.Disk):  # type: ignore[misc]  # diskcache ships no types
    """A diskcache disk that neither writes nor reads pickles."""

    def put(self, key: Plain) -> tuple[Any, bool]:
        """Return the database form of a key."""
        if not isinstance(key, bytes | str | int | float):
            raise CacheError(f"A cache key must be bytes, text or a number, not {type(key).__name__}.")
        result: tuple[Any, bool] = super().put(key)
        return result

    def get(self, key: Any, raw: bool) -> Any:  # noqa: FBT001  the signature is diskcache's
        """Return a key from its database form."""
        if not raw:
            raise CacheError("The cache holds a pickled key, which is never read.")
        return super().get(key, raw)

    def store(self, value: Any, read: bool, key: Any = diskcache.UNKNOWN) -> Any:  # noqa: FBT001
        """Return the database form of a value."""
        if not read and not isinstance(value, bytes | str | int | float):
            raise CacheError(f"A cached value must be bytes, text or a number, not {type(value).__name__}.")
        return super().store(value, read, key=key)

    def fetch(self, mode: int, filename: str | None, value: Any, read: bool) -> Any:  # noqa: FBT001
        """Return a value from its database form."""
        if mode == MODE_PICKLE:
            raise CacheError("The cache holds a pickled value, which is never read.")
        return super().fetch(mode, filename, value, read)


class Store:
    """One folder of the cache: a mapping from text to bytes that survives a crash of the program."""

    def __init__(self, folder: Path, *, replaces_damaged: bool = False) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        self.folder = folder
        self.replaces_damaged = replaces_damaged
        _lay_out(folder / "cache.db")
        self._cache = diskcache.Cache(str(folder), disk=PlainDisk, **_SETTINGS)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open a folder; a damaged one is set aside under a new name, and an empty one takes its place.

        The database is looked through where it is not as this program last closed it.
        """
        was_closed = _closed(folder) == _state(folder)
        try:
            store = cls(folder)
            with closing(sqlite3.connect(folder / "cache.db")) as database:
                verdict = "ok" if was_closed else database.execute("PRAGMA quick_check(1)").fetchone()[0]
        except sqlite3.DatabaseError as error:
            verdict = str(error)
        if verdict == "ok":
            return store
        aside = folder.with_name(f"{folder.name}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%S%f}")
        folder.rename(aside)
        logger.warning("%s was damaged (%s); it is set aside as %s", folder, verdict, aside.name)
        return cls(folder, replaces_damaged=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the database, and note how it was left."""
        self._cache.close()
        (self.folder / _CLOSED).write_text(_state(self.folder), encoding="ascii")

    def __len__(self) -> int:
        return len(self._cache)

    def get(self, key: str) -> bytes | None:
        """Return what is stored under a key, None where nothing is."""
        value = self._cache.get(key)
        return value if value is None or isinstance(value, bytes) else str(value).encode()

    def set(self, key: str, value: bytes) -> None:
        """Store a value under a key."""
        self._cache.set(key, value)
        if len(value) >= _SETTINGS["disk_min_file_size"]:
            self._with_files.add(key)

    def set_many(self, pairs: Iterable[tuple[str, bytes]]) -> None:
        """Store many values in one transaction: all of them, or after a crash none.

        What diskcache asks and writes for each value in turn is said in one statement for all; only values that have a
        file of their own, or had one, go its way.
        """
        with self._cache.transact():
            inline = []
            for key, value in pairs:
                if len(value) >= _SETTINGS["disk_min_file_size"] or key in self._with_files:
                    self.set(key, value)
                else:
                    inline.append((key, time.time(), MODE_RAW, value))
            self._cache._con.executemany(_STORE, inline)  # noqa: SLF001  part of the transaction above

    @cached_property
    def _with_files(self) -> MutableSet[str]:
        """The keys whose values are, or once were, in files of their own."""
        return {row[0] for row in self._cache._sql("SELECT key FROM Cache WHERE filename IS NOT NULL")}  # noqa: SLF001

    def get_many(self, keys: Sequence[str]) -> dict[str, bytes]:
        """Return what is stored under these keys; those under which nothing is are left out."""
        marks = ", ".join("?" * len(keys))
        rows = self._cache._sql(f"{_ROWS} WHERE key IN ({marks}) AND raw = 1", keys)  # noqa: SLF001
        return dict(self._plain(row) for row in rows)

    def set_file(self, key: str, path: Path) -> None:
        """Store a file's bytes under a key without reading them into memory, and remove the file."""
        with path.open("rb") as file:
            self._cache.set(key, file, read=True)
        path.unlink()

    def open_file(self, key: str) -> IO[bytes]:
        """Return what `set_file` stored, open for reading."""
        handle = self._cache.get(key, read=True)
        if handle is None:
            raise CacheError(f"The cache lost {key}.", hint="Pull again: it will be fetched anew.")
        return cast("IO[bytes]", handle)

    def __contains__(self, key: str) -> bool:
        return key in self._cache

    def delete(self, key: str) -> None:
        """Forget a key."""
        self._cache.delete(key)

    def keys(self) -> Iterator[str]:
        """Yield every key in their order."""
        with closing(sqlite3.connect(f"file:{self.folder / 'cache.db'}?mode=ro", uri=True)) as database:
            yield from (row[0] for row in database.execute("SELECT key FROM Cache ORDER BY key"))

    def values(self) -> Iterator[bytes]:
        """Yield every value in the order of the keys."""
        yield from (value for _, value in self.items())

    def items(self) -> Iterator[tuple[str, bytes]]:
        """Yield every key with its value in the order of the keys, in one pass over the database."""
        with closing(sqlite3.connect(f"file:{self.folder / 'cache.db'}?mode=ro", uri=True)) as database:
            yield from map(self._plain, database.execute(f"{_ROWS} ORDER BY key"))

    def _plain(self, row: tuple[str, int, str | None, Any]) -> tuple[str, bytes]:
        """Return the key and value of a row of the database."""
        key, mode, filename, value = row
        if mode == MODE_PICKLE:
            raise CacheError("The cache holds a pickled value, which is never read.")
        return key, (self.folder / filename).read_bytes() if filename else bytes(value)


def _lay_out(database: Path) -> None:
    """Make an empty database where there is none: the size of its pages and how it shrinks are settled once for all."""
    if not database.exists():
        with closing(sqlite3.connect(database)) as new:
            new.execute(f"PRAGMA page_size = {_PAGE}")
            new.execute("PRAGMA auto_vacuum = FULL")
            new.execute("VACUUM")


def _state(folder: Path) -> str:
    """Return the size and time of a database; a journal left beside it means that it was not closed."""
    try:
        facts = (folder / "cache.db").stat()
    except FileNotFoundError:
        return "missing"
    return "open" if (folder / "cache.db-wal").exists() else f"{facts.st_size} {facts.st_mtime_ns}"


def _closed(folder: Path) -> str:
    try:
        return (folder / _CLOSED).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return ""


class SourceCache:
    """The cache of one source: its raw pages with their validators, its compiled records, and how these changed."""

    def __init__(self, data_dir: Path, source_id: str) -> None:
        root = data_dir / "cache"
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        root.chmod(0o700)
        self.folder = root / source_id
        self.pages = Store.open(root / source_id / "pages")
        self.records = Store.open(root / source_id / "records")
        self.versions = Store.open(root / source_id / "versions")
        self.events = Store.open(root / source_id / "events")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for store in (self.pages, self.records, self.versions, self.events):
            store.close()

    @property
    def was_damaged(self) -> bool:
        """Whether a part of it had to be set aside: what it held must be made again."""
        return self.records.replaces_damaged or self.pages.replaces_damaged

    def validators(self, url: str) -> dict[str, str]:
        """Return the ETag, Last-Modified or digest under which a page was last fetched."""
        stored = self.pages.get(f"validators {url}")
        loaded: dict[str, str] = orjson.loads(stored) if stored else {}
        return loaded

    def has_body(self, url: str) -> bool:
        """Whether the raw body of a page is kept."""
        return f"body {url}" in self.pages

    def open_body(self, url: str) -> IO[bytes]:
        """Return the raw body of a page, open for reading."""
        return self.pages.open_file(f"body {url}")

    def forget(self, url: str) -> None:
        """Forget a page, so that it is fetched as if for the first time."""
        self.pages.delete(f"validators {url}")
        self.pages.delete(f"body {url}")

    def set_aside(self, ocids: list[str]) -> None:
        """Take records that are not what was written out of the cache, and keep them in a file beside it."""
        with (self.folder / "records.damaged").open("ab") as file:
            for ocid in ocids:
                file.write((self.records.get(ocid) or b"") + b"\n")
                self.records.delete(ocid)

    def keep(self, url: str, validators: dict[str, str]) -> None:
        """Keep the validators of a page whose body is kept already."""
        self.pages.set(f"validators {url}", orjson.dumps(validators))

    def keep_file(self, url: str, path: Path, validators: dict[str, str]) -> None:
        """Keep a page, body first: validators without their body would turn a 304 into a loss."""
        self.pages.set_file(f"body {url}", path)
        self.keep(url, validators)
