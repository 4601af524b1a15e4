"""One pull: from the sources to a published snapshot, in one direction, losing nothing on the way.

A source that fails leaves what it had; records that a source stops serving stay; the snapshot is made of all records
in the cache, and only a finished one is shown.
"""

from __future__ import annotations

import fcntl
import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from data_loader import queries, status
from data_loader import snapshot as snapshots
from data_loader.config import Settings, Source
from data_loader.exceptions import DamagedRecordsError, PullInProgressError
from data_loader.manners import HostLimiter
from data_loader.progress import Report, silent
from data_loader.publication import publish
from data_loader.snapshot import Snapshot
from data_loader.source_pull import Clock, SourcePull, SourceReport
from data_loader.sources import shape_of
from data_loader.workers import Workers

logger = logging.getLogger(__name__)

AT_ONCE: Final = 4
"""Sources that are pulled side by side."""


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
    progress: Report = silent,
    now: Clock = lambda: datetime.now(UTC),
    stopped: Callable[[], bool] = lambda: False,
) -> PullReport:
    """Pull the sources given (None: all configured ones) and publish what the cache then holds.

    Raises:
        PullInProgressError: another pull is at work on the same folder.
        ConfigError: vitrina.toml is wrong.
        SnapshotError: what was pulled is kept, but no snapshot of it could be published.
    """
    config = settings.load()
    configured = config.sources
    chosen = configured if sources is None else tuple(sources)
    data_dir = settings.data_dir
    with lock(data_dir):
        _tidy(data_dir)
        before = snapshots.current(data_dir)
        statuses = status.load(data_dir)
        limiter = HostLimiter()
        for source in chosen:
            known = statuses.get(source.id, status.SourceStatus(last_success=None, pulled_at=None, processes=0))
            statuses[source.id] = known | status.described(source, shape_of(source), configured=source in configured)

        def run(wanted: Sequence[Source], *, mending: bool = False) -> list[SourceReport]:
            common: dict[str, Any] = {"now": now, "stopped": stopped, "mending": mending}
            with Workers() as workers:
                pulls = [
                    SourcePull(data_dir, item, statuses[item.id], limiter, progress, workers, **common)
                    for item in wanted
                ]
                return _run(pulls, lambda: status.save(data_dir, statuses))

        reports = run(chosen)
        shown = [item for item in statuses.values() if _is_shown(item, configured)]
        try:
            snapshot = publish(data_dir, config, shown, now=now(), progress=progress) or before
        except DamagedRecordsError as error:
            damaged = {item.id: item for item in (*configured, *chosen) if item.id in error.sources}
            reports = _latest(reports, run(list(damaged.values()), mending=True))
            snapshot = publish(data_dir, config, shown, now=now(), progress=progress) or before
    published = snapshot is not None and (before is None or snapshot.id != before.id)
    if snapshot is not None and published:
        for path, code, value in queries.problems_of_files(snapshot).itertuples(index=False):
            logger.warning("%s is not used: %s: %s", path, code, value)
    return PullReport(tuple(reports), snapshot, published)


def _run(pulls: Sequence[SourcePull], save: Callable[[], None]) -> list[SourceReport]:
    """Run the pulls side by side; the state is saved after each, so that a crash forgets none that was done."""
    with ThreadPoolExecutor(max_workers=min(AT_ONCE, max(len(pulls), 1)), thread_name_prefix="pull") as pool:
        for _ in as_completed([pool.submit(item.run) for item in pulls]):
            save()
    return [item.report for item in pulls]


def _latest(reports: list[SourceReport], again: list[SourceReport]) -> list[SourceReport]:
    newer = {report.source.id: report for report in again}
    return [newer.get(report.source.id, report) for report in reports]


def _tidy(data_dir: Path) -> None:
    """Remove what a pull that was killed left half-written; nothing in it was ever shown."""
    for pattern in ("export-*/*", "cache/*/body-*", "cache/*/staging.sqlite*"):
        for path in data_dir.glob(pattern):
            path.unlink(missing_ok=True)
    for folder in data_dir.glob("export-*"):
        folder.rmdir()


def _is_shown(item: status.SourceStatus, configured: Sequence[Source]) -> bool:
    """Whether a source belongs in the snapshot: pulled once, and not since taken out of vitrina.toml."""
    known = {source.id for source in configured}
    return bool(item.get("pulled_at")) and (item["id"] in known or not item["configured"])
