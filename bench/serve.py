"""The server as its readers meet it: `python -m bench.serve DATA REQUESTS PEOPLE SECONDS` prints JSON.

Seconds from its start to the first answer; requests never asked before and asked again; its memory after the requests;
people who browse at once, each reading three seconds between two pages.
"""

from __future__ import annotations

import os
import random
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode

from bench.measure import ROOT, memory, say, spread

THINK = 3.0
API = (
    *(
        "spending?by=agency",
        "spending?by=year",
        "spending?by=method",
        "spending?by=supplier&limit=25",
        "timelines?",
    ),
    *("completeness?", "processes?page=1", "suppliers?limit=25", "checks?"),
)
WHOLE = ("suggest?q=ser", "meta")
"""They speak of all the data, and refuse filters."""
PAGES = ("/", "/agencies", "/suppliers", "/timelines", "/completeness", "/explore", "/rollout", "/processes", "/board")


@contextmanager
def served(data: Path) -> Iterator[tuple[str, int, float]]:
    """Serve the data with one worker; yield the address, the process, and the seconds to the first answer."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"VITRINA_DATA": str(data), "VITRINA_PORT": str(port), "VITRINA_REFRESH": "off"}
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "app.py"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        while True:
            try:
                get(f"{address}/health")
                break
            except URLError:
                if process.poll() is not None or time.perf_counter() - started > 120:
                    raise
                time.sleep(0.02)
        yield address, process.pid, time.perf_counter() - started
    finally:
        process.terminate()
        process.wait()


def get(address: str, *, packed: bool = False) -> float:
    """Return the seconds of a request; an answer that is an error raises. Browsers take answers packed."""
    asked = urllib.request.Request(address, headers={"Accept-Encoding": "gzip" if packed else "identity"})  # noqa: S310
    started = time.perf_counter()
    with urllib.request.urlopen(asked, timeout=60) as answer:  # noqa: S310  our own server
        answer.read()
    return time.perf_counter() - started


def addresses(count: int, seed: int) -> list[str]:
    """Return so many addresses of pages' documents and of the API, with filters; few repeat."""
    roll = random.Random(seed)  # noqa: S311  nothing to be kept secret
    made = []
    for _ in range(count):
        first = roll.randint(2010, 2020)
        chosen = {"year_from": first, "year_to": first + roll.randint(0, 6), "min_amount": roll.randint(0, 100_000)}
        if roll.random() < 0.1:
            made.append(f"/api/v1/{roll.choice(WHOLE)}")
            continue
        query = urlencode({name: value for name, value in chosen.items() if roll.random() < 0.5})
        path = f"/api/v1/{roll.choice(API)}&" if roll.random() < 0.5 else f"{roll.choice(PAGES)}?"
        made.append(path + query)
    return made


def browse(address: str, people: int, length: float) -> dict[str, Any]:
    """Let people read pages at once, each with a pause between two, and return the spread and the errors."""
    times: list[float] = []
    errors: list[str] = []
    end = time.perf_counter() + length

    def person(seed: int) -> None:
        roll = random.Random(seed)  # noqa: S311
        time.sleep(roll.random() * THINK)
        for path in addresses(1000, 1000 + seed % 20):
            if time.perf_counter() >= end:
                return
            try:
                times.append(get(address + path))
            except OSError as error:
                errors.append(f"{path}: {error}")
            time.sleep(roll.expovariate(1 / THINK))

    threads = [threading.Thread(target=person, args=(seed,), daemon=True) for seed in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"requests": len(times), "errors": errors[:5], **spread(times or [float("nan")])}


def cached(address: str, paths: Sequence[str], length: float, *, packed: bool = False) -> dict[str, float]:
    """Return the spread of answers asked again, and how many a second two clients get."""
    again = [get(address + path, packed=packed) for path in paths]
    counts = [0, 0]
    end = time.perf_counter() + length

    def client(place: int) -> None:
        while time.perf_counter() < end:
            get(address + paths[counts[place] % len(paths)], packed=packed)
            counts[place] += 1

    threads = [threading.Thread(target=client, args=(place,)) for place in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {**spread(again), "per_second": sum(counts) / length}


def main(data: Path, requests: int, people: int, length: float) -> None:
    """Measure the server on the current snapshot."""
    with served(data) as (address, process, start):
        mixed = addresses(requests, 1)
        times = [get(address + path) for path in mixed[: requests // 2]]
        half = memory(process)
        times += [get(address + path) for path in mixed[requests // 2 :]]
        found: dict[str, Any] = {"start": start, "new": spread(times), "memory_half": half, "memory": memory(process)}
        for name, packed in (("again", False), ("again_packed", True)):
            found[name] = cached(address, mixed[-40:], min(length, 10), packed=packed)
        found["people"] = {"number": people, **browse(address, people, length)}
        found["memory_after"] = memory(process)
    say(found)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]))
