"""The pull of one source: its pages into staging, from there into the cache, and a report of what came of it."""

from __future__ import annotations

import hashlib
import logging
import sqlite3
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import chain, starmap
from pathlib import Path
from typing import Final

import orjson

from data_loader import known, status
from data_loader.cache import SourceCache
from data_loader.compiled import refusal
from data_loader.config import Source
from data_loader.exceptions import DocumentError, SourceError, VitrinaError
from data_loader.fetch import LARGE, Fetcher, Page
from data_loader.ledger import Ledger
from data_loader.manners import HostLimiter
from data_loader.progress import Advance, Report, silent
from data_loader.reading import Memory, Reading, portions_of, read_portion
from data_loader.sitting import SITTING, sitting
from data_loader.sources import SHAPES, shape_of
from data_loader.staging import Staging
from data_loader.workers import Workers

logger = logging.getLogger(__name__)

RECIPE: Final = "7"
"""Changes whenever the same pages must give other records, so that the next pull works them again."""
REFUSALS: Final = "refusals"
"""The key in the cache under which a source's rows of `problems` without a process are kept."""

WORKED: Final = "worked"
"""The key under which stands which pages the records are made of; it is missing while they are being made."""
STATE: Final = "state"
"""The key of a word that is another one after each change of the records."""

_NO_PROCESS: Final = b'{"source":"%s","ocid":null,'

Clock = Callable[[], datetime]


