"""`python -m bench`: measure, print, and write bench/RESULTS.md."""

import gzip
import os
import platform
import shutil
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import orjson

from data_loader import queries
from data_loader import snapshot as snapshots
from data_loader.config import ROOT, Settings
from data_loader.filters import Filters
from data_loader.pull import pull
from data_loader.snapshot import Snapshot

HERE = Path(__file__).parent
WORK = HERE / "work"
COPIES = 5
ROUNDS = 3
QUESTIONS: dict[str, Callable[[Snapshot, Filters], object]] = {
    "overview": queries.overview,
    "spending by agency": lambda snapshot, filters: queries.spending(snapshot, filters, by="agency"),
    "suppliers": lambda snapshot, filters: queries.suppliers(snapshot, filters, order="amount", limit=25, offset=0),
    "timelines": queries.timelines,
    "completeness": queries.completeness,
    "processes": queries.processes,
}


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def documents() -> list[bytes]:
    """Every document of the bundled data as bytes, as many times as there are copies."""
    files = sorted((ROOT / "data").glob("*.jsonl.gz"))
    return [line for path in files for line in gzip.decompress(path.read_bytes()).splitlines() if line] * COPIES


def configuration() -> Path:
    """vitrina.toml with each bundled source several times under different names, otherwise as it ships."""
    blocks = []
    for source in Settings(config=ROOT / "vitrina.toml").load().sources:
        for copy in range(COPIES):
            fields = ", ".join(f'"{name}" = "{target}"' for name, target in source.fields.items())
            fold = "" if source.fold_ocid is None else f"fold_ocid = {str(source.fold_ocid).lower()}\n"
            blocks.append(
                f'[[sources]]\nid = "{source.id}_{copy}"\nurl = "{source.url}"\n{fold}fields = {{ {fields} }}\n'
            )
    path = WORK / "vitrina.toml"
    path.write_text("\n".join(blocks), encoding="utf-8")
    return path


def measure() -> tuple[dict[str, float], dict[str, tuple[float, float]], dict[str, int]]:
    """Return seconds of the builds, seconds of each question (first, again), and how much data there was."""
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    lines = documents()
    parsing = statistics.median(seconds(lambda: [orjson.loads(line) for line in lines]) for _ in range(ROUNDS))
    setting = Settings(data=WORK / "data", config=configuration(), refresh="off")
    cold = []
    for _ in range(ROUNDS):
        shutil.rmtree(WORK / "data", ignore_errors=True)
        cold.append(seconds(lambda: pull(setting)))
    second = statistics.median(seconds(lambda: pull(setting)) for _ in range(ROUNDS))
    snapshot = snapshots.current(setting.data_dir)
    if snapshot is None:
        raise SystemExit("The pull published nothing: run python -m data_loader pull to see why.")
    size = {"documents": len(lines), "bytes": sum(map(len, lines))}
    size["processes"] = queries.processes(snapshot, Filters()).total
    builds = {"orjson.loads": parsing, "cold build": statistics.median(cold), "second pull": second}
    return builds, {name: question(snapshot, ask) for name, ask in QUESTIONS.items()}, size


def question(snapshot: Snapshot, ask: Callable[[Snapshot, Filters], object]) -> tuple[float, float]:
    """Return the median seconds of a question asked first and asked again; a new filter makes it new."""
    first, again = [], []
    for year in range(2001, 2001 + 4 * ROUNDS):
        filters = Filters(year_from=year)
        first.append(seconds(lambda filters=filters: ask(snapshot, filters)))
        again.append(seconds(lambda filters=filters: ask(snapshot, filters)))
    return statistics.median(first), statistics.median(again)


def report(builds: dict[str, float], answers: dict[str, tuple[float, float]], size: dict[str, int]) -> str:
    yardstick = builds["orjson.loads"]
    lines = [
        "# Results",
        "",
        (
            f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, DuckDB {duckdb.__version__}, "
            f"{platform.machine()}, load {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores. {size['processes']:,} processes from {size['documents']:,} documents, "
            f"{size['bytes'] / 1e6:.0f} MB of JSON: the bundled data {COPIES} times. See [README.md](README.md)."
        ),
        "",
        "| | × orjson.loads | seconds |",
        "|---|---:|---:|",
        *(f"| {name} | {value / yardstick:.1f} | {value:.2f} |" for name, value in builds.items()),
        "",
        f"The cold build works through {size['processes'] / builds['cold build']:,.0f} processes a second.",
        "",
        "| question | first, ms | again, ms |",
        "|---|---:|---:|",
        *(f"| {name} | {first * 1e3:.1f} | {again * 1e3:.2f} |" for name, (first, again) in answers.items()),
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    text = report(*measure())
    (HERE / "RESULTS.md").write_text(text, encoding="utf-8")
    shutil.rmtree(WORK, ignore_errors=True)
    print(text)
