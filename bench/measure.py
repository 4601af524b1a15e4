"""What every measure shares: timed rounds, peak memory, and a process of its own for each, so that memory is its own."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from statistics import median
from typing import Any, Final

ROOT: Final = Path(__file__).parent.parent


def seconds(work: Callable[[], object]) -> float:
    """Return how long work takes, in seconds of the clock."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def spread(values: Iterable[float]) -> dict[str, float]:
    """Return min, median, p95 and max.

    >>> spread([3.0, 1.0, 2.0])
    {'min': 1.0, 'median': 2.0, 'p95': 3.0, 'max': 3.0}
    """
    ordered = sorted(values)
    late = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    return {"min": ordered[0], "median": median(ordered), "p95": late, "max": ordered[-1]}


def peak_memory(process: int | str = "self") -> float:
    """Return the most memory that a process has had, in bytes; Linux tells it."""
    return _told(process, "VmHWM")


def memory(process: int | str = "self") -> float:
    """Return the memory of a process now, in bytes."""
    return _told(process, "VmRSS")


def _told(process: int | str, name: str) -> float:
    lines = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace").splitlines()
    return next(float(line.split()[1]) * 1024 for line in lines if line.startswith(name))


def machine() -> dict[str, Any]:
    """Return cores, memory in bytes, load and versions."""
    return {
        "cores": os.cpu_count(),
        "memory": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "load": os.getloadavg()[0],
        "python": platform.python_version(),
        "machine": platform.machine(),
    }


def alone(module: str, *arguments: object, **environment: str) -> dict[str, Any]:
    """Run `python -m bench.MODULE` in a process of its own and return the JSON that it prints last.

    `together` is added: the most memory, in bytes, that it and the processes that it started had at the same moment.
    """
    command = [sys.executable, "-m", f"bench.{module}", *map(str, arguments)]
    ended, most = threading.Event(), [0.0]
    with subprocess.Popen(
        command, cwd=ROOT, env=os.environ | environment, stdout=subprocess.PIPE, text=True
    ) as running:
        watching = threading.Thread(target=_watch, args=(running.pid, ended, most))
        watching.start()
        try:
            printed, _ = running.communicate()
        finally:
            ended.set()
            watching.join()
    if running.returncode:
        raise subprocess.CalledProcessError(running.returncode, command)
    found: dict[str, Any] = json.loads(printed.splitlines()[-1])
    return {**found, "together": most[0]}


def _watch(process: int, ended: threading.Event, most: list[float]) -> None:
    """Keep the most memory that a process and its descendants have at once, looking twenty times a second."""
    while not ended.wait(0.05):
        most[0] = max(most[0], sum(map(_memory_or_none, _family(process))))


def _family(process: int) -> Iterator[int]:
    yield process
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    except OSError:  # it has ended
        return
    for child in children:
        yield from _family(int(child))


def _memory_or_none(process: int) -> float:
    """Return the memory of a process, none of one that has ended."""
    try:
        return memory(process)
    except (OSError, StopIteration):
        return 0.0


def say(found: dict[str, Any]) -> None:
    """Print what was found, for `alone` to read."""
    print(json.dumps(found), flush=True)