@dataclass(slots=True)
class SourceReport:
    """What one pull made of one source; `error` in plain words, None where all of it was read."""

    source: Source
    shape: str
    error: str | None = None
    unchanged: bool = False
    documents: int = 0
    releases: int = 0
    processes: int = 0
    added: int = 0
    changed: int = 0
    vanished: int = 0
    repaired: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class SourcePull:
    """One source's part of a pull. `status` is changed in place: it is what the next pull knows of this one.

    `mending` makes records again that were damaged: that they are back is no news.
    """

    data_dir: Path
    source: Source
    status: status.SourceStatus
    limiter: HostLimiter
    progress: Report = silent
    workers: Workers = field(default_factory=partial(Workers, 1))
    now: Clock = lambda: datetime.now(UTC)
    stopped: Callable[[], bool] = lambda: False
    mending: bool = False
    report: SourceReport = field(init=False)
    refusals: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Settle the shape, or fail before anything is fetched."""
        self.report = SourceReport(self.source, shape_of(self.source))

    def run(self) -> SourceReport:
        """Pull; whatever goes wrong is told in the report and in the status, and what was there before stays."""
        started, attempt = time.monotonic(), self.now().isoformat()
        self.status["last_attempt"] = attempt
        try:
            with SourceCache(self.data_dir, self.source.id) as cache:
                fetcher = self._fetcher(cache)
                try:
                    self._pull(cache, fetcher)
                finally:
                    self._note_traffic(fetcher)
        except VitrinaError as error:
            self.report.error = str(error)
        except (OSError, sqlite3.Error) as error:
            self.report.error = f"The data folder cannot be written: {error}. What was there is kept."
        except Exception as error:  # one source must not stop another, whatever it sends
            logger.exception("%s", self.source.id)
            self.report.error = f"Unforeseen: {type(error).__name__}: {error}"
        if self.report.error:
            logger.warning("%s: %s", self.source.id, self.report.error)
        self.report.processes = self.status["processes"]
        self.status["error"] = self.report.error
        self.status["seconds"] = round(time.monotonic() - started, 3)
        return self.report

    def _fetcher(self, cache: SourceCache) -> Fetcher:
        return Fetcher(
            self.source,
            cache,
            limiter=self.limiter,
            now=self.now,
            stopped=self.stopped,
            sitting=sitting(cache, self.now()),
            told=lambda done, total: self.progress(Advance(self.source.id, "fetching", done, total)),
        )

    def _note_traffic(self, fetcher: Fetcher) -> None:
        fetcher.session.close()
        traffic = fetcher.traffic
        self.status["requests"], self.status["not_modified"] = traffic.requests, traffic.not_modified
        self.status["bytes"] = traffic.bytes

    def _pull(self, cache: SourceCache, fetcher: Fetcher) -> None:
        pages = self._pages(fetcher)
        if fetcher.recognised:
            self.report.shape = self.status["shape"] = fetcher.recognised
            self.progress(Advance(self.source.id, f"recognised as {fetcher.recognised}"))
        recipe = self._recipe()
        asked = self._digest(pages, recipe)
        if (
            cache.pages.get(WORKED) == asked
            and not cache.was_damaged
            and len(cache.records) >= self.status["processes"]
        ):
            self.report.unchanged = True
        else:
            cache.pages.delete(WORKED)
            cache.pages.set(STATE, uuid.uuid4().hex.encode())
            pages = self._whole(pages, cache, fetcher)
            self._work(pages, cache, fetcher, recipe)
            if self.report.error is None:
                cache.pages.set(WORKED, self._digest(pages, recipe))
        self.status["pulled_at"] = self.now().isoformat()
        if self.report.error is None:
            self.status["last_success"] = self.now().isoformat()
            cache.pages.delete(SITTING)

    def _work(self, pages: list[Page], cache: SourceCache, fetcher: Fetcher, recipe: str) -> None:
        """Bring the records up to what is on the pages."""
        ledger = self._ledger(cache, recipe)
        with Staging(cache.folder / "staging.sqlite") as staging:
            terms = ledger.terms if ledger.is_empty else None
            memory = Memory(None if ledger.first else cache.folder / known.FILE, recipe, terms=terms)
            self._stage_all(pages, staging, fetcher, memory)
            ledger.compile(staging, self.workers, self._compiling)
            if wanted := staging.lacking():
                for reading in self._readings(pages, Memory(only=frozenset(wanted))):
                    staging.fill(reading.staged)
                ledger.compile(staging, self.workers, self._compiling, late=True)
            self._note_unreadable()
            ledger.finish(staging, vanished_too=self.report.error is None)
            known.write(cache.folder / known.FILE, recipe, staging)
        cache.pages.set(REFUSALS, b"".join(line + b"\n" for line in self.refusals))
        self._count(cache, ledger)

    def _whole(self, pages: list[Page], cache: SourceCache, fetcher: Fetcher) -> list[Page]:
        """Return the pages, those large ones fetched anew whose kept copy is not what was received."""
        damaged = [page for page in pages if page.size > LARGE and page.not_modified and not page.is_whole()]
        if not damaged:
            return pages
        for page in damaged:
            logger.warning("%s: the kept copy of %s is damaged; it is fetched anew", self.source.id, page.url)
            cache.forget(page.key)
        return self._pages(fetcher)

    def _digest(self, pages: list[Page], recipe: str) -> bytes:
        """Return a hash of what the pages say and of how it is worked."""
        seen = sorted((page.key, page.sha256) for page in pages)
        return hashlib.sha256(orjson.dumps([seen, recipe, self.report.error])).hexdigest().encode()

    def _ledger(self, cache: SourceCache, recipe: str) -> Ledger:
        first = not self.status.get("last_success") or cache.records.replaces_damaged or self.mending
        return Ledger(cache, self.source, recipe, self.now().isoformat(), first, self._refuse)

    def _compiling(self, done: int, in_all: int) -> None:
        self.progress(Advance(self.source.id, "compiling", done, in_all))

    def _note_unreadable(self) -> None:
        """Take a pull for incomplete when more documents than usual cannot be read.

        A server that answers with an error page has not stopped publishing what it served before.
        """
        unreadable = sum(line.startswith(_NO_PROCESS % self.source.id.encode()) for line in self.refusals)
        if self.report.error is not None:
            return
        if unreadable > self.status.get("unreadable", 0) and self.status["last_success"]:
            self.report.error = f"Incomplete: {unreadable} documents could not be read, see problems."
        elif unreadable and not self.report.releases:
            codes = sorted({orjson.loads(line)["code"] for line in self.refusals})
            self.report.error = f"Nothing that came could be read ({', '.join(codes)})."
        else:
            self.status["unreadable"] = unreadable

    def _pages(self, fetcher: Fetcher) -> list[Page]:
        """Return the pages of the source; one that could not be had makes the pull incomplete, not void."""
        pages: list[Page] = []
        missing: list[SourceError] = []
        try:
            for page in SHAPES[self.report.shape](self.source, fetcher):
                if isinstance(page, SourceError):
                    missing.append(page)
                else:
                    pages.append(page)
                    note = f"page {len(pages):,}"
                    self.progress(Advance(self.source.id, "fetching", fetcher.traffic.bytes, note=note))
        except SourceError as error:
            fetcher.distrust(fetcher.latest)
            missing.append(error)
            if not pages:
                raise
        if missing:
            count = f" (and {len(missing) - 1} more)" if len(missing) > 1 else ""
            self.report.error = f"Incomplete: {missing[0]}{count}"
        return pages

    def _recipe(self) -> str:
        parts = [RECIPE, self.source.fold_ocid, sorted(self.source.fields.items())]
        return hashlib.sha256(orjson.dumps(parts)).hexdigest()[:12]

    def _readings(self, pages: list[Page], memory: Memory) -> Iterator[Reading]:
        portions = chain.from_iterable(starmap(portions_of, enumerate(pages)))
        read = partial(read_portion, memory=memory)
        return self.workers.map(read, portions, size=sum(page.size for page in pages))

    def _stage_all(self, pages: list[Page], staging: Staging, fetcher: Fetcher, memory: Memory) -> None:
        """Put what is on the pages into staging; a page that cannot be read whole is asked for anew next time."""
        found: Counter[int] = Counter()
        unreadable: set[int] = set()
        in_all = sum(page.size for page in pages)
        for reading in self._readings(pages, memory):
            for number, error, ocid in reading.refused:
                self._refuse(error, f"{pages[reading.page].url} #{found[reading.page] + number}", ocid)
                unreadable.add(reading.page)
            found[reading.page] += reading.found
            for staged in reading.staged:
                staging.add(staged)
                self.report.releases += staged.kind != "earlier"
            self.report.documents += reading.documents
            done = sum(page.size for page in pages[: reading.page]) + reading.read
            self.progress(Advance(self.source.id, "reading", done, in_all, f"{self.report.documents:,} documents"))
        for number in unreadable:
            fetcher.distrust(pages[number].key)

    def _refuse(self, error: DocumentError, where: str, ocid: str | None = None) -> None:
        self.refusals.append(refusal(self.source.id, error, where, ocid))

    def _count(self, cache: SourceCache, ledger: Ledger) -> None:
        """Count what the source now has in the cache, problems by code."""
        refusals = Counter((row["action"], row["code"]) for row in map(orjson.loads, self.refusals))
        for (action, code), count in (ledger.tally + refusals).items():
            if action == "repaired":
                self.report.repaired[code] += count
            elif action == "refused":
                self.report.refused[code] += count
        happened = ledger.happened
        self.report.added, self.report.changed, self.report.vanished = (
            happened[kind] for kind in ("added", "changed", "gone")
        )
        repaired, refused = self.report.repaired.total(), self.report.refused.total()
        self.status |= {
            "documents": self.report.documents,
            "releases": self.report.releases,
            "processes": len(cache.records),
            "vanished": self.report.vanished,
            "repaired": repaired,
            "refused": refused,
            "problems": repaired + refused,
        }
