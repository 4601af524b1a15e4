"""How far a pull has come: bars in a terminal, a line now and then elsewhere."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

logger = logging.getLogger(__name__)

SILENCE: Final = 10.0
"""Seconds between two lines of one source, where there is no terminal."""
_UNITS: Final = {"fetching": "bytes", "reading": "bytes", "compiling": "processes", "publishing": "tables"}


@dataclass(frozen=True, slots=True)
class Advance:
    """Where a source (or the publication) is: the step at work, how much of it is done, of how much (None: unknown)."""

    source: str
    step: str
    done: int = 0
    total: int | None = None
    note: str = ""

    def __str__(self) -> str:
        """Return it as a line of plain text."""
        of = f" of {self.total:,}" if self.total else ""
        amount = f" {self.done:,}{of} {_UNITS[self.step]}" if self.step in _UNITS else ""
        return f"{self.source}: {self.step}{amount}{f', {self.note}' if self.note else ''}"


Report = Callable[[Advance], None]


def silent(_: Advance) -> None:
    """Tell nobody."""


class Lines:
    """A line for each new step of a source, and then one every few seconds."""

    def __init__(self) -> None:
        self._said: dict[tuple[str, str], float] = {}

    def __call__(self, advance: Advance) -> None:
        """Log the line where it is due."""
        key = advance.source, advance.step
        if time.monotonic() - self._said.get(key, -SILENCE) >= SILENCE:
            self._said[key] = time.monotonic()
            logger.info("%s", advance)


class Bars:
    """A bar a source, filled by the step at work."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, advance: Advance) -> None:
        """Move the bar."""
        task = self._tasks.get(advance.source)
        if task is None:
            task = self._tasks[advance.source] = self._bars.add_task(advance.source, total=None, said="")
        said = str(advance).partition(": ")[2]
        self._bars.update(task, completed=advance.done, total=advance.total, description=advance.source, said=said)


@contextmanager
def shown(console: Console) -> Iterator[Report]:
    """Yield what shows progress on this console."""
    if not console.is_terminal:
        yield Lines()
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[said]}"))
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as bars:
        yield Bars(bars)
