"""The tables that only the served file has (see serving), as SQL: names, numbers and sums by which questions are answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from data_loader.filters import PROCESS_STAGES, STEPS

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
PUBLISHERS: Final = """CREATE TABLE publishers AS
    SELECT source, agency_id, any_value(agency_name) AS name, count(*) AS processes,
        min(first_release) AS first_release, max(release_date) AS last_release
    FROM processes WHERE agency_id IS NOT NULL GROUP BY source, agency_id ORDER BY source, agency_id"""
"""The agencies that publish in each source: what the roster is held against."""
SUGGESTIONS: Final = """CREATE TABLE suggestions AS
    SELECT CAST(row_number() OVER (ORDER BY processes DESC, name, organisation_id) AS INTEGER) AS place, is_agency,
        organisation_id, name, processes, lower(strip_accents(name)) AS plain, upper(identifier) AS identifier
    FROM {organisations} WHERE is_agency OR is_supplier ORDER BY place"""
"""The agencies and suppliers with their names as they are looked for, those with most processes first."""
PAIRS: Final = """CREATE TEMP TABLE pair_numbers AS
    SELECT row_number() OVER (ORDER BY supplier NULLS FIRST, agency_id)::INTEGER AS pair, supplier, agency_id
    FROM (SELECT DISTINCT s.supplier, p.agency_id::agency AS agency_id FROM {pairs} p LEFT JOIN supplier_names s USING (supplier_id))"""
"""The number of each pair of a supplier and an agency, in the order of the rows of `pairs`."""
SUBJECT: Final = """CASE t.level WHEN 'agency' THEN enum_code(t.agency_id::agency)::INTEGER + 1
    WHEN 'supplier' THEN len(enum_range(NULL::agency))::INTEGER + s.supplier
    WHEN 'pair' THEN len(enum_range(NULL::agency))::INTEGER + (SELECT count(*) FROM supplier_names)::INTEGER + n.pair END"""
"""The number of what a result is about, where that is no process: first the agencies, then the suppliers, then their pairs."""
SUBJECTS: Final = (
    """CREATE TEMP TABLE came_out AS
        SELECT subject, list({indicator: indicator, level: level, outcome: coalesce(reason, state)} ORDER BY indicator) AS results
        FROM indicator_results WHERE process_id IS NULL GROUP BY subject""",
    """CREATE TABLE subject_profiles AS
        SELECT row_number() OVER ()::INTEGER AS profile, results FROM (SELECT DISTINCT results FROM came_out ORDER BY results)""",
    "CREATE TABLE subjects AS SELECT c.subject, p.profile FROM came_out c JOIN subject_profiles p USING (results)",
)
"""How the indicators came out of each agency, supplier and pair: each way once, and the number of their own."""
SPELLINGS: Final = """CREATE TABLE spellings AS
    SELECT organisation_id, name, count(DISTINCT process_id) AS processes FROM (
        SELECT process_id, organisation_id, unnest(list_append(other_names, name)) AS name FROM {parties}
    ) WHERE name IS NOT NULL AND organisation_id IS NOT NULL GROUP BY ALL ORDER BY ALL"""
"""In how many processes each organisation is called what by `parties`."""
JOINT: Final = """CREATE TEMP TABLE joint AS
    SELECT CAST(dense_rank() OVER (ORDER BY contract, process_id, place) AS INTEGER) AS deal, process_id, supplier FROM (
        SELECT false AS contract, process_id, award_index AS place, supplier FROM award_suppliers
            WHERE counted AND suppliers > 1 AND supplier IS NOT NULL
        UNION ALL SELECT true, process_id, contract_index, supplier FROM contract_suppliers
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


CODED: Final = {
    "agency": "p.agency_id",
    **{name: f"p.{name}" for name in ("source", "method", "category", "stage", "month", "released")},
}
"""The numbers of a process that are of words: 1 is the first of the dictionary."""
_PROFILED: Final = ("completeness", "checks", "indicator_states")
_REACHED: Final = " + ".join(f"{2**place} * p.{stage}_reached::INTEGER" for place, stage in enumerate(PROCESS_STAGES))
"""A number with a bit for each stage of which a process published anything."""
NUMBERS: Final = {
    **{name: f"enum_code({column})" for name, column in CODED.items()},
    **{name: f"p.{name}" for name in ("year", *STEPS)},
    **{name: f"date_diff('day', DATE '1970-01-01', p.{name})" for name in ("date", "first_release", "release_date")},
    **{name: f"p.{name}_profile" for name in _PROFILED},
    "releases": "p.releases",
    "reached": _REACHED,
}
"""The numbers of a process, and what each is of."""
_LEAST: Final = {**dict.fromkeys(CODED, 0), **dict.fromkeys(_PROFILED, 1), "reached": 0}


def codes(bounds: Mapping[str, tuple[int, int]]) -> str:
    """Return the SQL of the processes in numbers as numpy takes them: 0 = not published, 1 = the least there is."""
    coded = ", ".join(_code(sql, *bounds[name], name) for name, sql in NUMBERS.items())
    return f"SELECT {coded} FROM processes p ORDER BY p.process_id"


def event_days(least: int, most: int) -> str:
    """Return the SQL of `event_days`: after how many days each event was published, by the place of its process."""
    return f"""CREATE TEMP TABLE event_days AS
        SELECT p.event, o.rowid::INTEGER AS place, {_code("p.days", least, most, "days")}, p.position = 1 AS first,
            coalesce(p.at_most AND p.days >= 0, false) AS at_most
        FROM publications p JOIN processes o USING (process_id)
        ORDER BY p.event, o.agency_id NULLS FIRST, p.days NULLS FIRST"""


def _code(number: str, least: int, most: int, name: str) -> str:
    kind = "UTINYINT" if most - least < 2**8 - 1 else "USMALLINT" if most - least < 2**16 - 1 else "UINTEGER"
    return f"CAST(coalesce({number} - {least} + 1, 0) AS {kind}) AS {name}"


def bounds() -> str:
    """Return the SQL of `bounds`: the least and the most of each number that stands as a code in `codes` and `event_days`."""
    numbers = [
        f"SELECT '{name}', {_LEAST.get(name, f'min({sql})')}::INTEGER, max({sql})::INTEGER FROM processes p"
        for name, sql in NUMBERS.items()
    ]
    numbers.append("SELECT 'days', min(days)::INTEGER, max(days)::INTEGER FROM publications")
    return f"""CREATE TABLE bounds AS SELECT name, coalesce(least, 0) AS least, coalesce(most, 0) AS most
        FROM ({" UNION ALL ".join(numbers)}) k(name, least, most)"""
