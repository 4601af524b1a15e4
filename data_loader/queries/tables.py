"""The tables of the snapshot themselves: what each has, and all of its rows, for whoever takes them away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import duckdb

from data_loader.snapshot import Snapshot
from data_loader.tables import Column, Table

_BATCH: Final = 1000


def tables(snapshot: Snapshot) -> list[Table]:
    """Return the tables by name, each with its description, its number of rows and its columns."""
    return [
        Table(item["name"], item["comment"], item["rows"], tuple(Column(**column) for column in item["columns"]))
        for item in snapshot.manifest["tables"]
    ]


def table_file(snapshot: Snapshot, name: str) -> Path | None:
    """Return the Parquet file of a table, None where there is no such table."""
    known = any(item["name"] == name for item in snapshot.manifest["tables"])
    return snapshot.path / f"{name}.parquet" if known else None


def table_rows(snapshot: Snapshot, name: str) -> Iterator[list[tuple[Any, ...]]]:
    """Yield all rows of a table in batches, from a database of their own: the answer may outlive the thread that asked.

    What it holds, parts of a file of whole records among it, is not taken from the memory that questions share.

    Raises:
        ValueError: there is no such table.
    """
    file = table_file(snapshot, name)
    if file is None:
        raise ValueError(name)
    with duckdb.connect(config={"threads": 1}) as reader:
        reader.execute("SET TimeZone = 'UTC'")
        found = reader.execute("FROM read_parquet($file)", {"file": str(file)})
        while batch := found.fetchmany(_BATCH):
            yield batch
