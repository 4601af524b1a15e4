"""Other processes that share the work of a pull: a function of a batch, many batches, the results in their order.

Where there is little to do, or one core, the work is done here and now: a process takes longer to start than a small
source to be read. What comes out is the same, also where a process is killed (by a system out of memory, say): what it
had in hand is worked here, once, and others are started for the rest.
"""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Final, Self, TypeVar

logger = logging.getLogger(__name__)

Batch = TypeVar("Batch")
Result = TypeVar("Result")

ENOUGH: Final = 4 << 20
"""Bytes of a source from which on other processes are worth starting."""
_WAITING: Final = 2
"""Batches a process may have waiting, so that memory stays bounded and no process waits for its next."""
_STARTS: Final = 4
"""Times that processes are started in one pull; where they are killed again and again, the rest is worked here."""


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0))


class Workers:
    """The processes of one pull, started when first asked for; several threads may ask."""

    def __init__(self, count: int | None = None) -> None:
        self._count = cores() if count is None else count
        self._pool: ProcessPoolExecutor | None = None
        self._starts = 0
        self._starting = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def map(self, function: Callable[[Batch], Result], batches: Iterable[Batch], *, size: int) -> Iterator[Result]:
        """Yield the function's result for each batch, in their order; `size` is how many bytes they are in all."""
        if self._count < 2 or size < ENOUGH:
            yield from map(function, batches)
            return
        waiting: deque[tuple[Batch, Future[Result] | None]] = deque()
        try:
            for batch in batches:
                waiting.append((batch, self._submit(function, batch)))
                if len(waiting) >= self._count * (_WAITING + 1):
                    yield self._result(function, *waiting.popleft())
            while waiting:
                yield self._result(function, *waiting.popleft())
        finally:
            for _, future in waiting:
                if future is not None:
                    future.cancel()

    def _submit(self, function: Callable[[Batch], Result], batch: Batch) -> Future[Result] | None:
        """Hand a batch to the processes; None where there are none any more."""
        with self._starting:
            for _ in range(2):
                try:
                    return None if (pool := self._started()) is None else pool.submit(function, batch)
                except BrokenProcessPool:
                    self._pool = None
            return None

    def _result(self, function: Callable[[Batch], Result], batch: Batch, future: Future[Result] | None) -> Result:
        """Return the result for a batch; one whose process was killed is worked here."""
        if future is None:
            return function(batch)
        try:
            return future.result()
        except BrokenProcessPool:
            logger.warning("A process of this pull was killed (out of memory?); what it had in hand is worked again.")
            return function(batch)

    def _started(self) -> ProcessPoolExecutor | None:
        if self._pool is None and self._starts < _STARTS:
            self._starts += 1
            context: Any = multiprocessing.get_context("spawn")  # a fork of many threads may stand still
            self._pool = ProcessPoolExecutor(self._count, mp_context=context, initializer=_begin)
        return self._pool


def _begin() -> None:
    """Prepare a process: it ends with the one that it works for, whatever ends that one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()  # what is worked here is read from JSON: it has no circles
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
