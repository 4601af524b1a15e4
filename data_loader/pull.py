"""One pull: from the sources to a published snapshot, in one direction, losing nothing on the way.

A source that fails leaves what it had; records that a source stops serving stay; the snapshot is made of all records
in the cache, and only a finished one is shown.
"""

from __future__ import annotations

import fcntl
import logging
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from data_loader import roster, status
from data_loader import snapshot as snapshots
from data_loader.cache import SourceCache
from data_loader.config import Config, Settings, Source
from data_loader.exceptions import PullInProgressError, SnapshotError
from data_loader.manners import HostLimiter
from data_loader.snapshot import Snapshot
from data_loader.source_pull import REFUSALS, Clock, Progress, SourcePull, SourceReport
from data_loader.sources import shape_of
from data_loader.tables import Inputs

logger = logging.getLogger(__name__)

AT_ONCE: Final = 4
"""Sources that are pulled side by side."""
_PRIVATE: Final = frozenset({"pages", "recipe", "configured"})


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
        pulls = []
        for source in chosen:
            known = statuses.get(source.id, status.SourceStatus(last_success=None, pulled_at=None, processes=0))
            statuses[source.id] = known | status.described(source, shape_of(source), configured=source in configured)
            pulls.append(SourcePull(data_dir, source, statuses[source.id], limiter, progress, now=now, stopped=stopped))
        reports = _run(pulls, lambda: status.save(data_dir, statuses))
        shown = [item for item in statuses.values() if _is_shown(item, configured)]
        snapshot = _publish(data_dir, shown, config, now()) if any(item["processes"] for item in shown) else before
    published = snapshot is not None and (before is None or snapshot.id != before.id)
    return PullReport(tuple(reports), snapshot, published)


def _run(pulls: Sequence[SourcePull], save: Callable[[], None]) -> list[SourceReport]:
    """Run the pulls side by side; the state is saved after each, so that a crash forgets none that was done."""
    with ThreadPoolExecutor(max_workers=min(AT_ONCE, max(len(pulls), 1)), thread_name_prefix="pull") as pool:
        for _ in as_completed([pool.submit(item.run) for item in pulls]):
            save()
    return [item.report for item in pulls]


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


def _publish(data_dir: Path, shown: Sequence[status.SourceStatus], config: Config, now: datetime) -> Snapshot:
    """Write all cached records as the two files of JSON lines that the tables are made of, and publish them."""
    try:
        with tempfile.TemporaryDirectory(dir=data_dir, prefix="export-") as folder:
            records, problems = Path(folder, "records.jsonl"), Path(folder, "problems.jsonl")
            _export(data_dir, shown, records, problems)
            public = [{key: value for key, value in item.items() if key not in _PRIVATE} for item in shown]
            lists = {"roster": roster.write(config, (item["id"] for item in shown), Path(folder))}
            return snapshots.publish(Inputs(records, problems, public, lists), data_dir, now=now)
    except OSError as error:
        raise SnapshotError(
            f"No snapshot could be published: {error}.",
            hint="The previous one is still shown; make room and pull again.",
        ) from error


def _export(data_dir: Path, shown: Sequence[status.SourceStatus], records: Path, problems: Path) -> None:
    with records.open("wb") as record_file, problems.open("wb") as problem_file:
        for item in sorted(shown, key=lambda entry: entry["id"]):
            with SourceCache(data_dir, item["id"]) as cache:
                for lines in cache.records.values():
                    record, _, rest = lines.partition(b"\n")
                    record_file.write(record + b"\n")
                    problem_file.write(rest + b"\n" if rest else b"")
                problem_file.write(cache.pages.get(REFUSALS) or b"")


def ensure_snapshot(settings: Settings, *, progress: Progress = lambda _: None) -> Snapshot | None:
    """Return the current snapshot; where there is none, make one from the configured sources."""
    current = snapshots.current(settings.data_dir)
    return current or pull(settings, progress=progress).snapshot
