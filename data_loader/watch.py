"""Pulling regularly: each source at its own interval, in a process of its own beside any number of servers."""

from __future__ import annotations

import logging
import os
import random
import signal
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from data_loader import status
from data_loader.config import Settings, Source
from data_loader.exceptions import PullInProgressError, VitrinaError
from data_loader.pull import pull

logger = logging.getLogger(__name__)

JITTER = 0.1
"""The part of an interval by which a pull may come later, so that installations do not ask all at once."""
RETRY = timedelta(minutes=5)


def watch(settings: Settings) -> None:
    """Pull each source when it is due, until SIGTERM or SIGINT, or until the process that started this one is gone."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    scheduler = BackgroundScheduler(timezone=UTC, executors={"default": ThreadPoolExecutor(1)})
    for source in settings.load().sources:
        _schedule(scheduler, settings, source, due(settings, source), stop)
    scheduler.start()
    logger.info("watching %d sources", len(scheduler.get_jobs()))
    parent = os.getppid()
    while not stop.wait(1) and os.getppid() == parent:
        pass
    stop.set()
    scheduler.shutdown(wait=True)
    logger.info("watch stopped")


def due(settings: Settings, source: Source) -> datetime:
    """Return when a source is to be pulled next: an interval after it was last tried, at once where it never was."""
    last = status.load(settings.data_dir).get(source.id, {}).get("last_attempt")
    return datetime.fromisoformat(last) + source.every if last else datetime.now(UTC)


def _schedule(
    scheduler: BackgroundScheduler, settings: Settings, source: Source, when: datetime, stop: threading.Event
) -> None:
    late = timedelta(seconds=random.uniform(0, JITTER * source.every.total_seconds()))  # noqa: S311
    at = max(when, datetime.now(UTC)) + (late if when > datetime.now(UTC) else timedelta())
    arguments: list[Any] = [scheduler, settings, source, stop]
    scheduler.add_job(_pull, "date", run_date=at, args=arguments, id=source.id, misfire_grace_time=None)


def _pull(scheduler: BackgroundScheduler, settings: Settings, source: Source, stop: threading.Event) -> None:
    when = datetime.now(UTC) + source.every
    try:
        report = pull(settings, [source], stopped=stop.is_set)
        logger.info("%s: %s", source.id, report.sources[0].error or f"{report.sources[0].processes} processes")
    except PullInProgressError:
        when = datetime.now(UTC) + RETRY
    except VitrinaError:
        logger.exception("%s could not be pulled", source.id)
    except Exception:  # a watcher survives whatever one source does to it
        logger.exception("%s: unforeseen", source.id)
    if not stop.is_set():
        _schedule(scheduler, settings, source, when, stop)
