"""What becomes of memory that is no longer needed: the C library keeps it, unless it is told not to."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_ARENA_MAX: Final = -8
_MMAP_THRESHOLD: Final = -3
_TRIM_THRESHOLD: Final = -1
_SETTINGS: Final = {_ARENA_MAX: 2, _MMAP_THRESHOLD: 128 * 2**10, _TRIM_THRESHOLD: 128 * 2**10}
"""glibc's `mallopt`: few heaps for all threads, and what is large is a mapping of its own, which is gone when it is freed.

The sizes are glibc's own to begin with; what it does not do, once they were set, is raise them with what it sees."""


def given_back() -> None:
    """Have memory given back to the system when it is freed. Without glibc nothing is done."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        for name, value in _SETTINGS.items():
            mallopt(name, value)


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
