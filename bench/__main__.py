"""`python -m bench`: measure everything, print it, and write bench/RESULTS.md and bench/curve.svg."""

from __future__ import annotations

import argparse
import random
import shutil
import sys
from pathlib import Path
from typing import Any

from bench import report
from bench.generate import write
from bench.measure import alone, machine

HERE = Path(__file__).parent
WORK = HERE / "work"
SIZES = (10_000, 100_000, 1_000_000)
BYTES_EACH = 20_000
"""What a process takes on the disk while it is measured: its record, the cache, two snapshots and what a build spills."""


def changed(path: Path, share: float) -> None:
    """Change the title of so many of the processes in a file."""
    roll, target = random.Random(1), path.with_suffix(".changed")  # noqa: S311  nothing to be kept secret
    with path.open("rb") as lines, target.open("wb") as file:
        for line in lines:
            file.write(line.replace(b'"title":"', b'"title":"Modificado ', 1) if roll.random() < share else line)
    target.replace(path)


def of_size(processes: int, given: argparse.Namespace) -> dict[str, Any]:
    """Return all that is measured with so many processes."""
    folder = WORK / str(processes)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    file = folder / "generated.jsonl"
    with file.open("wb") as lines:
        write(lines, processes, seed=given.seed)
    rounds = given.rounds if processes < SIZES[-1] else 1
    found: dict[str, Any] = {"processes": processes, "bytes": file.stat().st_size}
    tell = [f"{processes:,} processes"]
    found["loads"] = [alone("build", "loads", file) for _ in range(given.rounds)]
    if processes <= given.pandas_at_most:
        found["pandas"] = [alone("build", "pandas", file)]
    found["cold"] = []
    for _ in range(rounds):
        shutil.rmtree(folder / "data", ignore_errors=True)
        found["cold"].append(alone("build", "pull", file, folder / "data"))
    found["unchanged"] = [alone("build", "pull", file, folder / "data") for _ in range(rounds)]
    changed(file, 0.01)
    found["changed"] = [alone("build", "pull", file, folder / "data")]
    file.unlink()
    found["answers"] = alone("queries", folder / "data", given.rounds * 3)
    found["server"] = alone("serve", folder / "data", given.requests, given.people, given.seconds)
    if processes == given.largest:
        found |= {name: alone(name, VITRINA_DATA=str(folder / "data")) for name in ("browser", "lighthouse")}
    shutil.rmtree(folder)
    print(*tell, "measured", file=sys.stderr, flush=True)
    return found


def of_releases(processes: int, given: argparse.Namespace) -> dict[str, Any]:
    """Return what merging costs: five releases of each process."""
    folder = WORK / "releases"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    file = folder / "generated.jsonl"
    with file.open("wb") as lines:
        write(lines, processes, releases=5, seed=given.seed)
    found: dict[str, Any] = {"processes": processes, "bytes": file.stat().st_size}
    found["merge"] = [alone("build", "merge", file) for _ in range(given.rounds)]
    found["cold"] = [alone("build", "pull", file, folder / "data")]
    shutil.rmtree(folder)
    return found


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
    found: dict[str, Any] = {"machine": machine(), "left_out": [size for size in sizes if size not in fitting]}
    given.largest = max(fitting, default=0)
    found["sizes"] = [of_size(size, given) for size in fitting]
    found["releases"] = of_releases(min(100_000, max(fitting)), given)
    shutil.rmtree(WORK, ignore_errors=True)
    given.out.mkdir(parents=True, exist_ok=True)
    text = report.markdown(found)
    (given.out / "RESULTS.md").write_text(text, encoding="utf-8")
    (given.out / "curve.svg").write_text(report.curve(found["sizes"]), encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
