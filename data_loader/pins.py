"""Pinned snapshots: the ones that a pull's clean-up leaves alone, because somebody quotes them.

`<data>/snapshots/pinned` names one a line. The file is locked while it is changed and while old snapshots are removed,
so that none is removed that was pinned a moment before.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from data_loader.status import write_atomically

FILE: Final = "pinned"


def pinned(root: Path) -> frozenset[str]:
    """Return the ids of the snapshots that stay, of the folder of snapshots `root`."""
    try:
        lines = (root / FILE).read_text(encoding="utf-8", errors="replace").split()
    except OSError:
        return frozenset()
    return frozenset(lines)


@contextmanager
def held(root: Path) -> Iterator[frozenset[str]]:
    """Hold the pins still for as long as the block lasts, and return them."""
    with (root.parent / f"{FILE}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield pinned(root)


def write(root: Path, identities: frozenset[str]) -> None:
    """Replace the pins; only within `held`."""
    write_atomically(root / FILE, "".join(f"{identity}\n" for identity in sorted(identities)).encode())
