"""The pull of one source: its pages into staging, from there into the cache, and a report of what came of it."""

from __future__ import annotations

import hashlib
import logging
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import orjson

from data_loader import status
from data_loader.cache import SourceCache
from data_loader.compiled import compile_staged, inputs_hash, inputs_of, record_of, refusal, stage, vanished
from data_loader.config import Source
from data_loader.documents import Item, read
from data_loader.exceptions import DocumentError, SourceError, VitrinaError
from data_loader.fetch import Fetcher, Page
from data_loader.jsontext import documents
from data_loader.manners import HostLimiter
from data_loader.sitting import SITTING, sitting
from data_loader.sources import SHAPES, shape_of
from data_loader.staging import Staged, Staging

logger = logging.getLogger(__name__)

RECIPE: Final = "6"
"""Changes whenever the same pages must give other records, so that the next pull works them again."""
REFUSALS: Final = "refusals"
"""The key in the cache under which a source's rows of `problems` without a process are kept."""

_BATCH: Final = 1000
_NO_PROCESS: Final = b'{"source":"%s","ocid":null,'

Clock = Callable[[], datetime]
Progress = Callable[[str], None]


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
    """One source's part of a pull. `status` is changed in place: it is what the next pull knows of this one."""

    data_dir: Path
    source: Source
    status: status.SourceStatus
    limiter: HostLimiter
    progress: Progress = lambda _: None
    now: Clock = lambda: datetime.now(UTC)
    stopped: Callable[[], bool] = lambda: False
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
        )

    def _note_traffic(self, fetcher: Fetcher) -> None:
        fetcher.session.close()
        traffic = fetcher.traffic
        self.status["requests"], self.status["not_modified"] = traffic.requests, traffic.not_modified
        self.status["bytes"] = traffic.bytes

    def _pull(self, cache: SourceCache, fetcher: Fetcher) -> None:
        pages = self._pages(fetcher)
        seen, recipe = {page.key: page.sha256 for page in pages}, self._recipe()
        if fetcher.recognised:
            self.report.shape = self.status["shape"] = fetcher.recognised
            self.progress(f"{self.source.id}: recognised as {fetcher.recognised}")
        same = seen == self.status.get("pages") and recipe == self.status.get("recipe")
        if same and not cache.was_damaged and len(cache.records) >= self.status["processes"]:
            self.report.unchanged = True
        else:
            with Staging(cache.folder / "staging.sqlite") as staging:
                for page in pages:
                    if not self._stage(page, staging):
                        fetcher.distrust(page.key)
                self._compile(staging, cache, recipe)
                self._note_unreadable()
                if self.report.error is None:
                    self._mark_vanished(staging, cache)
            cache.pages.set(REFUSALS, b"".join(line + b"\n" for line in self.refusals))
            self._count(cache)
            self.status["pages"], self.status["recipe"] = (seen, recipe) if self.report.error is None else ({}, "")
        self.status["pulled_at"] = self.now().isoformat()
        if self.report.error is None:
            self.status["last_success"] = self.now().isoformat()
            cache.pages.delete(SITTING)

    def _note_unreadable(self) -> None:
        """Take a pull for incomplete when more documents than usual cannot be read.

        A server that answers with an error page has not stopped publishing what it served before.
        """
        unreadable = sum(line.startswith(_NO_PROCESS % self.source.id.encode()) for line in self.refusals)
        if self.report.error is None and unreadable > self.status.get("unreadable", 0) and self.status["last_success"]:
            self.report.error = f"Incomplete: {unreadable} documents could not be read, see problems."
        elif self.report.error is None:
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
                    what = (
                        f"page {len(pages):,}, {fetcher.traffic.bytes:,} bytes" if fetcher.traffic.bytes else page.url
                    )
                    self.progress(f"{self.source.id}: {what}")
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

    def _stage(self, page: Page, staging: Staging) -> bool:
        """Put what is on a page into staging; return whether all of it could be read."""
        refused = len(self.refusals)
        fetched_at = page.fetched_at.isoformat(timespec="seconds")
        with page.open() as stream:
            for number, document in enumerate(documents(stream, size=page.size), 1):
                where = f"{page.url} #{number}"
                if isinstance(document, DocumentError):
                    self._refuse(document, where)
                    continue
                self.report.documents += 1
                for item in read(document):
                    self._stage_item(item, page.url, fetched_at, where, staging)
                if self.report.documents % _BATCH == 0:
                    self.progress(f"{self.source.id}: {self.report.documents:,} documents read")
        return len(self.refusals) == refused

    def _stage_item(self, item: Item | DocumentError, url: str, fetched_at: str, where: str, staging: Staging) -> None:
        try:
            if isinstance(item, DocumentError):
                raise item
            staging.add(stage(item, url=url, fetched_at=fetched_at))
            self.report.releases += 1
        except DocumentError as error:
            self._refuse(error, where, ocid=item.ocid if not isinstance(item, DocumentError) else None)

    def _compile(self, staging: Staging, cache: SourceCache, recipe: str) -> None:
        batch: dict[str, bytes] = {}
        seen: list[str] = []
        for releases in staging.processes(folded=self.source.fold_ocid):
            ocid = self._compile_one(releases, cache, recipe, batch)
            seen.extend([ocid] if ocid else [])
            if len(batch) >= _BATCH or len(seen) >= _BATCH:
                cache.records.set_many(iter(batch.items()))
                staging.saw(seen)
                batch.clear()
                seen.clear()
        cache.records.set_many(iter(batch.items()))
        staging.saw(seen)

    def _compile_one(
        self, releases: list[Staged], cache: SourceCache, recipe: str, batch: dict[str, bytes]
    ) -> str | None:
        """Put a process into the batch where it is new or changed; return its ocid, None where it cannot be used."""
        inputs = inputs_hash(releases, recipe)
        for staged in releases:
            known = cache.records.get(staged.ocid)
            if known is not None and inputs_of(known) == inputs:
                if b'"no_longer_published_since":null' not in known[:4096]:
                    batch[staged.ocid] = vanished(known, None)
                    self._event(cache, staged.ocid, "returned", known, known)
                return staged.ocid
        try:
            compiled = compile_staged(self.source.id, releases, mapping=self.source.fields, recipe=recipe)
        except (DocumentError, RecursionError) as error:
            refused = error if isinstance(error, DocumentError) else DocumentError("too_deep", "Nested too deep.")
            self._refuse(refused, releases[0].url, ocid=releases[0].ocid)
            return releases[0].ocid if cache.records.get(releases[0].ocid) else None
        for alias in compiled.aliases:
            cache.records.delete(alias)
        before = cache.records.get(compiled.ocid)
        batch[compiled.ocid] = compiled.lines
        if before is None:
            self.report.added += 1
            self._event(cache, compiled.ocid, "added", None, compiled.lines)
        elif record_of(before)["hash"] != compiled.hash:
            self.report.changed += 1
            self._event(cache, compiled.ocid, "changed", before, compiled.lines)
        return compiled.ocid

    def _mark_vanished(self, staging: Staging, cache: SourceCache) -> None:
        """Mark what the source served before and serves no longer; it is kept, and shown with that mark."""
        since = self.now().isoformat(timespec="seconds")
        for ocid in list(staging.unseen(cache.records.keys())):
            lines = cache.records.get(ocid)
            if lines is None:
                continue
            self.report.vanished += 1
            if record_of(lines)["no_longer_published_since"] is None:
                cache.records.set(ocid, vanished(lines, since))
                self._event(cache, ocid, "vanished", lines, None)

    def _event(self, cache: SourceCache, ocid: str, kind: str, before: bytes | None, after: bytes | None) -> None:
        """Remember what happened to a record, and its earlier version; a source's first pull is no news."""
        if not self.status.get("last_success"):
            return
        at = self.now().isoformat()
        hashes = [record_of(lines)["hash"] if lines else None for lines in (before, after)]
        if before is not None and hashes[0] is not None:
            cache.versions.set(hashes[0], before)
        row = {"at": at, "ocid": ocid, "kind": kind, "before": hashes[0], "after": hashes[1]}
        cache.events.set(f"{at} {kind} {ocid}", orjson.dumps(row))

    def _refuse(self, error: DocumentError, where: str, ocid: str | None = None) -> None:
        self.refusals.append(refusal(self.source.id, error, where, ocid))

    def _count(self, cache: SourceCache) -> None:
        """Count what the source now has in the cache, problems by code."""
        for problem in _problems(cache, self.refusals):
            if problem["action"] == "repaired":
                self.report.repaired[problem["code"]] += 1
            elif problem["action"] == "refused":
                self.report.refused[problem["code"]] += 1
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


def _problems(cache: SourceCache, refusals: list[bytes]) -> Iterator[dict[str, str]]:
    for lines in cache.records.values():
        for line in lines.split(b"\n")[1:]:
            yield orjson.loads(line)
    for line in refusals:
        yield orjson.loads(line)
