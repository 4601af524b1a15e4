"""The SQL of a table worked for some of the processes at a time, so that a million take no more memory than a few.

Most tables say of each process only what its own rows say. Their SQL is run once for every portion of the processes:
meanwhile each table that it reads is hidden behind a view of its name that has that portion's rows only.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import duckdb

logger = logging.getLogger(__name__)

STEPS: Final = frozenset(
    {"mentions", "named", "agencies", "awards", "contracts", "transactions", "award_suppliers", "contract_suppliers"}
    | {"amounts", "process_suppliers", "supplier_amounts", "milestones", "items", "documents", "parties", "tenderers"}
    | {"bids", "bid_statistics", "amendments", "stages", "publications", "objects", "completeness", "processes"}
    | {"facts", "ends", "flows", "growth", "pairs", "checks", "indicator_states"}
)
"""The steps whose CREATE TABLE … AS makes the rows of a process from that process's rows of the tables before, and from no
other's. What such a step makes of all processes together is a temporary table."""

AT_ONCE: Final = 2**17
"""Processes of a portion: a whole number of the groups of rows in which tables are kept."""

_TABLE: Final = re.compile(r"^CREATE TABLE (\w+) AS\b", re.MULTILINE)


def run(connection: duckdb.DuckDBPyConnection, sql: str, work: Callable[[str], None]) -> None:
    """Have `work` run a step's statements: those that make a table once for every portion of the processes."""
    last = _number(connection, "SELECT coalesce(max(process_id), 0) FROM compiled")
    if last <= AT_ONCE:
        work(sql)
        return
    for statement in (found.query for found in connection.extract_statements(sql)):
        made = _TABLE.search(statement)
        if made is None:
            work(statement)
            continue
        with _hidden(connection, statement):
            for first in range(1, last + 1, AT_ONCE):
                connection.execute("SET VARIABLE first = ?", [first])
                connection.execute("SET VARIABLE last = ?", [first + AT_ONCE - 1])
                work(statement if first == 1 else statement.replace(made[0], f"INSERT INTO {made[1]}", 1))


def within_memory(connection: duckdb.DuckDBPyConnection, sql: str, *, whole_records: bool) -> None:
    """Run SQL that makes or writes a table; where the memory does not do for all cores, one works it alone.

    Where it does not do for one either, the machine's may be used: a build that takes more is better than none.
    """
    if not whole_records:
        try:
            _commit(connection, sql)
        except duckdb.OutOfMemoryException:
            logger.info("one core works alone")
        else:
            return
    with one_core(connection):
        try:
            _commit(connection, sql)
        except duckdb.OutOfMemoryException:
            logger.warning("A table needs more memory than a build is meant to take; it may have what the machine has.")
            ((meant,),) = connection.execute("SELECT current_setting('memory_limit')").fetchall()
            connection.execute("RESET memory_limit")
            try:
                _commit(connection, sql)
            finally:
                connection.execute("SET memory_limit = ?", [meant])


def _commit(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    connection.begin()
    try:
        connection.execute(sql)
    except duckdb.Error:
        connection.rollback()
        raise
    connection.commit()


@contextmanager
def one_core(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Let one core work alone, which takes less memory."""
    cores = _number(connection, "SELECT current_setting('threads')")
    connection.execute("SET threads = 1")
    try:
        yield
    finally:
        connection.execute("SET threads = ?", [cores])


@contextmanager
def _hidden(connection: duckdb.DuckDBPyConnection, statement: str) -> Iterator[None]:
    """Hide the tables that a statement reads behind views of the portion's rows."""
    found = connection.execute(
        "SELECT current_database(), table_name FROM duckdb_columns() WHERE column_name = 'process_id' AND NOT internal "
        "AND database_name = current_database() AND table_name <> 'records'"
    ).fetchall()
    read = [(database, name) for database, name in found if re.search(rf"\b(FROM|JOIN) {name}\b", statement)]
    for database, name in read:
        connection.execute(
            f"CREATE TEMP VIEW {name} AS FROM {database}.{name} "
            "WHERE process_id BETWEEN getvariable('first') AND getvariable('last')"
        )
    try:
        yield
    finally:
        for _, name in read:
            connection.execute(f"DROP VIEW temp.{name}")


def _number(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    found = connection.execute(sql).fetchone()
    return int(found[0]) if found else 0
