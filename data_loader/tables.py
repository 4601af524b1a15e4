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
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, Final

import duckdb

from data_loader import checks, identifiers, matches, parquet, portions, watchlist_matches
from data_loader.exceptions import SnapshotError
from data_loader.indicators import build as indicators
from data_loader.indicators import definitions
from data_loader.inputs import HISTORY, LISTS, Inputs, measured

logger = logging.getLogger(__name__)

SQL: Final = Path(__file__).with_name("sql")
STEPS: Final = (
    "macros",
    "compiled",
    "mentions",
    "organisation_ids",
    "aliases",
    "named",
    "parents",
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
    "organisation_matches",
    "roster",
    "milestones",
    "items",
    "documents",
    "parties",
    "tenderers",
    "bids",
    "bid_statistics",
    "amendments",
    "stages",
    "publications",
    "objects",
    "completeness",
    "processes",
    "facts",
    "ends",
    "flows",
    "growth",
    "pairs",
    "sources",
    "problems",
    "changes",
    "check_parameters",
    "outliers",
    "checks",
    "records",
    "history",
    "legal_thresholds",
    "watchlists",
    "watchlist_matches",
    "indicator_base",
    "indicators",
    "indicator_states",
)
"""The SQL files in the order in which they build on each other; those of _WRITTEN are made from definitions."""

_COMMENT: Final = re.compile(
    r"""^COMMENT ON (?:TABLE|VIEW|COLUMN) (\w+)(?:\."?([^" ]+?)"?)? IS '((?:[^']|'')*)';\n?""", re.MULTILINE
)
COMPLETENESS: Final = Path(__file__).with_name("completeness.toml")
PREPARED: Final = {
    "organisations": identifiers.check,
    "organisation_matches": matches.compare,
    "watchlist_matches": watchlist_matches.compare,
    "indicators": indicators.compute,
}
"""What has no SQL: each writes the temporary table that the step of its name asks for."""
_WRITTEN: Final = {
    "check_parameters": checks.parameters_sql,
    "checks": checks.checks_sql,
    "indicator_base": indicators.base_sql,
    "indicators": indicators.results_sql,
    "indicator_states": indicators.states_sql,
}
_RULES: Final = (
    *(COMPLETENESS, checks.FILE, identifiers.FORMS, Path(matches.__file__), Path(watchlist_matches.__file__)),
    *definitions.files(),
)
_MEMORY: Final = (320 * 2**20, 576 * 2**20)
"""What DuckDB may hold of few records and of any number of them; beyond it, it works from the disk."""
_READING: Final = 384 * 2**20
"""The least that it may hold while it reads the records, which are wider than anything made of them."""
_MEMORY_SHARE: Final = 0.6
"""The most of a small machine's memory."""
_FEW: Final = 16 * 2**20
"""Bytes of records that are worked in memory."""
_HANDFUL: Final = 2**20
"""Bytes of records for which a second core costs more than it helps."""
_ROWS_AT_ONCE: Final = 8 * 2048
"""Rows that one core takes at a time: so few that all cores have some, where there are a hundred thousand."""


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


def build(
    inputs: Inputs,
    folder: Path,
    *,
    identity: str = "",
    published_at: str = "",
    progress: Callable[[str, int, int], None] = lambda _table, _done, _total: None,
) -> list[Table]:
    """Write the tables of these inputs to `folder` as Parquet and return what was written.

    `identity` and `published_at` are those of the snapshot, for its own rows of the history.

    Raises:
        SnapshotError: a record has a value of a type that the OCDS schema does not allow, a line was not read, or
            two records have the same source and ocid.
    """
    started = time.monotonic()
    with tempfile.TemporaryDirectory(dir=folder, prefix="build-") as work, ThreadPoolExecutor(1) as beside:
        size = inputs.records.stat().st_size
        told, lines = _told(inputs, Path(work))
        told |= {"snapshot": identity, "published_at": published_at}
        records = beside.submit(parquet.write_records, _statements("records"), told, folder, Path(work))
        connection = _open(Path(work), size)
        try:
            parquet.tell(connection, told)
            for done, step in enumerate(STEPS):
                progress(step, done, len(STEPS))
                _run(connection, step)
                if step == "compiled":
                    _check(connection, lines)
                    _limit(connection, size, _MEMORY[0])
            tables = _dictionary(connection, lines)
            parquet.write(connection, [table.name for table in tables if table.name != "records"], folder)
            _await(records)
        finally:
            connection.close()
    logger.info("%s processes in %s tables in %.1f s", lines, len(tables), time.monotonic() - started)
    return tables


@cache
def promised() -> frozenset[tuple[str, str]]:
    """Return the (table, column) pairs that the SQL documents: what queries may ask a snapshot for."""
    return frozenset((table, column) for table, column in _comments() if column)


@cache
def _comments() -> dict[tuple[str, str], str]:
    """Return what the SQL says of each table (column "") and of each column."""
    found = (_COMMENT.findall(_sql(step)) for step in STEPS)
    return {(table, column): said.replace("''", "'") for comments in found for table, column, said in comments}


