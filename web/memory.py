"""What becomes of memory that is no longer needed: the C library keeps it, unless it is told not to."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import anyio
import anyio.to_thread

from data_loader import columns
from data_loader.queries.latest import answering

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ARENA_MAX: Final = -8
_MMAP_THRESHOLD: Final = -3
_TRIM_THRESHOLD: Final = -1
_SETTINGS: Final = {_ARENA_MAX: 1, _MMAP_THRESHOLD: 32 * 2**20, _TRIM_THRESHOLD: 32 * 2**20}
"""glibc's `mallopt`: one heap for all threads, which keeps what is freed. An answer from a million processes makes a hundred
columns of some megabytes; were each a mapping of its own, the system would clear every page of it: a third of the time."""
_LIBC: Final = ctypes.CDLL(None)


def keep_freed() -> None:
    """Have memory that is freed used again at once; `give_back` returns what is left. Without glibc nothing is done."""
    mallopt = getattr(_LIBC, "mallopt", None)
    if mallopt is not None:
        for name, value in _SETTINGS.items():
            mallopt(name, value)


def give_back() -> None:
    """Leave to the system what is free, and what is but its own copy of a file: one or two thousandths of a second."""
    columns.let_go()
    trim = getattr(_LIBC, "malloc_trim", None)
    if trim is not None:
        trim(0)


_AT_LEAST: Final = 16
"""After so many answers something is given back, however many are being made: else a server that is never idle would grow."""


class GiveBack:
    """Gives back as soon as an answer is made, and what was needed to send it after it: a server that has answered is small.

    Not while others are being answered: what is given back they would fetch anew at once.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._alone = anyio.CapacityLimiter(1)
        self._in_hand = 0
        self._left = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; giving back is no answer's turn."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        self._in_hand += 1
        try:
            with answering() as kept:

                async def sending(message: Message) -> None:
                    if message["type"] == "http.response.start":
                        kept.clear()
                        await self._give_back(but=1)
                    await send(message)

                await self.app(scope, receive, sending)
        finally:
            self._in_hand -= 1
        await self._give_back()

    async def _give_back(self, but: int = 0) -> None:
        self._left += 1
        if self._in_hand <= but or self._left >= 2 * _AT_LEAST:  # each answer comes here twice
            self._left = 0
            await anyio.to_thread.run_sync(give_back, limiter=self._alone)


_ALLOCATIONS: Final = 10_000
"""After how many new objects Python looks for circles among them: a page makes twenty thousand, and hardly one circle."""


@contextmanager
def settled() -> Iterator[None]:
    """Have Python look for circles of objects seldom, and never among those that are there already, while the block lasts.

    A look at all that a server is made of takes a tenth of a second, and was every fifth page's.
    """
    before = gc.get_threshold()
    gc.set_threshold(_ALLOCATIONS, *before[1:])
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
