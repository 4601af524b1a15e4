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
from pathlib import Path
from typing import Any, Final

import duckdb

from data_loader.checks import check_list
from data_loader.fields import Field, completeness_field_list, list_of, of_stage
from data_loader.filters import AMOUNT_STAGES, PROCESS_STAGES

logger = logging.getLogger(__name__)

FILE: Final = "tables.duckdb"
_NEVER_ASKED: Final = frozenset({"records", "supplier_amounts", "bid_statistics"})
"""Tables that no question adds up: whole rows are fetched from the Parquet file, or the file itself."""
_ONE_PROCESS: Final = frozenset({"documents", "items", "parties", "milestones", "problems", "bids"})
"""Tables of which only the rows of one process, or all of them, are ever asked for: the Parquet file does, if it is large."""
_SMALL: Final = 2**20
_CODED: Final = {
    "agency_id": "agency",
    "source": "source",
    "method": "method",
    "category": "category",
    "stage": "stage",
    "currency": "currency",
    "month": "month",
    "released": "month",
    "agency_name": "name",
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
"""Columns that are coded, and the dictionary that each takes: none with words by the hundred thousand, which every column
would hold in memory once more and every plan compare. Suppliers have numbers instead: see _SUPPLIERS."""
_FACTS: Final = frozenset(
    {"processes", "facts", "pairs", "ends", "flows", "growth", "amounts", "process_suppliers"}
    | {"contracts", "contract_suppliers", "awards", "award_suppliers", "tenderers"}
    | {"completeness", "checks", "publications", "indicator_results", "indicator_states"}
)
"""The tables in which they are: those with rows by the process."""
_FILTERED: Final = ("source", "agency_id", "agency_name", "method", "category", "stage", "year")
_WITH_FILTERS: Final = frozenset(
    {"completeness", "checks", "publications", "contracts", "contract_suppliers", "indicator_states"}
)
"""The tables that are there as `filtered_…` too, with what the filters ask for beside their own columns: no query joins."""
_SERVED: Final = "served"
_FITS: Final = 10**13
_MEMORY: Final = "512MiB"


_OF_SUPPLIERS: Final = ("pairs", "process_suppliers", "contract_suppliers", "flows")
"""The tables that have the supplier's number (`supplier`) beside its id, to group and to compare by."""
_SUPPLIERS: Final = """CREATE TABLE supplier_names AS
    SELECT CAST(row_number() OVER (ORDER BY supplier_id) AS INTEGER) AS supplier, supplier_id, o.name, p.sells
    FROM (SELECT supplier_id, bool_or(sells) AS sells FROM ({ids}) WHERE supplier_id IS NOT NULL GROUP BY supplier_id) p
    LEFT JOIN {organisations} o ON o.organisation_id = p.supplier_id ORDER BY supplier"""
"""Each supplier's number, in the alphabetical order of the ids; `sells`: it is a supplier of a process."""
_AGENCIES: Final = """CREATE TABLE agency_names AS
    SELECT a.agency_id, o.name, CASE WHEN len(o.sources) = 1 THEN o.sources[1] END AS source FROM (SELECT DISTINCT agency_id FROM processes WHERE agency_id IS NOT NULL) a
    LEFT JOIN organisations o ON o.organisation_id = a.agency_id ORDER BY a.agency_id"""


def build(folder: Path, names: Sequence[str]) -> Path:
    """Write the tables of these names, whose Parquet files are in `folder`, beside them and return the path."""
    started, target = time.monotonic(), folder / FILE
    with duckdb.connect(str(target)) as database:
        database.execute("SET memory_limit = ?", [_MEMORY])
        database.execute("SET temp_directory = ?", [str(folder / "spill")])
        database.execute("SET preserve_insertion_order = true")
        kept = [name for name in names if not stays_parquet(folder, name)]
        columns = {name: _columns(database, _parquet(folder, name)) for name in kept}
        _create_dictionaries(database, folder, columns)
        ids = " UNION ALL ".join(
            f"SELECT supplier_id, {name == 'pairs'} AS sells FROM {_parquet(folder, name)}" for name in _OF_SUPPLIERS
        )
        database.execute(_SUPPLIERS.format(ids=ids, organisations=_parquet(folder, "organisations")))
        for name in ("processes", *(name for name in kept if name != "processes")):
            chosen = ", ".join(f"t.{_cast(database, folder, name, *column)}" for column in columns[name])
            source = f"{_parquet(folder, name)} t"
            if name in _WITH_FILTERS:
                chosen = ", ".join((chosen, *(f"p.{column}" for column in _FILTERED)))
                source += " JOIN processes p USING (process_id)"
            if name in _OF_SUPPLIERS:
                chosen += ", s.supplier"
                source += " LEFT JOIN supplier_names s USING (supplier_id)"
            # the few that have several rows a process come first: who asks for these reads no further
            order = "ORDER BY t.alone, t.process_id" if ("alone", "BOOLEAN") in columns[name] else ""
            if name == "indicator_results":  # what is raised first, then what is about organisations: all that is asked
                order = "ORDER BY t.state <> 'raised', t.process_id IS NOT NULL, t.result"
            database.execute(f"CREATE TABLE {_served(name)} AS SELECT {chosen} FROM {source} {order}")
        database.execute(_AGENCIES)
        outcomes = [column for column, kind in columns["indicator_states"] if kind == "VARCHAR"]
        database.execute(_cube(outcomes))
        database.execute("CHECKPOINT")
    logger.info("tables to ask in %.1f s", time.monotonic() - started)
    return target


def _cube(indicators: Sequence[str]) -> str:
    """Return the SQL of `cube`: the facts added up by all that the filters ask for, ten times fewer rows.

    By source, agency_id, method, category, stage, year, currency and alone (see facts): of each amount the sum and the
    number published (`…_count`); of the processes their number, those that reached each stage (`…_reached`), and fields
    owed and published, in all and of each stage (`…_applicable`, `…_published`); of each field those that publish, owe and
    lack it, with their objects (see `todo`); of each check those that pass and fail it; of each indicator of processes
    those that it is raised and clear for. A process counts in one of its rows.
    """
    amounts = ", ".join(f"sum(f.{name}) AS {name}, count(f.{name})::INTEGER AS {name}_count" for name in AMOUNT_STAGES)
    reached = ", ".join(f"{_counted(f'p.{stage}_reached')} AS {stage}_reached" for stage in PROCESS_STAGES)
    owed = []
    for stage in PROCESS_STAGES:
        fields = [f'c."{field.path}"' for field in of_stage(stage)]
        published = " + ".join(f"coalesce(CAST({field} AS INTEGER), 0)" for field in fields)
        applicable = " + ".join(f"CAST({field} IS NOT NULL AS INTEGER)" for field in fields)
        owed.append(f"{_summed(published)} AS {stage}_published, {_summed(applicable)} AS {stage}_applicable")
    single = [
        f'{_counted(of)} AS "{name}"'
        for field in completeness_field_list()
        for name, of in (
            (f"{field.path} published", f'c."{field.path}"'),
            (f"{field.path} applicable", f'c."{field.path}" IS NOT NULL'),
            (f"{field.path} lacked", f'NOT c."{field.path}"'),
        )
    ]
    single += [part for field in completeness_field_list() for part in _objects(field)]
    single += [
        f'{_counted(of)} AS "{name}"'
        for check in check_list()
        for name, of in (
            (f"{check.code} passes", f'k."{check.code}"'),
            (f"{check.code} fails", f'NOT k."{check.code}"'),
        )
    ]
    single += [
        f'{_counted(of)} AS "{code} {state}"'
        for code in indicators
        for state, of in ((state, f"""i."{code}" = '{state}'""") for state in ("raised", "clear"))
    ]
    return f"""CREATE TABLE cube AS
        SELECT f.source, f.agency_id, f.method, f.category, f.stage, f.year, f.currency, f.alone,
            {_counted("true")} AS processes, {_summed("c.published")} AS published,
            {_summed("c.applicable")} AS applicable,
            {_summed("p.releases")} AS releases, min(p.first_release) AS first_release,
            max(p.release_date) AS release_date, min(p.month) AS first_month, max(p.month) AS last_month,
            {_counted("p.first_release IS NULL")} AS undated,
            any_value(p.agency_name) AS agency_name, {amounts}, {reached}, {", ".join(owed)},
            {", ".join(single)}, {_counted("k.failed > 0")} AS failing
        FROM (SELECT *, alone OR row_number() OVER (PARTITION BY process_id ORDER BY currency) = 1 AS first FROM facts) f
        JOIN processes p USING (process_id) JOIN filtered_completeness c USING (process_id)
        JOIN filtered_checks k USING (process_id) JOIN objects o USING (process_id)
        JOIN filtered_indicator_states i USING (process_id)
        GROUP BY ALL ORDER BY f.alone, f.source, f.agency_id, f.year"""


def _counted(test: str) -> str:
    """Return the SQL of the processes of which a test is true. FILTER would copy every column for every one of them."""
    return f"count(CASE WHEN first AND {test} THEN 1 END)::INTEGER"


def _summed(number: str, test: str = "true") -> str:
    """Return the SQL of the sum of a number over the processes of which a test is true."""
    return f"sum(CASE WHEN first AND {test} THEN {number} END)::BIGINT"


def _objects(field: Field) -> list[str]:
    """Return the SQL of the objects of those that owe a field, of those without it, and of who has no such object."""
    parent = list_of(field.path)
    if parent is None:
        return []
    lacked = f'NOT c."{field.path}"'
    parts = (
        ("objects", _summed(f'o."{parent}"', f'c."{field.path}" IS NOT NULL')),
        ("lacking", _summed(f'o."{field.path}"', lacked)),
        ("empty", _counted(f'{lacked} AND o."{parent}" = 0')),
    )
    return [f'{sql} AS "{field.path} {name}"' for name, sql in parts]


def stays_parquet(folder: Path, name: str) -> bool:
    """Return whether a table is asked from its Parquet file."""
    return name in _NEVER_ASKED or (name in _ONE_PROCESS and (folder / f"{name}.parquet").stat().st_size > _SMALL)


def attach(database: duckdb.DuckDBPyConnection, folder: Path, names: Sequence[str]) -> None:
    """Make the tables known to a database under their names; each cursor must `use` them."""
    database.execute(f"ATTACH '{_quoted(folder / FILE)}' AS {_SERVED} (READ_ONLY)")
    for name in names:
        if stays_parquet(folder, name):
            database.execute(f"CREATE VIEW {name} AS FROM {_parquet(folder, name)}")
        elif name in _WITH_FILTERS:
            own = ", ".join(f'"{column}"' for column, _ in _columns(database, _parquet(folder, name)))
            database.execute(f"CREATE VIEW {name} AS SELECT {own} FROM {_SERVED}.{_served(name)}")


def use(cursor: duckdb.DuckDBPyConnection) -> None:
    """Let a cursor find the tables by their names alone, as the tables that they are: a view is bound anew each time."""
    cursor.execute(f"SET search_path = '{_SERVED}.main,memory.main'")


def _served(name: str) -> str:
    return f"filtered_{name}" if name in _WITH_FILTERS else name


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
    return f'"{column}"'


def _row(database: duckdb.DuckDBPyConnection, sql: str) -> Any:
    return database.execute(sql).fetchall()[0]
