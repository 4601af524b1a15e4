"""The tables of a build as Parquet files, one a table: the contract of a snapshot."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import duckdb

from data_loader import portions
from data_loader.exceptions import SnapshotError

_RECORDS_PER_ROW_GROUP: Final = 2048
_ROWS_PER_ROW_GROUP: Final = 16 * 2048
"""So few that the rows of one process are found without reading much else, and two cores read at once."""
_MEMORY: Final = "256MiB"


def write(connection: duckdb.DuckDBPyConnection, names: Iterable[str], folder: Path) -> None:
    """Write the tables of these names, each to its file in `folder`.

    Raises:
        duckdb.Error: the disk is full, or the machine's memory does not do for a table.
    """
    for name in names:
        portions.within_memory(connection, _copy(name, folder, _ROWS_PER_ROW_GROUP), whole_records=False)


def write_records(records: Path, longest: int, folder: Path, view: str) -> None:
    """Write `records`, the SQL of whose view is given, by a database of its own: no other table is made of it.

    One core does that while the others read the same file into the tables; `longest` is the bytes of a line at most.

    Raises:
        SnapshotError: it could not be written.
    """
    with duckdb.connect() as connection:
        connection.execute("SET memory_limit = ?", [_MEMORY])
        connection.execute("SET temp_directory = ?", [str(folder / "records-spill")])
        connection.execute("SET VARIABLE records = ?", [str(records)])
        connection.execute("SET VARIABLE longest_line = ?", [longest])
        try:
            connection.execute(view)
            portions.within_memory(connection, _copy("records", folder, _RECORDS_PER_ROW_GROUP), whole_records=True)
        except duckdb.Error as error:
            raise SnapshotError(
                f"The records could not be written: {str(error).splitlines()[0]}",
                hint="The snapshot before this one stays current.",
            ) from error


def _copy(table: str, folder: Path, rows: int) -> str:
    target = str(folder / f"{table}.parquet").replace("'", "''")
    return f"COPY {table} TO '{target}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {rows})"
