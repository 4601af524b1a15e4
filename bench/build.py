"""What a pull costs beside the least that must be done: `python -m bench.build WHAT FILE [FOLDER]` prints JSON.

loads     orjson.loads of every line, on one core
merge     orjson.loads, and ocdsmerge_rs of the releases of each process, on one core
pandas    json_normalize of awards, contracts, items and the processes themselves: flattened, and nothing else
pull      the program: cached record by record, tables, search, published. Again on the same folder: a refresh

What is measured imports for itself: the processes that a pull starts load this module once more each.
"""

from __future__ import annotations

import importlib
import json
import resource
import sys
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import orjson

from bench.measure import peak_memory, say, seconds

NEEDED = {"loads": "orjson", "merge": "ocdsmerge_rs", "pandas": "pandas", "pull": "data_loader.pull"}
"""What is imported before the clock starts."""
MEMBERS = ("awards", "contracts", "parties")
SCHEMA = Path(__file__).parent.parent / "data_loader" / "ocds" / "release-schema-1__1__5.json"


def lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from file


def loads(path: Path) -> None:
    for line in lines(path):
        orjson.loads(line)


def merge(path: Path) -> None:
    from ocdsmerge_rs import Merger  # noqa: PLC0415

    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    merger = Merger(rules=Merger.get_rules(Merger.dereference(schema)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        releases = map(orjson.loads, lines(path))
        for _, group in groupby(releases, key=lambda release: release["ocid"]):
            merger.create_compiled_release(list(group))


def flatten(path: Path) -> None:
    import pandas as pd  # noqa: PLC0415

    releases = [orjson.loads(line) for line in lines(path)]
    kept: list[Any] = [pd.json_normalize(releases)]
    for member in MEMBERS:
        having = [release for release in releases if release.get(member)]
        kept.append(pd.json_normalize(having, record_path=[member], meta=["ocid"], record_prefix=f"{member}."))


def run(path: Path, folder: Path) -> dict[str, object]:
    """Pull the file, and say what came of it."""
    from data_loader.config import Settings, Source  # noqa: PLC0415
    from data_loader.pull import pull  # noqa: PLC0415

    source = Source(id="generated", url=str(path))
    setting = Settings(data=folder, refresh="off")
    report = pull(setting, [source], now=lambda: datetime.now(UTC))
    if report.snapshot is None:
        raise SystemExit("Nothing was published.")
    return {"published": report.published, "processes": report.sources[0].processes}


def processor() -> float:
    """Return the seconds of processors that this process and those that it started and that have ended have had."""
    return sum(sum(resource.getrusage(whose)[:2]) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def main(what: str, path: Path, folder: Path | None = None) -> None:
    """Measure one thing once."""
    more: dict[str, object] = {}
    importlib.import_module(NEEDED[what])
    before = processor()
    if what == "pull" and folder is not None:
        took = seconds(lambda: more.update(run(path, folder)))
    else:
        took = seconds(lambda: {"loads": loads, "merge": merge, "pandas": flatten}[what](path))
    spent = processor() - before
    say({"seconds": took, "processor": spent, "memory": peak_memory(), "bytes": path.stat().st_size, **more})


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *map(Path, sys.argv[3:]))
