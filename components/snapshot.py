"""The snapshot that pages show."""

from __future__ import annotations

from data_loader import snapshot as snapshots
from data_loader.config import settings
from data_loader.exceptions import SnapshotError
from data_loader.snapshot import Snapshot


def current_snapshot() -> Snapshot:
    """Return the current snapshot.

    Raises:
        SnapshotError: there is none.
    """
    snapshot = snapshots.current(settings().data_dir)
    if snapshot is None:
        raise SnapshotError("There are no data yet.", hint="Run python -m data_loader pull.")
    return snapshot
