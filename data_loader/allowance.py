"""What DuckDB may hold in memory of a snapshot: little as a rule, and more for what cannot do with it, one at a time."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Final, TypeVar

import duckdb

T = TypeVar("T")

_CORES: Final = min(max(os.cpu_count() or 1, 2), 8)
USUAL: Final = f"{32 * _CORES}MiB"
"""What is held at a time, however large the tables are; beyond it, DuckDB works from the disk. Of a million processes one
statement in thirty cannot: whole columns are an answer that must be there at once."""
MOST: Final = f"{96 * _CORES}MiB"


class Allowance:
    """The memory of one database: `run` what asks it."""

    def __init__(self, database: duckdb.DuckDBPyConnection) -> None:
        self._database = database
        self._alone = threading.Lock()
        self._raised = False
        self._set(USUAL)

    def run(self, work: Callable[[], T]) -> T:
        """Return what work returns; where memory was short it is done once more, with more of it, alone.

        Raises:
            duckdb.OutOfMemoryException: that is not enough either.
        """
        if self._raised:
            self._lower()
        try:
            return work()
        except duckdb.OutOfMemoryException:
            with self._alone:
                self._raised = True
                self._set(MOST)
                return work()

    def _lower(self) -> None:
        """Go back to what is usual, if nobody needs more: an answer that is still being read may."""
        if self._alone.acquire(blocking=False):
            try:
                with suppress(duckdb.OutOfMemoryException):
                    self._set(USUAL)
                    self._raised = False
            finally:
                self._alone.release()

    def _set(self, limit: str) -> None:
        self._database.execute("SET memory_limit = ?", [limit])
