"""`python -m bench`: measure everything, print it, and write bench/RESULTS.md and bench/curve.svg."""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import report
from bench.generate import write
from bench.measure import alone, machine

HERE = Path(__file__).parent
WORK = HERE / "work"
SIZES = (10_000, 100_000, 1_000_000)
BYTES_EACH = 40_000
"""What a process of the largest size takes on the disk while it is measured: its record, the cache, two snapshots, what a build
spills, and what is left of the smaller sizes. 23,000 where nothing spills; for a million, 31 GB were not enough."""


def changed(path: Path, share: float) -> None:
    """Change the title of so many of the processes in a file."""
    roll, target = random.Random(1), path.with_suffix(".changed")  # noqa: S311  nothing to be kept secret
    with path.open("rb") as lines, target.open("wb") as file:
        for line in lines:
            file.write(line.replace(b'"title":"', b'"title":"Modificado ', 1) if roll.random() < share else line)
    target.replace(path)


class Measuring:
    """One run of everything: what was found so far, and what failed, which costs that one measure and no other."""

    def __init__(self, given: argparse.Namespace, fitting: list[int], left_out: list[int]) -> None:
        self.given = given
        self.largest = max(fitting, default=0)
        self.found: dict[str, Any] = {"machine": machine(), "left_out": left_out, "failed": [], "sizes": []}

    def size(self, processes: int) -> None:
        """Measure all that there is to measure with so many processes."""
        given = self.given
        folder, file = _generated(str(processes), processes, seed=given.seed)
        data = folder / "data"
        found: dict[str, Any] = {"processes": processes, "bytes": file.stat().st_size}
        self.found["sizes"].append(found)
        rounds = given.rounds if processes < SIZES[-1] else 1

        def measure(name: str, module: str, *arguments: object, times: int = 1, fresh: bool = False) -> None:
            made = []
            for _ in range(times):
                if fresh:
                    shutil.rmtree(data, ignore_errors=True)
                made += self._alone(f"{name} of {processes:,}", module, *arguments, VITRINA_DATA=str(data))
            if made:
                found[name] = made
                self.write()

        measure("loads", "build", "loads", file, times=given.rounds)
        if processes <= given.pandas_at_most:
            measure("pandas", "build", "pandas", file)
        measure("cold", "build", "pull", file, data, times=rounds, fresh=True)
        measure("unchanged", "build", "pull", file, data, times=rounds)
        changed(file, 0.01)
        measure("changed", "build", "pull", file, data)
        file.unlink()
        measure("answers", "queries", data, given.rounds * 3)
        measure("server", "serve", data, given.requests, given.people, given.seconds)
        if processes == self.largest:
            measure("browser", "browser")
            measure("lighthouse", "lighthouse")
        shutil.rmtree(folder)

    def releases(self, processes: int) -> None:
        """Measure what merging costs: five releases of each process."""
        folder, file = _generated("releases", processes, releases=5, seed=self.given.seed)
        found: dict[str, Any] = {"processes": processes, "bytes": file.stat().st_size}
        for name, arguments in (("merge", ("merge", file)), ("cold", ("pull", file, folder / "data"))):
            found[name] = self._alone(f"{name} of five releases each", "build", *arguments)
        self.found["releases"] = found
        shutil.rmtree(folder)
        self.write()

    def _alone(self, what: str, module: str, *arguments: object, **environment: str) -> list[dict[str, Any]]:
        """Return what was found; nothing where the measure failed, which is noted."""
        try:
            found = [alone(module, *arguments, **environment)]
        except subprocess.CalledProcessError as error:
            self.found["failed"].append(f"{what} (`bench.{module}` ended with {error.returncode})")
            found = []
        print(f"{datetime.now(UTC):%H:%M:%S} {what}", "" if found else "FAILED", file=sys.stderr, flush=True)
        return found

    def write(self) -> None:
        """Write what is known by now: a run that is broken off leaves what it had."""
        out: Path = self.given.out
        out.mkdir(parents=True, exist_ok=True)
        (out / "RESULTS.md").write_text(report.markdown(self.found), encoding="utf-8")
        (out / "curve.svg").write_text(report.curve(self.found["sizes"]), encoding="utf-8")


def _generated(name: str, processes: int, **kind: int) -> tuple[Path, Path]:
    """Return an empty folder, and a file of so many generated processes in it."""
    folder = WORK / name
    folder.mkdir(parents=True)
    file = folder / "generated.jsonl"
    with file.open("wb") as lines:
        write(lines, processes, **kind)
    return folder, file


def main() -> None:
    """Measure, and write the results."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--processes", type=int, action="append", help="a size, repeatable; by default 10k, 100k and 1M"
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--requests", type=int, default=1000, help="mixed requests before the memory is read")
    parser.add_argument("--people", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=60, help="how long people browse")
    parser.add_argument("--pandas-at-most", type=int, default=100_000, help="the largest size that pandas flattens")
    parser.add_argument("--out", type=Path, default=HERE)
    given = parser.parse_args()
    sizes = sorted(given.processes or SIZES)
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir()
    free = shutil.disk_usage(WORK).free
    fitting = [size for size in sizes if size * BYTES_EACH < free]
    if not fitting:
        parser.error(f"{free / 1e9:.0f} GB are free; {sizes[0]:,} processes need {sizes[0] * BYTES_EACH / 1e9:.0f} GB.")
    measuring = Measuring(given, fitting, [size for size in sizes if size not in fitting])
    *smaller, largest = fitting
    for size in smaller:
        measuring.size(size)
    measuring.releases(min(100_000, largest))
    measuring.size(largest)
    shutil.rmtree(WORK, ignore_errors=True)
    print(report.markdown(measuring.found))


if __name__ == "__main__":
    main()
