"""Small tables of sums in `tables.duckdb`: what whole selections are asked for, added up when they are published."""

from __future__ import annotations

from typing import Final

import duckdb

from data_loader.fields import of_stage
from data_loader.filters import AMOUNT_STAGES, PROCESS_STAGES, STEPS

_FITS: Final = 10**13


def create(database: duckdb.DuckDBPyConnection) -> None:
    """Create `cube`, `months` and `day_counts` from the served tables."""
    for sql in (_cube(), _months(), _day_counts()):
        database.execute(sql)
    for table in ("cube", "months"):
        _narrow(database, table)


def _cube() -> str:
    """Return the SQL of `cube`: the facts added up by all that the filters ask for, ten times fewer rows.

    By source, agency_id, method, category, stage, year, currency and alone (see facts): of each amount the sum and the
    number published (`…_count`); of the processes their number, those that reached each stage (`…_reached`), and fields
    owed and published, in all and of each stage (`…_applicable`, `…_published`). A process counts in one of its rows.
    """
    reached = ", ".join(f"{_counted(f'p.{stage}_reached')} AS {stage}_reached" for stage in PROCESS_STAGES)
    owed = []
    for stage in PROCESS_STAGES:
        fields = [f'c."{field.path}"' for field in of_stage(stage)]
        published = " + ".join(f"coalesce(CAST({field} AS INTEGER), 0)" for field in fields)
        applicable = " + ".join(f"CAST({field} IS NOT NULL AS INTEGER)" for field in fields)
        owed.append(f"{_summed(published)} AS {stage}_published, {_summed(applicable)} AS {stage}_applicable")
    return f"""CREATE TABLE cube AS
        SELECT f.source, f.agency_id, f.method, f.category, f.stage, f.year, f.currency, f.alone,
            {_counted("true")} AS processes, {_summed("p.published")} AS published,
            {_summed("p.applicable")} AS applicable,
            {_summed("p.releases")} AS releases, min(p.first_release) AS first_release,
            max(p.release_date) AS release_date, min(p.month) AS first_month, max(p.month) AS last_month,
            {_counted("p.first_release IS NULL")} AS undated,
            any_value(p.agency_name) AS agency_name, {_added()}, {reached}, {", ".join(owed)}
        FROM {_FIRST}
        JOIN processes p USING (process_id) JOIN completeness_profiles c ON c.profile = p.completeness_profile
        GROUP BY ALL ORDER BY f.alone, f.source, f.agency_id, f.year"""


_FIRST: Final = (
    "(SELECT *, alone OR row_number() OVER (PARTITION BY process_id ORDER BY currency) = 1 AS first FROM facts) f"
)


def _added() -> str:
    """Return the SQL of each amount's sum and the number published."""
    return ", ".join(f"sum(f.{name}) AS {name}, count(f.{name})::INTEGER AS {name}_count" for name in AMOUNT_STAGES)


def _months() -> str:
    """Return the SQL of `months`: processes and amounts as in `cube`, by month and not by agency: some thousand rows."""
    return f"""CREATE TABLE months AS
        SELECT f.source, f.method, f.category, f.stage, f.year, f.month, f.currency, f.alone,
            {_counted("true")} AS processes, {_added()}
        FROM {_FIRST} GROUP BY ALL ORDER BY f.alone, f.month"""


def _narrow(database: duckdb.DuckDBPyConnection, table: str) -> None:
    """Let sums take eight bytes where they fit: of such columns a question adds up five times as many a second."""
    for name in AMOUNT_STAGES:
        ((most,),) = database.execute(f"SELECT coalesce(max(abs({name})), 0) FROM {table}").fetchall()
        if most < _FITS:
            database.execute(f"ALTER TABLE {table} ALTER {name} TYPE DECIMAL(18, 4)")


def _day_counts() -> str:
    """Return the SQL of `day_counts`: how many took how many days, by all that the filters ask for but the agency.

    what: a step of the processes, or an event until it was published; days (NULL: not known), n, processes (of an event:
    those of which it is the first of its kind), at_most (see publications).
    """
    dimensions = ", ".join(f"p.{name}" for name in ("source", "method", "category", "stage", "year"))
    steps = [
        f"SELECT '{step}' AS what, p.{step} AS days, {dimensions}, true AS first, false AS at_most FROM processes p"
        for step in STEPS
    ]
    events = f"""SELECT CAST(p.event AS VARCHAR), p.days, {dimensions}, p.position = 1, p.days >= 0 AND p.at_most
        FROM filtered_publications p"""
    return f"""CREATE TABLE day_counts AS
        SELECT * EXCLUDE (first, at_most), count(*)::INTEGER AS n, count(CASE WHEN first THEN 1 END)::INTEGER AS processes,
            count(CASE WHEN at_most THEN 1 END)::INTEGER AS at_most
        FROM ({" UNION ALL ".join((*steps, events))}) GROUP BY ALL ORDER BY what, year, days"""


def _counted(test: str) -> str:
    """Return the SQL of the processes of which a test is true. FILTER would copy every column for every one of them."""
    return f"count(CASE WHEN first AND {test} THEN 1 END)::INTEGER"


def _summed(number: str) -> str:
    """Return the SQL of the sum of a number over the processes."""
    return f"sum(CASE WHEN first THEN {number} END)::BIGINT"
