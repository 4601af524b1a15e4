"""The tables that only the served file has (see serving), as SQL: names, numbers and sums by which questions are answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from data_loader.fields import of_stage
from data_loader.filters import AMOUNT_STAGES, PROCESS_STAGES, STEPS

SUPPLIERS: Final = """CREATE TABLE supplier_names AS
    SELECT CAST(row_number() OVER (ORDER BY supplier_id) AS INTEGER) AS supplier, supplier_id, o.name, p.sells
    FROM (SELECT supplier_id, bool_or(sells) AS sells FROM ({ids}) WHERE supplier_id IS NOT NULL GROUP BY supplier_id) p
    LEFT JOIN {organisations} o ON o.organisation_id = p.supplier_id ORDER BY supplier"""
"""The number of each supplier, and of who tendered, in the alphabetical order of the ids; `sells`: it is a supplier of a process."""
SOLD: Final = "SELECT process_id, supplier_id FROM {suppliers} WHERE supplier_id IS NOT NULL"
"""Who is a supplier of which process: of those who tendered, who got it (`tenderers.won`)."""
OCIDS: Final = """CREATE TABLE ocids AS SELECT md5_number_lower(ocid) AS code, process_id FROM (
        SELECT ocid, process_id FROM processes UNION ALL SELECT unnest(aliases), process_id FROM processes
    ) ORDER BY code"""
"""The processes by their ocids and the other spellings of these: a code tells where to look, not what is there."""
AGENCIES: Final = """CREATE TABLE agency_names AS
    SELECT a.agency_id, o.name, CASE WHEN len(o.sources) = 1 THEN o.sources[1] END AS source FROM (SELECT DISTINCT agency_id FROM processes WHERE agency_id IS NOT NULL) a
    LEFT JOIN organisations o ON o.organisation_id = a.agency_id ORDER BY a.agency_id"""
SUGGESTIONS: Final = """CREATE TABLE suggestions AS
    SELECT CAST(row_number() OVER (ORDER BY processes DESC, name, organisation_id) AS INTEGER) AS place, is_agency,
        organisation_id, name, processes, lower(strip_accents(name)) AS plain, upper(identifier) AS identifier
    FROM {organisations} WHERE is_agency OR is_supplier ORDER BY place"""
"""The agencies and suppliers with their names as they are looked for, those with most processes first."""
SUBJECTS: Final = """CREATE TEMP TABLE subjects AS
    SELECT row_number() OVER ()::INTEGER AS subject, * EXCLUDE (level), level::word AS level FROM (
        SELECT DISTINCT r.level, {key} AS key FROM {results} r WHERE r.process_id IS NULL ORDER BY ALL
    )"""
"""The number of each agency, supplier and pair of both that `indicator_results` have something about."""
CONCERNS: Final = """CREATE TABLE concerns AS
    SELECT k.process_id::INTEGER AS process_id, s.subject, s.level FROM (
        SELECT process_id, 'agency' AS level, {{a: agency_id::VARCHAR, s: NULL}} AS key FROM processes
        UNION ALL SELECT process_id, 'pair', {{a: agency_id, s: supplier_id}} FROM pairs
        UNION ALL SELECT process_id, 'supplier', {{a: NULL, s: supplier_id}} FROM pairs
        UNION ALL SELECT process_id, 'supplier', {{a: NULL, s: organisation_id}} FROM {tenderers}
    ) k JOIN subjects s USING (level, key) ORDER BY s.level, k.process_id"""
"""The processes that each of them is in, as the buyer, as a supplier or with a bid."""
SPELLINGS: Final = """CREATE TABLE spellings AS
    SELECT organisation_id, name, count(DISTINCT process_id) AS processes FROM (
        SELECT process_id, organisation_id, unnest(list_append(other_names, name)) AS name FROM {parties}
    ) WHERE name IS NOT NULL AND organisation_id IS NOT NULL GROUP BY ALL ORDER BY ALL"""
"""In how many processes each organisation is called what by `parties`."""
JOINT: Final = """CREATE TABLE joint AS
    SELECT CAST(dense_rank() OVER (ORDER BY contract, process_id, place) AS INTEGER) AS deal, process_id, supplier FROM (
        SELECT false AS contract, process_id, award_index AS place, supplier FROM award_suppliers
            WHERE counted AND suppliers > 1 AND supplier IS NOT NULL
        UNION ALL SELECT true, process_id, contract_index, supplier FROM filtered_contract_suppliers
            WHERE counted AND suppliers > 1 AND supplier IS NOT NULL
    ) ORDER BY deal, supplier"""
"""Who shares an award or a contract that counts with whom: a number for each of these, and its suppliers."""

PROBLEM_SUMS: Final = """CREATE TABLE problem_sums AS
    SELECT source, code, action, count(*) AS count, count(DISTINCT process_id) AS processes,
        min(concat_ws(': ', path, value)) AS example
    FROM {problems} GROUP BY source, code, action ORDER BY count DESC, source, code, action"""
"""What was repaired, refused or noted, by source: how often, in how many processes, and one of them."""


def subject(alias: str) -> str:
    """Return the SQL of what a result about organisations is about, by its level: see SUBJECTS."""
    agency, supplier = (
        f"CASE WHEN {alias}.process_id IS NULL AND {alias}.level <> '{other}' THEN {alias}.{name}_id::VARCHAR END"
        for name, other in (("agency", "supplier"), ("supplier", "agency"))
    )
    return f"{{a: {agency}, s: {supplier}}}"


def cube() -> str:
    """Return the SQL of `cube`: the facts added up by all that the filters ask for, ten times fewer rows.

    By source, agency_id, method, category, stage, year and currency: of each amount the sum, the number published
    (`…_count`) and what `of_facts` says of processes; of these their number, those that reached each stage
    (`…_reached`), and fields owed and published, in all and of each stage (`…_applicable`, `…_published`).
    """
    reached = ", ".join(f"{_counted(f'p.{stage}_reached')} AS {stage}_reached" for stage in PROCESS_STAGES)
    owed = []
    for stage in PROCESS_STAGES:
        fields = [f'c."{field.path}"' for field in of_stage(stage)]
        published = " + ".join(f"coalesce(CAST({field} AS INTEGER), 0)" for field in fields)
        applicable = " + ".join(f"CAST({field} IS NOT NULL AS INTEGER)" for field in fields)
        owed.append(f"{_summed(published)} AS {stage}_published, {_summed(applicable)} AS {stage}_applicable")
    return f"""CREATE TABLE cube AS
        SELECT f.source, f.agency_id, f.method, f.category, f.stage, f.year, f.currency,
            sum(f.processes)::INTEGER AS processes, {_summed("p.published")} AS published,
            {_summed("p.applicable")} AS applicable,
            {_summed("p.releases")} AS releases, min(p.first_release) AS first_release,
            max(p.release_date) AS release_date, min(p.month) AS first_month, max(p.month) AS last_month,
            {_counted("p.first_release IS NULL")} AS undated,
            any_value(p.agency_name) AS agency_name, {_added()}, {reached}, {", ".join(owed)}
        FROM facts f
        JOIN processes p USING (process_id) JOIN completeness_profiles c ON c.profile = p.completeness_profile
        GROUP BY ALL ORDER BY f.source, f.agency_id, f.year"""


CODED: Final = {
    "agency": "p.agency_id",
    **{name: f"p.{name}" for name in ("source", "method", "category", "stage", "month", "released")},
}
"""The columns of `codes` that are of words: 1 is the first of the dictionary."""
_PROFILED: Final = ("completeness", "checks", "indicator_states")
NUMBERS: Final = {
    **{name: f"enum_code({column})" for name, column in CODED.items()},
    **{name: f"p.{name}" for name in ("year", *STEPS)},
    **{name: f"date_diff('day', DATE '1970-01-01', p.{name})" for name in ("first_release", "release_date")},
    **{name: f"p.{name}_profile" for name in _PROFILED},
}
"""The columns of `codes`, and the number that each is of."""
_LEAST: Final = {**dict.fromkeys(CODED, 0), **dict.fromkeys(_PROFILED, 1)}


def codes(bounds: Mapping[str, tuple[int, int]]) -> str:
    """Return the SQL of `codes`, the processes in numbers as numpy takes them: 0 = not published, 1 = the least there is."""
    coded = ", ".join(_code(sql, *bounds[name], name) for name, sql in NUMBERS.items())
    return f"CREATE TABLE codes AS SELECT {coded} FROM processes p ORDER BY p.process_id"


def event_days(least: int, most: int) -> str:
    """Return the SQL of `event_days`: after how many days each event was published, by the place of its process in `codes`."""
    return f"""CREATE TABLE event_days AS
        SELECT p.event, o.rowid::INTEGER AS place, {_code("p.days", least, most, "days")}, p.position = 1 AS first,
            coalesce(p.at_most AND p.days >= 0, false) AS at_most
        FROM publications p JOIN processes o USING (process_id)
        ORDER BY p.event, o.agency_id NULLS FIRST, p.days NULLS FIRST"""


def _code(number: str, least: int, most: int, name: str) -> str:
    kind = "UTINYINT" if most - least < 2**8 - 1 else "USMALLINT" if most - least < 2**16 - 1 else "UINTEGER"
    return f"CAST(coalesce({number} - {least} + 1, 0) AS {kind}) AS {name}"


def bounds() -> str:
    """Return the SQL of `bounds`: the least and the most of each number that `codes` and `event_days` have as codes."""
    numbers = [
        f"SELECT '{name}', {_LEAST.get(name, f'min({sql})')}::INTEGER, max({sql})::INTEGER FROM processes p"
        for name, sql in NUMBERS.items()
    ]
    numbers.append("SELECT 'days', min(days)::INTEGER, max(days)::INTEGER FROM publications")
    return f"""CREATE TABLE bounds AS SELECT name, coalesce(least, 0) AS least, coalesce(most, 0) AS most
        FROM ({" UNION ALL ".join(numbers)}) k(name, least, most)"""


def of_facts(source: str) -> str:
    """Return the SQL of the rows of `facts` with what they say of processes: it adds up, a process counts once.

    processes: 1 in one row of each process; of each stage `…_without`: no amount was published, and `…_unknown`: one
    without a currency only, both 0 or 1 in the same row. What has an amount in one currency only is the rest of these.
    """
    once, several = "PARTITION BY process_id", ["row_number() OVER (PARTITION BY process_id ORDER BY currency) = 1"]
    alone = ["1::TINYINT AS processes"]
    for name in AMOUNT_STAGES:
        alone.append(f"({name} IS NULL)::TINYINT AS {name}_without")
        alone.append(f"({name} IS NOT NULL AND currency IS NULL)::TINYINT AS {name}_unknown")
        several.append(f"count({name}) OVER ({once}) = 0")
        several.append(
            f"count({name}) OVER ({once}) > 0 AND bool_and({name} IS NULL OR currency IS NULL) OVER ({once})"
        )
    first, *told = several
    counted = ", ".join((f"({first})::TINYINT", *(f"({first} AND {test})::TINYINT" for test in told)))
    return f"""(SELECT *, {", ".join(alone)} FROM {source} WHERE alone
        UNION ALL SELECT *, {counted} FROM {source} WHERE NOT alone)"""


def _added() -> str:
    """Return the SQL of each amount's sum and number, and of what `of_facts` says of it."""
    return ", ".join(
        f"sum(f.{name}) AS {name}, count(f.{name})::INTEGER AS {name}_count, "
        f"sum(f.{name}_without)::INTEGER AS {name}_without, sum(f.{name}_unknown)::INTEGER AS {name}_unknown"
        for name in AMOUNT_STAGES
    )


def months() -> str:
    """Return the SQL of `months`: processes and amounts as in `cube`, by month and not by agency: some thousand rows."""
    return f"""CREATE TABLE months AS
        SELECT f.source, f.method, f.category, f.stage, f.year, f.month, f.currency,
            sum(f.processes)::INTEGER AS processes, {_added()}
        FROM facts f GROUP BY ALL ORDER BY f.month"""


def _counted(test: str) -> str:
    """Return the SQL of the processes of which a test is true. FILTER would copy every column for every one of them."""
    return f"count(CASE WHEN f.processes = 1 AND {test} THEN 1 END)::INTEGER"


def _summed(number: str) -> str:
    """Return the SQL of the sum of a number over the processes."""
    return f"sum(CASE WHEN f.processes = 1 THEN {number} END)::BIGINT"
