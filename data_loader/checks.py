"""The checks of the data, as `checks.toml` defines them, and the SQL that runs them.

A check is one entry of the file and one query, `sql/checks/<code>.sql`. The query returns a row for everything that can
be checked: process_id, wrong, path, value (what is written there) and against (what it was held against). A process
without a row is not applicable; it fails where a row is wrong, else it passes.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final, Literal

FILE: Final = Path(__file__).with_name("checks.toml")
QUERIES: Final = Path(__file__).with_name("sql") / "checks"
EXAMPLES: Final = 5
"""Failing places of a process that are kept for each check; how many there are is always counted."""

Family = Literal["dates", "links", "money", "content"]
State = Literal["pass", "fail", "not_applicable"]
FAMILIES: Final[tuple[Family, ...]] = ("dates", "links", "money", "content")
STATES: Final[tuple[State, ...]] = ("fail", "pass", "not_applicable")


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check; `code` is also its column in the table `checks`."""

    code: str
    family: Family
    level: str
    needs_es: str
    needs_en: str
    name_es: str
    name_en: str
    what_es: str
    what_en: str
    why_es: str
    why_en: str
    mend_es: str
    mend_en: str
    reason_es: str = ""
    reason_en: str = ""
    parameters: dict[str, float] = field(default_factory=dict)


@cache
def check_list() -> tuple[Check, ...]:
    """Return every check, in the order of the file."""
    listed = tomllib.loads(FILE.read_text(encoding="utf-8"))["check"]
    return tuple(Check(**entry) for entry in listed)


@cache
def check_of(code: str) -> Check:
    """Return one check.

    Raises:
        KeyError: there is none of this code.
    """
    return {check.code: check for check in check_list()}[code]


def parameters_sql() -> str:
    """Return the statements that tell the queries their numbers."""
    return "\n".join(
        f"SET VARIABLE {check.code}_{name} = {number};"
        for check in check_list()
        for name, number in check.parameters.items()
    )


def checks_sql() -> str:
    """Return the statements that make the tables `checks` and `check_failures`, one query after another."""
    columns = ",\n    ".join(
        f"""bool_and(CASE WHEN v.code = '{check.code}' THEN v.passed END) AS "{check.code}\""""
        for check in check_list()
    )
    comments = "\n".join(
        f"""COMMENT ON COLUMN checks."{check.code}" IS '{_quoted(check.name_en)}. True: pass; false: fail; NULL: not applicable.';"""
        for check in check_list()
    )
    return (
        _TABLES
        + "\n".join(_RUN.format(code=check.code, query=_query(check), examples=EXAMPLES) for check in check_list())
        + _RESULT.format(
            columns=columns, comments=comments, codes=", ".join(f"'{check.code}'" for check in check_list())
        )
    )


def _query(check: Check) -> str:
    return (QUERIES / f"{check.code}.sql").read_text(encoding="utf-8").rstrip("; \n")


def _quoted(words: str) -> str:
    return words.replace("'", "''")


_TABLES: Final = """
CREATE TABLE verdicts (process_id BIGINT, code VARCHAR, passed BOOLEAN, failures BIGINT,
    examples STRUCT(length BIGINT, path VARCHAR, "value" VARCHAR, against VARCHAR)[]);
"""

_RUN: Final = """
INSERT INTO verdicts
SELECT process_id, '{code}', NOT bool_or(wrong), count(CASE WHEN wrong THEN 1 END), min(CASE WHEN wrong
    THEN {{length: length(path), path: path, "value": CAST("value" AS VARCHAR)[:200], against: CAST(against AS VARCHAR)}} END, {examples})
FROM (
{query}
) GROUP BY process_id;
"""

_RESULT: Final = """
CREATE TABLE check_failures AS
SELECT process_id, code, failures,
    list_transform(examples, lambda x: {{path: x.path, "value": x."value", against: x.against}}) AS examples
FROM verdicts WHERE NOT passed ORDER BY process_id, list_position([{codes}], code);

COMMENT ON TABLE check_failures IS 'One row a process and check that it fails; see checks.';
COMMENT ON COLUMN check_failures.process_id IS 'Number of the process in this snapshot; see processes.';
COMMENT ON COLUMN check_failures.code IS 'Code of the check.';
COMMENT ON COLUMN check_failures.failures IS 'Number of places of the record that fail it.';
COMMENT ON COLUMN check_failures.examples IS 'List of (path, value, against): at most five of these places, what is written there and what it was held against.';

CREATE TABLE checks AS
SELECT c.process_id, {columns},
    count(CASE WHEN NOT v.passed THEN 1 END) AS failed, count(v.code) AS applicable
FROM compiled c LEFT JOIN verdicts v USING (process_id) GROUP BY c.process_id ORDER BY c.process_id;

COMMENT ON TABLE checks IS 'One row a process, one column a check of checks.toml.';
COMMENT ON COLUMN checks.process_id IS 'Number of the process in this snapshot; see processes.';
COMMENT ON COLUMN checks.failed IS 'Number of checks that the process fails.';
COMMENT ON COLUMN checks.applicable IS 'Number of checks that apply to the process.';
{comments}
"""
