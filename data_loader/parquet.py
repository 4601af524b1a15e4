"""The tables of a snapshot as Parquet files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import duckdb

from data_loader.portions import within_memory

_ROWS_PER_ROW_GROUP: Final = 16 * 2048
"""So few that the rows of one process are found without reading much else, and two cores read at once."""
_RECORDS_PER_ROW_GROUP: Final = 1024
"""DuckDB writes up to twice as many: with 2,048 a group had up to 3,837, and whoever wants one record unpacks them all."""
_MEMORY_OF_RECORDS: Final = "192MiB"
"""What may be held of the records, beside what the tables take meanwhile."""


def write(connection: duckdb.DuckDBPyConnection, tables: Iterable[str], folder: Path) -> None:
    """Write the tables of these names to `folder`, a file each."""
    for table in tables:
        within_memory(connection, _copy(table, folder, _ROWS_PER_ROW_GROUP), whole_records=False)


def write_records(sql: str, told: Mapping[str, Any], folder: Path, work: Path) -> None:
    """Write the file of the table `records`, which this SQL makes by itself of what it is told.

    It takes one core as long as the first steps of the other tables, which leave one idle: so it has a database of its own.
    """
    with duckdb.connect() as connection:
        connection.execute("SET memory_limit = ?", [_MEMORY_OF_RECORDS])
        connection.execute("SET temp_directory = ?", [str(work / "spill-records")])
        tell(connection, told)
        connection.execute(sql)
        within_memory(connection, _copy("records", folder, _RECORDS_PER_ROW_GROUP), whole_records=True)


def tell(connection: duckdb.DuckDBPyConnection, told: Mapping[str, Any]) -> None:
    """Set the variables that the SQL asks for."""
    for name, value in told.items():
        connection.execute(f"SET VARIABLE {name} = ?", [value])


def _copy(table: str, folder: Path, group: int) -> str:
    target = str(folder / f"{table}.parquet").replace("'", "''")
    return f"COPY {table} TO '{target}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {group})"
