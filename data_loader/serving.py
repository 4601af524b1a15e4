"""The tables as they are asked: one DuckDB file beside the Parquet files, `tables.duckdb`, opened read-only.

The Parquet files are the contract; this is the same in a form that answers fast. What a question groups or filters by
is coded: a text that repeats stands as a small number with its dictionary (DuckDB's ENUM), the same one in all tables, so that
grouping, comparing and joining work on numbers, while SQL still reads and writes the words. The words are in the order
of the alphabet, and so are their numbers. Money takes eight bytes where it fits.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, Final

import duckdb

from data_loader import served, served_columns

logger = logging.getLogger(__name__)

FILE: Final = "tables.duckdb"
_CODED: Final = {
    "agency_id": "agency",
    "source": "source",
    "method": "method",
    "category": "category",
    "stage": "stage",
    "currency": "currency",
    "month": "month",
    "released": "month",
    "status": "status",
    "tender_status": "status",
    "what": "word",
    "step": "word",
    "event": "word",
    "indicator": "indicator",
    "level": "word",
    "state": "outcome",
    "reason": "outcome",
    "peer_group": "word",
}
"""Columns that are coded, and the dictionary that each takes. Every column holds its words in memory once more, from when
the file is opened: of ten thousand agencies more than a megabyte. So suppliers have numbers instead (served.SUPPLIERS), and
names that are told, not grouped by, are texts."""
_FACTS: Final = frozenset(
    {"processes", "facts", "pairs", "ends", "flows", "growth", "amounts"}
    | {"contracts", "contract_suppliers", "awards", "award_suppliers", "tenderers"}
    | {"publications", "indicator_results", "indicator_states"}
)
"""The tables in which they are: those with rows by the process."""
_PROFILED: Final = {
    "completeness": ("completeness", "objects"),
    "checks": ("checks",),
    "indicator_states": ("indicator_states",),
}
"""Tables with a row a process that are alike for most: each that differs stands once, in `…_profiles`, and a process has
the number of its own (`…_profile`). What came out of a million processes is counted by some hundred profiles."""
_UNSERVED: Final = frozenset(
    {"records", "supplier_amounts", "process_suppliers", "bid_statistics", *chain.from_iterable(_PROFILED.values())}
)
"""Tables that no question adds up: whole rows are fetched from the Parquet file, or the file itself, however small."""
_IN_COLUMNS: Final = frozenset({"flows"})
"""Tables of which questions ask the columns alone (served_parts): they are there while these are written."""
_SERVED: Final = "served"
_FITS: Final = 10**13
_MEMORY: Final = "512MiB"
_BLOCK: Final = 2**16
"""Bytes that are read at once. A row of a million is looked for in a block a column: of DuckDB's usual 2^18 bytes that is
four times as much to read, of 2^15 the file would be a third larger."""
_ORDERS: Final = {
    "processes": "t.process_id",
    "facts": "t.process_id",
    "growth": "t.step, t.agency_id, t.process_id",
    "ends": "t.closed, t.status IS NULL, t.agency_id, t.process_id",
    "contracts": "t.process_id, t.contract_index",
    "contract_suppliers": "t.process_id, t.contract_index",
    "pairs": "s.supplier NULLS FIRST, t.agency_id, t.process_id, NOT t.first_of_supplier",
    "indicator_results": "t.state <> 'raised', t.process_id IS NOT NULL, t.result",
}
"""The order of rows, by what most questions choose: of an agency then only its own rows are read. Pairs as queries/dealings.py
adds them up; of results what is raised first, then what is about organisations: all that is asked; of ends what may be overdue. Of other tables with
several rows for few processes these come first, to be found."""
_INDEXED: Final = {
    **dict.fromkeys(("processes", "facts", "contracts"), ("process_id",)),
    "organisations": ("organisation_id", "parent_id"),
    "spellings": ("organisation_id",),
    "organisation_matches": ("organisation_id", "other_id"),
}
"""The tables with an index, and by what: a few rows of a million are fetched each, not looked for in blocks of thousands."""
_OF_SUPPLIERS: Final = {
    **dict.fromkeys(("pairs", "process_suppliers", "award_suppliers", "contract_suppliers", "flows"), "supplier_id"),
    "tenderers": "organisation_id",
    "indicator_results": "supplier_id",
}
"""The tables that have a number (`supplier`) beside the id of a supplier, or of who would be one, to group and compare by."""


def build(folder: Path, names: Sequence[str]) -> Path:
    """Write the tables of these names, whose Parquet files are in `folder`, beside them and return the path."""
    started, target = time.monotonic(), folder / FILE
    with duckdb.connect() as database:
        # without a log: what broke off is thrown away, and each of a hundred statements would wait for the disk
        database.execute(f"ATTACH '{_quoted(target)}' AS {_SERVED} (RECOVERY_MODE no_wal_writes, BLOCK_SIZE {_BLOCK})")
        database.execute(f"USE {_SERVED}")
        database.execute("SET memory_limit = ?", [_MEMORY])
        database.execute("SET temp_directory = ?", [str(folder / "spill")])
        database.execute("SET preserve_insertion_order = true")
        kept = [name for name in names if name not in _UNSERVED]
        columns = {name: _columns(database, _parquet(folder, name)) for name in (*kept, *_PROFILED)}
        _create_dictionaries(database, folder, columns)
        for profiled, of in _PROFILED.items():
            _create_profiles(database, folder, profiled, of)
        ids = " UNION ALL ".join(
            f"SELECT {column} AS supplier_id, {name == 'pairs'} AS sells FROM {_parquet(folder, name)}"
            for name, column in _OF_SUPPLIERS.items()
        )
        database.execute(served.SUPPLIERS.format(ids=ids, organisations=_parquet(folder, "organisations")))
        database.execute(served.PAIRS.format(pairs=_parquet(folder, "pairs")))
        for name in ("processes", *(name for name in kept if name != "processes")):
            _create_table(database, folder, name, columns[name])
        database.execute(served.OCIDS)
        database.execute(served.AGENCIES)
        database.execute(served.PUBLISHERS)
        database.execute(served.SUGGESTIONS.format(organisations=_parquet(folder, "organisations")))
        database.execute(served.SPELLINGS.format(parties=_parquet(folder, "parties")))
        database.execute(served.JOINT)
        for name, column in ((name, column) for name, by in _INDEXED.items() for column in by):
            database.execute(f"CREATE INDEX {name}_by_{column} ON {name} ({column})")
        database.execute(served.PROBLEM_SUMS.format(problems=_parquet(folder, "problems")))
        for sql in served.SUBJECTS:
            database.execute(sql)
        database.execute(served.bounds())
        (days,) = database.execute("SELECT least, most FROM bounds WHERE name = 'days'").fetchall()
        database.execute(served.event_days(*days))
        served_columns.build(database, folder)
        database.execute("CHECKPOINT")
    logger.info("tables to ask in %.1f s", time.monotonic() - started)
    return target


def _create_table(
    database: duckdb.DuckDBPyConnection, folder: Path, name: str, columns: Sequence[tuple[str, str]]
) -> None:
    """Create a table from its Parquet file, with what other tables tell of its rows beside."""
    chosen = ", ".join(f"t.{_cast(database, folder, name, *column)}" for column in columns)
    source = f"{_parquet(folder, name)} t"
    if name == "processes":
        chosen = ", ".join((chosen, *(f"{profiled}_profile" for profiled in _PROFILED)))
        source += "".join(f" LEFT JOIN {profiled}_of USING (process_id)" for profiled in _PROFILED)
    if name == "tenderers":
        chosen += f", (t.process_id, t.organisation_id) IN ({served.SOLD}) AS won".format(
            suppliers=_parquet(folder, "process_suppliers")
        )
    if name in _OF_SUPPLIERS:
        chosen += ", s.supplier"
        source += f" LEFT JOIN supplier_names s ON s.supplier_id = t.{_OF_SUPPLIERS[name]}"
    if name == "indicator_results":
        chosen += f", {served.SUBJECT} AS subject"
        source += """ LEFT JOIN pair_numbers n ON n.supplier IS NOT DISTINCT FROM s.supplier
            AND n.agency_id IS NOT DISTINCT FROM t.agency_id::agency"""
    order = _ORDERS.get(name, "t.alone, t.process_id" if ("alone", "BOOLEAN") in columns else "")
    kind = "TEMP TABLE" if name in _IN_COLUMNS else "TABLE"
    sql = f"CREATE {kind} {name} AS SELECT {chosen} FROM {source}"
    database.execute(f"{sql} ORDER BY {order}" if order else sql)


def _create_profiles(database: duckdb.DuckDBPyConnection, folder: Path, profiled: str, names: Sequence[str]) -> None:
    """Create `…_profiles` and, for as long as the file is written, `…_of` with the number of each process.

    The columns are those of the table; of `objects` they are called "… objects".
    """
    own = [
        (name, column, column if name == profiled else f"{column} {name}", kind)
        for name in names
        for column, kind in _columns(database, _parquet(folder, name))
        if column != "process_id"
    ]
    listed = ", ".join(f'{name}."{column}" AS "{told}"' for name, column, told, _ in own)
    coded = ", ".join(_cast(database, folder, name, told, kind) for name, _, told, kind in own)
    source = " JOIN ".join(f"{_parquet(folder, name)} {name}" for name in names)
    source += " USING (process_id)" if len(names) > 1 else ""
    database.execute(f"""CREATE TABLE {profiled}_profiles AS SELECT row_number() OVER ()::INTEGER AS profile, {coded}
        FROM (SELECT DISTINCT {listed} FROM {source} ORDER BY ALL)""")
    alike = " AND ".join(f'o."{told}" IS NOT DISTINCT FROM k."{told}"' for _, _, told, _ in own)
    database.execute(f"""CREATE TEMP TABLE {profiled}_of AS SELECT o.process_id, k.profile AS {profiled}_profile
        FROM (SELECT process_id, {listed} FROM {source}) o JOIN {profiled}_profiles k ON {alike}""")


def attach(database: duckdb.DuckDBPyConnection, folder: Path, names: Sequence[str]) -> None:
    """Make the tables known to a database under their names; each cursor must `use` them."""
    database.execute(f"ATTACH '{_quoted(folder / FILE)}' AS {_SERVED} (READ_ONLY)")
    for name in names:
        if name in _UNSERVED | _IN_COLUMNS:
            database.execute(f"CREATE VIEW {name} AS FROM {_parquet(folder, name)}")


def use(cursor: duckdb.DuckDBPyConnection) -> None:
    """Let a cursor find the tables by their names alone, as the tables that they are: a view is bound anew each time."""
    cursor.execute(f"SET search_path = '{_SERVED}.main,memory.main'")


def _parquet(folder: Path, name: str) -> str:
    return f"read_parquet('{_quoted(folder / name)}.parquet')"


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _columns(database: duckdb.DuckDBPyConnection, source: str) -> list[tuple[str, str]]:
    return [(row[0], row[1]) for row in database.execute(f"DESCRIBE FROM {source}").fetchall()]


def _create_dictionaries(
    database: duckdb.DuckDBPyConnection, folder: Path, columns: dict[str, list[tuple[str, str]]]
) -> None:
    for dictionary in dict.fromkeys(_CODED.values()):
        words = " UNION ".join(
            f'SELECT "{column}" AS word FROM {_parquet(folder, name)} WHERE "{column}" IS NOT NULL'
            for name, column, _ in _coded(columns)
            if _dictionary(name, column) == dictionary
        )
        database.execute(f"CREATE TYPE {dictionary} AS ENUM (SELECT word FROM ({words}) ORDER BY word)")


def _coded(columns: dict[str, list[tuple[str, str]]]) -> Iterator[tuple[str, str, str]]:
    for name in _FACTS & columns.keys():
        yield from (
            (name, column, kind) for column, kind in columns[name] if _dictionary(name, column) and kind == "VARCHAR"
        )


def _dictionary(table: str, column: str) -> str | None:
    """Return the dictionary that a column takes; None where it takes none."""
    if table not in _FACTS:
        return None
    return "outcome" if table == "indicator_states" else _CODED.get(column)


def _cast(database: duckdb.DuckDBPyConnection, folder: Path, name: str, column: str, kind: str) -> str:
    """Return the SQL of a column in the form in which it is kept."""
    if kind == "VARCHAR" and (dictionary := _dictionary(name, column)):
        return f'"{column}"::{dictionary} AS "{column}"'
    if kind == "DECIMAL(38,4)":
        (most,) = _row(database, f'SELECT coalesce(max(abs("{column}")), 0) FROM {_parquet(folder, name)}')
        return f'"{column}"::DECIMAL(18, 4) AS "{column}"' if most < _FITS else f'"{column}"'
    if column == "process_id":
        return "process_id::INTEGER AS process_id"
    if (name, column) == ("processes", "suppliers"):  # as JSON: a text is fetched by the row, a list by the block
        return "suppliers::JSON::VARCHAR AS suppliers"
    return f'"{column}"'


def _row(database: duckdb.DuckDBPyConnection, sql: str) -> Any:
    return database.execute(sql).fetchall()[0]
