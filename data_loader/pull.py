"""One pull: from the sources to a published snapshot, in one direction, losing nothing on the way.

A source that fails leaves what it had; records that a source stops serving stay; the snapshot is made of all records
in the cache, and only a finished one is shown.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import orjson

from data_loader import snapshot as snapshots
from data_loader import status
from data_loader.cache import SourceCache
from data_loader.compiled import compile_staged, refusal, stage
from data_loader.config import Settings, Source
from data_loader.documents import read
from data_loader.exceptions import DocumentError, PullInProgressError, VitrinaError
from data_loader.fetch import Fetcher, HostLimiter, Page
from data_loader.jsontext import documents
from data_loader.snapshot import Snapshot
from data_loader.sources import SHAPES, shape_of
from data_loader.staging import Staging

logger = logging.getLogger(__name__)

RECIPE = "1"
"""Changes whenever the same pages must give other records, so that the next pull works them again."""

_REFUSALS = "refusals"
Progress = Callable[[str], None]


@dataclass(slots=True)
class SourceReport:
    """What one pull made of one source."""

    source: Source
    shape: str
    error: str | None = None
    unchanged: bool = False
    documents: int = 0
    releases: int = 0
    processes: int = 0
    repaired: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class PullReport:
    """What one pull did: a report a source, and the snapshot that is current after it (None: nothing to show)."""

    sources: tuple[SourceReport, ...]
    snapshot: Snapshot | None
    published: bool


@contextmanager
def lock(data_dir: Path) -> Iterator[None]:
    """Hold the data folder for one pull.

    Raises:
        PullInProgressError: another pull holds it.
    """
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (data_dir / "pull.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise PullInProgressError(
                f"Another pull is at work in {data_dir}.", hint="Wait for it; nothing was changed."
            ) from error
        yield


def pull(
    settings: Settings,
    sources: Sequence[Source] | None = None,
    *,
    progress: Progress = lambda _: None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> PullReport:
    """Pull the sources given (None: all configured ones) and publish what the cache then holds.

    Raises:
        PullInProgressError: another pull is at work on the same folder.
        ConfigError: vitrina.toml is wrong.
    """
    configured = settings.load().sources
    chosen = configured if sources is None else tuple(sources)
    data_dir = settings.data_dir
    limiter = HostLimiter()
    with lock(data_dir):
        before = snapshots.current(data_dir)
        statuses = status.load(data_dir)
        reports = []
        for source in chosen:
            progress(f"{source.id}: {source.name or source.url}")
            work = _SourcePull(data_dir, source, statuses, limiter, now, configured=source in configured)
            reports.append(work.run())
            status.save(data_dir, statuses)
        shown = [item for item in statuses.values() if _is_shown(item, configured)]
        snapshot = _publish(data_dir, shown, now()) if any(item["processes"] for item in shown) else before
    published = snapshot is not None and (before is None or snapshot.id != before.id)
    return PullReport(tuple(reports), snapshot, published)


def _is_shown(item: status.SourceStatus, configured: Sequence[Source]) -> bool:
    """Whether a source belongs in the snapshot: pulled once, and not since taken out of vitrina.toml."""
    known = {source.id for source in configured}
    return bool(item.get("last_success")) and (item["id"] in known or not item["configured"])


def _publish(data_dir: Path, shown: Sequence[status.SourceStatus], now: datetime) -> Snapshot:
    """Write all cached records as the two files of JSON lines that the tables are made of, and publish them."""
    with tempfile.TemporaryDirectory(dir=data_dir, prefix="export-") as folder:
        records, problems = Path(folder, "records.jsonl"), Path(folder, "problems.jsonl")
        with records.open("wb") as record_file, problems.open("wb") as problem_file:
            for item in sorted(shown, key=lambda entry: entry["id"]):
                with SourceCache(data_dir, item["id"]) as cache:
                    for lines in cache.records.values():
                        record, _, rest = lines.partition(b"\n")
                        record_file.write(record + b"\n")
                        problem_file.write(rest + b"\n" if rest else b"")
                    problem_file.write(cache.pages.get(_REFUSALS) or b"")
        public = [{key: value for key, value in item.items() if key not in _PRIVATE} for item in shown]
        return snapshots.publish(records, problems, public, data_dir, now=now)


_PRIVATE = frozenset({"pages", "recipe", "configured"})


class _SourcePull:
    """The pull of one source: its pages into staging, from there into the cache."""

    def __init__(
        self,
        data_dir: Path,
        source: Source,
        statuses: dict[str, status.SourceStatus],
        limiter: HostLimiter,
        now: Callable[[], datetime],
        *,
        configured: bool,
    ) -> None:
        self.data_dir, self.source, self.limiter, self.now = data_dir, source, limiter, now
        self.shape = shape_of(source)
        self.report = SourceReport(source, self.shape)
        known = statuses.get(source.id, status.SourceStatus(last_success=None, pulled_at=None, processes=0))
        self.status = statuses[source.id] = known | status.described(source, self.shape, configured=configured)
        self.refusals: list[bytes] = []

    def run(self) -> SourceReport:
        """Pull; whatever goes wrong is told in the report and in the status, and what was there before stays."""
        started, attempt = time.monotonic(), self.now().isoformat()
        with SourceCache(self.data_dir, self.source.id) as cache:
            fetcher = Fetcher(self.source, cache, limiter=self.limiter, now=self.now)
            try:
                self._walk(cache, fetcher)
            except VitrinaError as error:
                self.report.error = str(error)
                logger.warning("%s: %s", self.source.id, error)
            else:
                self.status |= {"last_success": self.now().isoformat(), "pulled_at": self.now().isoformat()}
            traffic = fetcher.traffic
            fetcher.session.close()
        self.report.processes = self.status["processes"]
        self.status |= {
            "last_attempt": attempt,
            "error": self.report.error,
            "requests": traffic.requests,
            "not_modified": traffic.not_modified,
            "bytes": traffic.bytes,
            "seconds": round(time.monotonic() - started, 3),
        }
        return self.report

    def _walk(self, cache: SourceCache, fetcher: Fetcher) -> None:
        pages = list(SHAPES[self.shape](self.source, fetcher))
        seen = {page.url: page.sha256 for page in pages}
        recipe = self._recipe()
        if seen == self.status.get("pages") and recipe == self.status.get("recipe"):
            self.report.unchanged = True
            return
        with Staging(cache.folder / "staging.sqlite") as staging:
            for page in pages:
                self._stage(page, staging)
            self._compile(staging, cache)
        cache.pages.set(_REFUSALS, b"".join(line + b"\n" for line in self.refusals))
        self._count(cache, pages=seen, recipe=recipe)

    def _recipe(self) -> str:
        parts = [RECIPE, self.source.fold_ocid, sorted(self.source.fields.items())]
        return hashlib.sha256(orjson.dumps(parts)).hexdigest()[:12]

    def _stage(self, page: Page, staging: Staging) -> None:
        with page.open() as stream:
            for number, document in enumerate(documents(stream, size=page.size), 1):
                where = f"{page.url} #{number}"
                if isinstance(document, DocumentError):
                    self._refuse(document, where)
                    continue
                self.report.documents += 1
                for item in read(document):
                    if isinstance(item, DocumentError):
                        self._refuse(item, where)
                        continue
                    staging.add(
                        stage(
                            item,
                            url=page.url,
                            fetched_at=page.fetched_at.isoformat(timespec="seconds"),
                            mapping=self.source.fields,
                        )
                    )
                    self.report.releases += 1

    def _compile(self, staging: Staging, cache: SourceCache) -> None:
        batch: dict[str, bytes] = {}
        for releases in staging.processes(folded=self.source.fold_ocid):
            try:
                compiled = compile_staged(self.source.id, releases)
            except DocumentError as error:
                self._refuse(error, releases[0].url, ocid=releases[0].ocid)
                continue
            for alias in compiled.aliases:
                cache.records.delete(alias)
            known = cache.records.get(compiled.ocid)
            if known is None or _content(known) != _content(compiled.lines):
                batch[compiled.ocid] = compiled.lines
            if len(batch) >= _BATCH:
                cache.records.set_many(iter(batch.items()))
                batch.clear()
        cache.records.set_many(iter(batch.items()))

    def _refuse(self, error: DocumentError, where: str, ocid: str | None = None) -> None:
        self.refusals.append(refusal(self.source.id, error, where, ocid))

    def _count(self, cache: SourceCache, *, pages: dict[str, str], recipe: str) -> None:
        """Count what the source now has in the cache, problems by code."""
        for lines in cache.records.values():
            self._count_problems(lines.split(b"\n")[1:])
        self._count_problems(self.refusals)
        repaired, refused = self.report.repaired.total(), self.report.refused.total()
        self.status |= {
            "pages": pages,
            "recipe": recipe,
            "documents": self.report.documents,
            "releases": self.report.releases,
            "processes": len(cache.records),
            "repaired": repaired,
            "refused": refused,
            "problems": repaired + refused,
        }

    def _count_problems(self, lines: Sequence[bytes]) -> None:
        for line in lines:
            problem = orjson.loads(line)
            if problem["action"] == "repaired":
                self.report.repaired[problem["code"]] += 1
            elif problem["action"] == "refused":
                self.report.refused[problem["code"]] += 1


_BATCH = 1000


def _content(lines: bytes) -> tuple[str, bytes]:
    """Return what tells two versions of a kept process apart: its hash and problems, not when it was fetched."""
    record, _, problems = lines.partition(b"\n")
    return orjson.loads(record)["hash"], problems


def ensure_snapshot(settings: Settings, *, progress: Progress = lambda _: None) -> Snapshot | None:
    """Return the current snapshot; where there is none, make one from the configured sources."""
    current = snapshots.current(settings.data_dir)
    return current or pull(settings, progress=progress).snapshot
