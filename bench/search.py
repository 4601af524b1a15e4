"""`python -m bench.search [PROCESSES]`: build the search index of that many processes, ask it, and print how long it took.

The texts are made of the words of the bundled data, each as frequent as it is there, so that common words are in most
of the processes and rare ones in few; the names of suppliers and the identifiers are as many as there would be.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd

from data_loader import search
from data_loader import snapshot as snapshots
from data_loader.columns import Columns
from data_loader.config import settings
from data_loader.snapshot import Snapshot

ROUNDS = 7
BATCH = 100_000
QUESTIONS = {
    "a word of most processes": "servicios",
    "a word and its stems": "construcción",
    "two common words": "obra pública",
    "three words": "servicio mantenimiento agua",
    "two letters typed": "co",
    "a word begun": "constru",
    "a supplier": "empresa 123456",
    "an RFC": "EMP012345AB1",
    "parts of an ocid": "000777/2017",
    "a whole ocid": "ocds-bench/000777/2017",
    "nothing like it": "zzyzx",
    "stop words only": "de la",
}


def said(snapshot: Snapshot) -> npt.NDArray[np.str_]:
    """Every word of the bundled titles, descriptions and items, as often as it is there."""
    found = snapshot.connection().execute(
        """SELECT unnest(string_split(concat_ws(' ', title, description), ' ')) AS word FROM processes
        UNION ALL SELECT unnest(string_split(description, ' ')) FROM items"""
    )
    return np.array([row[0] for row in found.fetchall() if row[0]])


def batches(words: npt.NDArray[np.str_], processes: int) -> Iterator[tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]]:
    """Processes, items and parties by the hundred thousand."""
    random = np.random.default_rng(1)

    def texts(count: int, length: int) -> list[str]:
        return [" ".join(row) for row in words[random.integers(0, len(words), (count, length))]]

    for first in range(1, processes + 1, BATCH):
        numbers = np.arange(first, min(first + BATCH, processes + 1))
        suppliers = random.integers(0, processes // 5, len(numbers))
        yield (
            pd.DataFrame(
                {
                    "process_id": numbers,
                    "ocid": [f"ocds-bench/{number:06}/{2010 + number % 10}" for number in numbers],
                    "title": texts(len(numbers), 9),
                    "description": texts(len(numbers), 20),
                    "agency_name": [f"Secretaría {number % 300}" for number in numbers],
                }
            ),
            pd.DataFrame({"process_id": numbers, "description": texts(len(numbers), 12)}),
            pd.DataFrame({"process_id": numbers, "organisation_id": suppliers}),
        )


def generate(folder: Path, words: npt.NDArray[np.str_], processes: int) -> None:
    """Write the tables that the index is made of."""
    with duckdb.connect(str(folder / "tables.duckdb")) as database:
        for table, made in enumerate(("processes", "items", "parties")):
            for place, batch in enumerate(batches(words, processes)):
                database.register("batch", batch[table])
                database.execute(
                    f"CREATE TABLE {made} AS FROM batch" if not place else f"INSERT INTO {made} FROM batch"
                )
        written = {
            "processes": "SELECT *, []::VARCHAR[] AS aliases FROM processes",
            "items": "SELECT *, NULL::VARCHAR AS classification FROM items",
            "parties": "SELECT *, NULL::VARCHAR AS name FROM parties",
            "organisations": f"""SELECT range AS organisation_id, 'Empresa ' || range || ' SA de CV' AS name,
                'EMP' || lpad(range::VARCHAR, 6, '0') || 'AB1' AS identifier FROM range({processes // 5})""",
            "awards": "SELECT 1 AS process_id, NULL::VARCHAR AS title, NULL::VARCHAR AS description",
            "contracts": "SELECT 1 AS process_id, NULL::VARCHAR AS title, NULL::VARCHAR AS description",
        }
        for name, sql in written.items():
            database.execute(f"COPY ({sql}) TO '{folder / name}.parquet' (FORMAT parquet)")
    (folder / "tables.duckdb").unlink()


def main(processes: int) -> None:
    """Measure, and print a table."""
    snapshot = snapshots.current(settings().data_dir)
    if snapshot is None:
        raise SystemExit("Load the bundled data first: python -m data_loader pull")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        generate(folder, said(snapshot), processes)
        started = time.perf_counter()
        written = search.build(folder)
        print(f"{processes:,} processes: index built in {time.perf_counter() - started:.1f} s, ", end="")
        print(f"{written.stat().st_size / 1e6:.0f} MB")
        cursor, index = duckdb.connect(), Columns(folder, search.NAME)
        everything = []
        print("| question | typed | processes found | ms, least | median | most |\n|---|---|---:|---:|---:|---:|")
        for name, words in QUESTIONS.items():
            times = []
            for _ in range(ROUNDS):
                started = time.perf_counter()
                ids, _ = search.matches(cursor, index, words)
                times.append(1e3 * (time.perf_counter() - started))
            everything += times
            figures = " | ".join(f"{figure:.0f}" for figure in (min(times), statistics.median(times), max(times)))
            print(f"| {name} | {words} | {len(ids):,} | {figures} |")
        print(f"p95 of all: {np.percentile(everything, 95):.0f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
