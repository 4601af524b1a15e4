"""The tables of a snapshot: compiled records in, one Parquet file a table out, by the SQL in `sql/`.

DuckDB reads the records with the types of the OCDS schema. A value of another type stops the build instead of
dropping its row: the normaliser guarantees the types, and the number of rows is held against the number of lines.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

import duckdb

from data_loader.exceptions import SnapshotError

logger = logging.getLogger(__name__)

SQL: Final = Path(__file__).with_name("sql")
STEPS: Final = (
    "macros",
    "compiled",
    "mentions",
    "organisation_ids",
    "agencies",
    "awards",
    "contracts",
    "transactions",
    "award_suppliers",
    "contract_suppliers",
    "amounts",
    "process_suppliers",
    "supplier_amounts",
    "organisations",
    "roster",
    "milestones",
    "items",
    "documents",
    "parties",
    "amendments",
    "stages",
    "publications",
    "objects",
    "completeness",
    "processes",
    "sources",
    "problems",
    "records",
)
"""The SQL files in the order in which they build on each other."""

COMPLETENESS: Final = Path(__file__).with_name("completeness.toml")
_RECORD_IDENTITY: Final = (
    "source",
    "ocid",
    "aliases",
    "releases",
    "source_urls",
    "no_longer_published_since",
    "first_release",
    "publications",
    "hash",
)
_PROBLEM_IDENTITY: Final = ("source", "ocid", "code", "path", "value", "action")
_SOURCE_IDENTITY: Final = ("id", "name", "url", "shape", "licence", "homepage")
_STAGING: Final = frozenset({"compiled"})
_MEMORY_SHARE: Final = 0.6
_MEMORY_A_THREAD: Final = 2 * 2**30
"""With less than this a thread, sorting the records fails instead of spilling to disk: then fewer threads work."""
_RECORDS_PER_ROW_GROUP: Final = 2048


LISTS: Final[tuple[str, ...]] = ("roster",)
"""Further inputs, files of JSON lines: the SQL reads each from the variable of its name; one not given is empty."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a snapshot is made of: records and problems as JSON lines, what is known of the sources, further lists."""

    records: Path
    problems: Path
    sources: Sequence[dict[str, Any]]
    lists: Mapping[str, Path] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table as the data dictionary shows it."""

    name: str
    type: str
    comment: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the snapshot as the data dictionary shows it."""

    name: str
    comment: str
    rows: int
    columns: tuple[Column, ...]


def build(inputs: Inputs, folder: Path) -> list[Table]:
    """Write the tables of these inputs to `folder` as Parquet and return what was written.

    Raises:
        SnapshotError: a record has a value of a type that the OCDS schema does not allow, a line was not read, or
            two records have the same source and ocid.
    """
    started = time.monotonic()
    with tempfile.TemporaryDirectory(dir=folder, prefix="build-") as work:
        connection = _open(Path(work))
        try:
            lines = _bind(connection, inputs, Path(work))
            for step in STEPS:
                _run(connection, step)
                if step == "compiled":
                    _check(connection, lines)
            tables = _dictionary(connection)
            _write(connection, tables, folder)
        finally:
            connection.close()
    logger.info("%s processes in %s tables in %.1f s", lines, len(tables), time.monotonic() - started)
    return tables


@cache
def promised() -> frozenset[tuple[str, str]]:
    """Return the (table, column) pairs that the SQL documents: what queries may ask a snapshot for."""
    documented = re.compile(r'^COMMENT ON COLUMN (\w+)\."?([^" ]+?)"? IS', re.MULTILINE)
    return frozenset(pair for step in STEPS for pair in documented.findall(_sql(step)))


def _sql(step: str) -> str:
    return (SQL / f"{step}.sql").read_text(encoding="utf-8")


def fingerprint(inputs: Inputs) -> str:
    """Return a hash that is the same where a snapshot of these would say the same, whatever the order of the lines.

    When the records were fetched does not count: a pull that brings nothing new publishes nothing.
    """
    digest = hashlib.sha256()
    for path in sorted([*SQL.glob("*.sql"), COMPLETENESS]):
        digest.update(path.read_bytes())
    described = [{key: source.get(key) for key in _SOURCE_IDENTITY} for source in inputs.sources]
    digest.update(json.dumps(sorted(described, key=str), sort_keys=True).encode())
    for name in LISTS:
        digest.update(name.encode() + (inputs.lists[name].read_bytes() if name in inputs.lists else b""))
    _, longest = _measure(inputs.records)
    _, longest_problem = _measure(inputs.problems)
    with duckdb.connect() as connection:
        for path, keys in ((inputs.records, _RECORD_IDENTITY), (inputs.problems, _PROBLEM_IDENTITY)):
            columns = ", ".join(f"{key}: 'VARCHAR'" for key in keys)
            row = connection.execute(
                "SELECT string_agg(line, '' ORDER BY line) FROM (SELECT md5(CAST(r AS VARCHAR)) AS line FROM "
                f"read_json(?, format = 'newline_delimited', maximum_object_size = ?, columns = {{{columns}}}) r)",
                [str(path), max(longest, longest_problem, 2**20) + 2**10],
            ).fetchone()
            digest.update(str(row[0] if row else None).encode())
    return digest.hexdigest()


