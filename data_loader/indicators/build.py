"""The SQL that makes the tables of the indicators: one query after another into one list, then the tables of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import duckdb

from data_loader.indicators.definitions import BASE, OF_PROCESSES, Indicator, Parameter, indicator_list, reasons
from data_loader.portions import within_memory

_COMMON: Final[dict[str, Parameter | None]] = {"enabled": 1.0, "threshold": None}
"""What every indicator can be told: whether it is on, and a threshold in place of the fence of its peers."""
_ASKED: Final = re.compile(r"getvariable\('(\w+)'\)")


def parameters(connection: duckdb.DuckDBPyConnection) -> dict[str, Parameter | None]:
    """Return the numbers and lists that queries ask for by code_name: those of the files, else of vitrina.toml.

    Tell the SQL which indicators are switched off.
    """
    given = {
        f"{one.code}_{name}": value for one in indicator_list() for name, value in {**_COMMON, **one.parameters}.items()
    }
    for code, name, number, words in connection.execute(_SETTINGS).fetchall():
        if f"{code}_{name}" in given:
            given[f"{code}_{name}"] = number if words is None else words
    connection.execute(
        "SET VARIABLE off = ?", [[one.code for one in indicator_list() if not given[f"{one.code}_enabled"]]]
    )
    return given


def _literal(value: Parameter | None) -> str:
    if isinstance(value, list):
        return "[" + ", ".join("'" + item.replace("'", "''") + "'" for item in value) + "]::VARCHAR[]"
    return "NULL::DOUBLE" if value is None else f"'{value}'::DOUBLE"


def base_sql() -> str:
    """Return the statements that make what several queries read."""
    return BASE.read_text(encoding="utf-8")


def results_sql() -> str:
    """Return the statements that make the table `indicator_results` of what the queries found."""
    return _RESULTS


def states_sql() -> str:
    """Return the statements that make the table `indicator_states` of what the queries found."""
    listed = indicator_list()
    codes = [*reasons()]
    states = "[" + ", ".join(f"'{state}'" for state in ("raised", "clear", *codes)) + "]"
    of_processes = [one for one in listed if set(one.all_levels) & OF_PROCESSES]
    columns = ",\n    ".join(_STATE.format(code=one.code, states=states) for one in of_processes)
    comments = "\n".join(_STATE_COMMENT.format(code=one.code) for one in of_processes)
    return _STATES.format(columns=columns, comments=comments, reasons=", ".join(f"'{code}'" for code in codes))


def run_sql(indicator: Indicator, given: Mapping[str, Parameter | None]) -> str:
    """Return the statement that adds the rows of one indicator by these parameters; only what is raised keeps its evidence.

    A query of several levels says itself which one a row is of; one without a column for reasons always has a value.
    """
    level = "" if indicator.levels else f"'{indicator.level}' AS level, "
    raised = "q.raised AND q.reason IS NULL" if "AS reason" in indicator.sql else "q.raised"
    query = _ASKED.sub(lambda asked: _literal(given[asked[1]]), indicator.sql)
    return _RUN.format(code=indicator.code, level=level, raised=raised, query=query)


def compute(connection: duckdb.DuckDBPyConnection) -> None:
    """Write `indicator_rows`, one indicator after another."""
    former(connection)
    connection.execute(_ROWS)
    given = parameters(connection)
    for indicator in (one for one in indicator_list() if given[f"{one.code}_enabled"]):
        within_memory(connection, run_sql(indicator, given), whole_records=False)


def former(connection: duckdb.DuckDBPyConnection) -> None:
    """Write `indicators_before`: what the snapshot before raised, with since when, by today's numbers of the processes."""
    found = connection.execute("SELECT getvariable('former')").fetchone()
    folder = found[0] if found else None
    if not folder:
        connection.execute(_NOTHING_BEFORE)
        return
    paths = {name: f"{folder}/{name}.parquet" for name in ("indicator_results", "processes")}
    connection.execute(_BEFORE.format(**{name: path.replace("'", "''") for name, path in paths.items()}))


_NOTHING_BEFORE: Final = """
CREATE TEMP TABLE indicators_before (indicator VARCHAR, level VARCHAR, item VARCHAR, subject VARCHAR, since TIMESTAMP)
"""
_BEFORE: Final = """
CREATE TEMP TABLE indicators_before AS
SELECT r.indicator, r.level, coalesce(r.item, '') AS item, subject(c.process_id, r.level, r.agency_id, r.supplier_id) AS subject,
    min(r.since) AS since
FROM read_parquet('{indicator_results}') r
LEFT JOIN read_parquet('{processes}') p ON p.process_id = r.process_id
LEFT JOIN compiled c ON c.source = p.source AND c.ocid = p.ocid
WHERE r.state = 'raised' AND (r.process_id IS NULL OR c.process_id IS NOT NULL)
GROUP BY ALL
"""

