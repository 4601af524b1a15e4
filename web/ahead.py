"""Pages worked out before anybody asks: after a start and after each publication, while nobody waits for an answer.

Everybody comes to the pages without filters first. Of a million processes one takes most of a second, once; what its
queries answered is kept (`data_loader/queries/answers.py`), and the first reader is as quick as the second.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from typing import Final

import anyio.to_thread
import dash

from components import drawing
from components.snapshot import todays_snapshot
from data_loader.exceptions import SnapshotError
from data_loader.queries.latest import answering
from web.memory import give_back

LOG = logging.getLogger("vitrina")

MANY: Final = 50_000
"""Processes from which on it is worth the work: fewer are answered at once."""
_QUIET: Final = 1.0
"""Seconds between two looks whether nobody is answered."""


@dataclass(slots=True)
class Ahead:
    """What is still to be worked out of the snapshot that is shown, where it has at least `many` processes."""

    many: int = MANY
    snapshot: str = ""
    waiting: list[str] = field(default_factory=list)

    def work(self) -> str | None:
        """Draw the next page and return its path; None where nothing is left to do."""
        try:
            snapshot = todays_snapshot()
        except SnapshotError:
            return None
        if snapshot.id != self.snapshot:
            processes = sum(source["processes"] for source in snapshot.sources)
            self.snapshot, self.waiting = snapshot.id, _paths() if processes >= self.many else []
        if not self.waiting:
            return None
        path = self.waiting.pop(0)
        try:
            with answering():
                drawing.draw(path, "")
        except Exception:  # its reader gets a page that says so
            LOG.exception("%s could not be worked out ahead", path)
        give_back()
        return path


async def work_ahead() -> None:
    """Work ahead as long as the server runs, a page at a time, each only while nobody is answered."""
    ahead, answering = Ahead(), anyio.to_thread.current_default_thread_limiter()
    while True:
        await asyncio.sleep(_QUIET)
        if not answering.borrowed_tokens:
            await anyio.to_thread.run_sync(ahead.work)


def _paths() -> list[str]:
    """Return the pages that the data alone decide and whose addresses name no single thing."""
    pages = dash.page_registry.values()
    return [page["path"] for page in pages if not page["path_template"] and page.get("lasting", True)]