def _open(work: Path) -> duckdb.DuckDBPyConnection:
    """Return a database on disk, so that a million processes need no more memory than the machine has."""
    memory = int(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") * _MEMORY_SHARE)
    connection = duckdb.connect(str(work / "build.duckdb"))
    connection.execute("SET memory_limit = ?", [f"{memory // 2**20}MiB"])
    connection.execute("SET threads = ?", [max(1, min(os.cpu_count() or 1, memory // _MEMORY_A_THREAD))])
    connection.execute("SET temp_directory = ?", [str(work / "spill")])
    connection.execute("SET preserve_insertion_order = true")
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def _bind(connection: duckdb.DuckDBPyConnection, inputs: Inputs, work: Path) -> int:
    """Tell the SQL where its input is; return the number of records that it must find."""
    listed, empty = work / "sources.jsonl", work / "empty.jsonl"
    listed.write_text("".join(json.dumps(source, default=str) + "\n" for source in inputs.sources), encoding="utf-8")
    empty.touch()
    lines, longest = _measure(inputs.records)
    files = {"problems": inputs.problems} | {name: inputs.lists.get(name, empty) for name in LISTS}
    size = max(longest, 2**20, *(_measure(path)[1] for path in files.values())) + 2**10
    for name, path in ({"records": inputs.records, "sources": listed} | files).items():
        connection.execute(f"SET VARIABLE {name} = ?", [str(path)])
    connection.execute("SET VARIABLE longest_line = ?", [size])
    return lines


def _measure(path: Path) -> tuple[int, int]:
    """Return the number of lines that are not blank, and the length of the longest."""
    count = longest = 0
    with path.open("rb") as file:
        for line in file:
            if line.strip():
                count += 1
                longest = max(longest, len(line))
    return count, longest


def _run(connection: duckdb.DuckDBPyConnection, step: str) -> None:
    try:
        connection.execute(_sql(step))
    except duckdb.Error as error:
        raise SnapshotError(
            f"The table {step} could not be made: {str(error).splitlines()[0]}",
            hint="The records are as they were; the snapshot before this one stays current.",
        ) from error


def _check(connection: duckdb.DuckDBPyConnection, lines: int) -> None:
    row = connection.execute("SELECT count(*), count(DISTINCT (source, ocid)) FROM compiled").fetchone()
    read, distinct = row or (0, 0)
    if read != lines:
        raise SnapshotError(f"{lines} records were to be read, but the tables have {read}.")
    if distinct != read:
        raise SnapshotError(f"{read - distinct} records repeat the source and ocid of another (or lack them).")


def _dictionary(connection: duckdb.DuckDBPyConnection) -> list[Table]:
    rows = connection.execute(
        "SELECT t.table_name, t.comment, c.column_name, c.data_type, c.comment "
        "FROM duckdb_tables() t JOIN duckdb_columns() c USING (database_name, schema_name, table_name) "
        "WHERE NOT t.temporary ORDER BY t.table_name, c.column_index"
    ).fetchall()
    tables: list[Table] = []
    for name in dict.fromkeys(row[0] for row in rows if row[0] not in _STAGING):
        mine = [row for row in rows if row[0] == name]
        count = connection.execute(f"SELECT count(*) FROM {name}").fetchone()
        columns = tuple(Column(row[2], row[3], row[4] or "") for row in mine)
        tables.append(Table(name, mine[0][1] or "", count[0] if count else 0, columns))
    return tables


def _write(connection: duckdb.DuckDBPyConnection, tables: Sequence[Table], folder: Path) -> None:
    for table in tables:
        group = f", ROW_GROUP_SIZE {_RECORDS_PER_ROW_GROUP}" if table.name == "records" else ""
        target = str(folder / f"{table.name}.parquet").replace("'", "''")
        connection.execute(f"COPY {table.name} TO '{target}' (FORMAT parquet, COMPRESSION zstd{group})")