_SETTINGS: Final = """
SELECT * FROM read_json(getvariable('indicator_settings'), format = 'newline_delimited', maximum_object_size = getvariable('longest_line'),
    columns = {indicator: 'VARCHAR', parameter: 'VARCHAR', number: 'DOUBLE', words: 'VARCHAR[]'})
"""

_ROWS: Final = """
CREATE TABLE indicator_rows (indicator VARCHAR, level VARCHAR, process_id BIGINT, agency_id VARCHAR, supplier_id VARCHAR,
    item VARCHAR, raised BOOLEAN, reason VARCHAR, "value" DOUBLE, threshold DOUBLE, peer_group VARCHAR, peers BIGINT,
    amount DECIMAL(38, 4), currency VARCHAR, evidence VARCHAR);
"""
_RUN: Final = """
INSERT INTO indicator_rows BY NAME
SELECT '{code}' AS indicator, {level}q.* REPLACE (CASE WHEN {raised} THEN q.evidence END AS evidence) FROM (
{query}
) q ORDER BY ALL;
"""
_RESULTS: Final = """
CREATE TEMP VIEW indicator_judged AS
SELECT r.*, r.rowid AS row, CASE WHEN r.reason IS NOT NULL OR r.raised IS NULL THEN 'not_computable' WHEN r.raised THEN 'raised' ELSE 'clear' END AS state
FROM indicator_rows r;

CREATE TEMP TABLE indicator_records AS
WITH wanted AS (
    SELECT row, from_json(evidence->'$.records', '["BIGINT"]') AS ids FROM indicator_judged
    WHERE state = 'raised' AND json_array_length(evidence->'$.records') > 0
), placed AS (
    SELECT row, unnest(ids) AS process_id, generate_subscripts(ids, 1) AS place FROM wanted
), once AS (
    SELECT row, process_id, min(place) AS place FROM placed GROUP BY ALL
)
SELECT o.row, list({ocid: p.ocid, source: p.source} ORDER BY o.place) AS records
FROM once o JOIN i_process p USING (process_id) GROUP BY o.row;

CREATE TEMP TABLE indicator_company AS
SELECT subject(process_id, level, agency_id, supplier_id) AS subject, count(DISTINCT indicator) AS flags
FROM indicator_judged WHERE state = 'raised' GROUP BY ALL;

CREATE TABLE indicator_results AS
SELECT row_number() OVER (ORDER BY r.indicator, r.level, r.process_id, r.agency_id, r.supplier_id, r.item) AS result, r.indicator, r.level, r.process_id, coalesce(r.agency_id, p.agency_id) AS agency_id,
    coalesce(r.supplier_id, p.supplier_id) AS supplier_id, r.item, r.state, NULL::VARCHAR AS reason, r."value", r.threshold, r.peer_group, r.peers,
    CASE WHEN r.currency IS NULL THEN p.amount ELSE r.amount END AS amount, coalesce(r.currency, p.currency) AS currency,
    coalesce(b.since, CAST(TRY_CAST(getvariable('published_at') AS TIMESTAMPTZ) AS TIMESTAMP), TIMESTAMP '1970-01-01') AS since,
    b.since IS NULL AND getvariable('former') IS NOT NULL AS is_new, f.flags,
    CASE WHEN k.row IS NULL THEN r.evidence ELSE CAST(json_merge_patch(r.evidence, json_object('records', k.records)) AS VARCHAR) END AS evidence
FROM indicator_judged r LEFT JOIN i_process p USING (process_id) LEFT JOIN indicator_records k ON k.row = r.row
LEFT JOIN indicators_before b ON b.indicator = r.indicator AND b.level = r.level AND b.item = coalesce(r.item, '')
    AND b.subject = subject(r.process_id, r.level, r.agency_id, r.supplier_id)
LEFT JOIN indicator_company f ON f.subject = subject(r.process_id, r.level, r.agency_id, r.supplier_id)
WHERE r.state = 'raised'
ORDER BY result;

INSERT INTO indicator_results
SELECT 1000000000 + r.row, r.indicator, r.level, r.process_id, coalesce(r.agency_id, p.agency_id), coalesce(r.supplier_id, p.supplier_id), r.item, r.state,
    CASE WHEN r.state = 'not_computable' THEN coalesce(r.reason, 'missing') END,
    CASE WHEN r.state = 'clear' THEN r."value" END, CASE WHEN r.state = 'clear' THEN r.threshold END,
    CASE WHEN r.state = 'clear' THEN r.peer_group END, CASE WHEN r.state = 'clear' THEN r.peers END,
    CASE WHEN r.currency IS NULL THEN p.amount ELSE r.amount END, coalesce(r.currency, p.currency), NULL, NULL, NULL, NULL
FROM indicator_judged r LEFT JOIN i_process p USING (process_id)
WHERE r.state = 'clear' OR r.state = 'not_computable' AND r.process_id IS NULL;

COMMENT ON TABLE indicator_results IS 'One row a result of an indicator: first those raised, then those clear. What cannot be computed for a process stands in indicator_states.';
COMMENT ON COLUMN indicator_results.result IS 'Number of the result in this snapshot. Never NULL.';
COMMENT ON COLUMN indicator_results.indicator IS 'Code of the indicator. Never NULL.';
COMMENT ON COLUMN indicator_results.level IS 'Code of what the result is about: process, agency, supplier, pair (of an agency and a supplier) or item. Never NULL.';
COMMENT ON COLUMN indicator_results.process_id IS 'Number of the process in this snapshot; see processes. NULL: it is about an organisation.';
COMMENT ON COLUMN indicator_results.agency_id IS 'Organisation id of the agency that it is about, or of its process. NULL: none, or not published.';
COMMENT ON COLUMN indicator_results.supplier_id IS 'Organisation id of the supplier that it is about, or of its process where that has one. NULL: none, several, or not published.';
COMMENT ON COLUMN indicator_results.item IS 'Text. Place of the item in the record. NULL: it is not about an item.';
COMMENT ON COLUMN indicator_results.state IS 'Code: raised, clear or not_computable. Never NULL.';
COMMENT ON COLUMN indicator_results.reason IS 'Code of why it cannot be computed. NULL: it can.';
COMMENT ON COLUMN indicator_results."value" IS 'Number that was held against the threshold, in the unit of the indicator. NULL: it has none.';
COMMENT ON COLUMN indicator_results.threshold IS 'Number that the value was held against: a parameter, or a fence of its peers. NULL: it has none.';
COMMENT ON COLUMN indicator_results.peer_group IS 'Text. What it was compared with. NULL: with nothing.';
COMMENT ON COLUMN indicator_results.peers IS 'Number of peers it was compared with, itself among them. NULL: it was compared with nothing.';
COMMENT ON COLUMN indicator_results.amount IS 'Money in `currency` that is at stake. NULL: not published.';
COMMENT ON COLUMN indicator_results.currency IS 'ISO 4217 code of the amount. NULL: not published.';
COMMENT ON COLUMN indicator_results.since IS 'Time in UTC. When the snapshot was published in which it was first raised, without a break since. NULL: not raised.';
COMMENT ON COLUMN indicator_results.is_new IS 'True: first raised in this snapshot. False: in one before it, or there was none before it to be new against. NULL: not raised.';
COMMENT ON COLUMN indicator_results.flags IS 'Number of indicators raised on the same process, or on the same organisation or pair, this one among them. NULL: not raised.';
COMMENT ON COLUMN indicator_results.evidence IS 'JSON. The figures that a raised result rests on, and its records. NULL: not raised.';
"""
_STATE: Final = """{states}[coalesce(2 - max(CASE WHEN r.indicator = '{code}' THEN r.code END), CASE WHEN list_contains(getvariable('off'), '{code}') THEN 4 ELSE 3 END)] AS "{code}\""""
_STATE_COMMENT: Final = """COMMENT ON COLUMN indicator_states."{code}" IS 'Code of the state of the indicator of this name: raised, clear, or why it is not computable. Never NULL.';"""
_STATES: Final = """
CREATE TABLE indicator_states AS
WITH coded AS (
    SELECT process_id, indicator, CAST(CASE WHEN reason IS NOT NULL OR raised IS NULL
        THEN -list_position([{reasons}], coalesce(reason, 'missing')) WHEN raised THEN 1 ELSE 0 END AS TINYINT) AS code
    FROM indicator_rows WHERE process_id IS NOT NULL
)
SELECT c.process_id, {columns}
FROM compiled c LEFT JOIN coded r USING (process_id) GROUP BY c.process_id ORDER BY c.process_id;

COMMENT ON TABLE indicator_states IS 'One row a process, one column an indicator of processes or their items.';
COMMENT ON COLUMN indicator_states.process_id IS 'Number of the process in this snapshot; see processes. Never NULL.';
{comments}
"""