def _sql(step: str) -> str:
    if step in _WRITTEN:
        return _WRITTEN[step]()
    return (SQL / f"{step}.sql").read_text(encoding="utf-8")


@cache
def _statements(step: str) -> str:
    """Return the SQL of a step without its comments on tables: a database that lasts one build needs none."""
    return _COMMENT.sub("", _sql(step))


@cache
def recipe() -> str:
    """Return a hash of how the tables are made: all SQL and the rules beside it."""
    digest = hashlib.sha256()
    for path in sorted([*SQL.rglob("*.sql"), *_RULES]):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _open(work: Path, size: int) -> duckdb.DuckDBPyConnection:
    """Return a database for records of this size: on disk, so that a million need no more memory than a hundred thousand.

    Few records are worked in memory, which spares them what it costs to lay out a file.
    """
    connection = duckdb.connect()
    if size > _FEW:
        file = str(work / "build.duckdb").replace("'", "''")
        connection.execute(f"ATTACH '{file}' AS build (ROW_GROUP_SIZE {_ROWS_AT_ONCE})")
        connection.execute("USE build")
    _limit(connection, size, _READING)
    connection.execute("SET temp_directory = ?", [str(work / "spill")])
    connection.execute("SET threads = ?", [1 if size <= _HANDFUL else os.cpu_count() or 1])
    connection.execute("SET preserve_insertion_order = true")
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def _limit(connection: duckdb.DuckDBPyConnection, size: int, least: int) -> None:
    """Tell how much DuckDB may hold of records of this size, at the least so much where the machine has it."""
    machine = int(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") * _MEMORY_SHARE)
    wanted = min(max(size // 6, least), _MEMORY[1], machine)
    connection.execute("SET memory_limit = ?", [f"{wanted // 2**20}MiB"])


def _told(inputs: Inputs, work: Path) -> tuple[dict[str, Any], int]:
    """Return the variables that tell the SQL where its input is, and the number of records that it must find."""
    listed, empty = work / "sources.jsonl", work / "empty.jsonl"
    listed.write_text("".join(json.dumps(source, default=str) + "\n" for source in inputs.sources), encoding="utf-8")
    empty.touch()
    lines, longest = measured(inputs.records)
    files = {"problems": inputs.problems} | {name: inputs.lists.get(name, empty) for name in (*LISTS, HISTORY)}
    size = max(longest, 2**20, *(measured(path)[1] for path in files.values())) + 2**10
    paths = {"records": inputs.records, "sources": listed, "former": inputs.former} | files
    return {name: path and str(path) for name, path in paths.items()} | {"longest_line": size}, lines


def _run(connection: duckdb.DuckDBPyConnection, step: str) -> None:
    try:
        if step in PREPARED:
            PREPARED[step](connection)
        # one thread keeps whole records in order without holding any back, and is faster
        work = partial(portions.within_memory, connection, whole_records=step == "compiled")
        if step in portions.STEPS:
            portions.run(connection, _statements(step), work)
        else:
            work(_statements(step))
    except duckdb.Error as error:
        raise _not_made(step, error) from error


def _await(records: Future[None]) -> None:
    try:
        records.result()
    except duckdb.Error as error:
        raise _not_made("records", error) from error


def _not_made(table: str, error: duckdb.Error) -> SnapshotError:
    return SnapshotError(
        f"The table {table} could not be made: {str(error).splitlines()[0]}",
        hint="The records are as they were; the snapshot before this one stays current.",
    )


def _check(connection: duckdb.DuckDBPyConnection, lines: int) -> None:
    row = connection.execute(
        "SELECT count(*), count(DISTINCT (source, ocid)), count(*) FILTER (place <> process_id) FROM "
        "(SELECT source, ocid, process_id, row_number() OVER (ORDER BY source, ocid) AS place FROM compiled)"
    ).fetchone()
    read, distinct, misplaced = row or (0, 0, 0)
    if read != lines:
        raise SnapshotError(f"{lines} records were to be read, but the tables have {read}.")
    if distinct != read:
        raise SnapshotError(f"{read - distinct} records repeat the source and ocid of another (or lack them).")
    if misplaced:
        raise SnapshotError(f"{misplaced} records are not in the order of source and ocid.")


def _dictionary(connection: duckdb.DuckDBPyConnection, lines: int) -> list[Table]:
    """Return the tables of the snapshot: those with a comment; the others were steps on the way."""
    comments = _comments()
    names = sorted(table for table, column in comments if not column)
    counted = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM {name}" for name in names if name != "records")
    counts = dict(connection.execute(counted).fetchall()) | {"records": lines}
    columns: dict[str, list[Column]] = {name: [] for name in names}
    found = connection.execute(
        "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE list_contains($names, table_name) "
        "AND NOT internal ORDER BY table_name, column_index",
        {"names": names},
    ).fetchall()
    for name, column, kind in found:
        columns[name].append(Column(column, kind, comments.get((name, column), "")))
    return [Table(name, comments[name, ""], counts[name], tuple(columns[name])) for name in names]
