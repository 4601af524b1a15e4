"""Memory is that of a program and of the processes that it starts, at one moment."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from bench.measure import _family, _watch, memory

HOLDS = 60_000_000
HOLDING = f"kept = b'x' * {HOLDS}; import time; time.sleep(60)"
"""What a child does: hold its bytes until it is ended."""


@pytest.fixture
def parent() -> Iterator[subprocess.Popen[bytes]]:
    """A process with two children that hold memory."""
    starts = f"import subprocess, sys; [subprocess.Popen([sys.executable, '-c', {HOLDING!r}]) for _ in range(2)]"
    waits = "sys.stdin.read(); sys.exit(0)"
    with subprocess.Popen([sys.executable, "-c", f"{starts}; {waits}"], stdin=subprocess.PIPE) as running:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and sum(memory(each) > HOLDS for each in _family(running.pid)) < 2:
            time.sleep(0.05)
        yield running
        for each in [*_family(running.pid)][:0:-1]:
            os.kill(each, signal.SIGKILL)


def test_memory_of_children_counts_while_they_are_there(parent: subprocess.Popen[bytes]) -> None:
    assert len([*_family(parent.pid)]) == 3
    ended, most = threading.Event(), [0.0]
    watching = threading.Thread(target=_watch, args=(parent.pid, ended, most))
    watching.start()
    time.sleep(0.3)
    ended.set()
    watching.join()
    assert most[0] > memory(parent.pid) + 2 * HOLDS
