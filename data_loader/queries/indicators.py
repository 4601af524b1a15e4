"""What the indicators of risk found: how often each is raised, clear or cannot be computed, why, and the results."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from data_loader.filters import Filters
from data_loader.indicators.definitions import OF_PROCESSES, STATES, Indicator, State, indicator_list
from data_loader.queries.answers import cached
from data_loader.queries.base import condition, frame, one, unit_of
from data_loader.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class ResultPage:
    """One page of results; `total` is the length of the whole list.

    `rows`: indicator, level, state, reason (None where it can be computed), process_id, ocid, source, title (of the
    process; None where it is about organisations), agency_id, agency_name, supplier_id, supplier_name, item, value,
    threshold, peer_group, peers, amount, currency, since (None: not raised), evidence (JSON text; None: not raised).
    """

    total: int
    page: int
    page_size: int
    rows: pd.DataFrame


def narrowed(filters: Filters) -> bool:
    """Return whether the filters leave processes out."""
    return any(name not in {"currency", "stage"} for name, _ in filters.active())


def kept(filters: Filters, alias: str) -> str:
    """Return the SQL condition that a result is about something that the filters keep; `selected` are their processes.

    A result about an organisation is kept where the organisation has a process that is; its figures stay those of all.
    """
    if not narrowed(filters):
        return "true"
    r = alias
    sold = "SELECT ps.supplier_id FROM process_suppliers ps JOIN selected USING (process_id)"
    bid = "SELECT t.organisation_id FROM tenderers t JOIN selected USING (process_id)"
    pairs = "SELECT {a: s.agency_id, s: ps.supplier_id} FROM process_suppliers ps JOIN selected s USING (process_id)"
    agencies = "false" if filters.supplier else f"{r}.agency_id IN (SELECT agency_id FROM selected)"
    suppliers = f"{r}.supplier_id IN ({sold} UNION {bid})"
    if filters.supplier:
        suppliers = f"list_contains($supplier, {r}.supplier_id)"
    return f"""CASE {r}.level WHEN 'agency' THEN {agencies} WHEN 'supplier' THEN {suppliers}
        WHEN 'pair' THEN {{a: {r}.agency_id, s: {r}.supplier_id}} IN ({pairs})
        ELSE {r}.process_id IN (SELECT process_id FROM selected) END"""


def selected_sql(snapshot: Snapshot, filters: Filters) -> tuple[str, dict[str, Any]]:
    """Return the SQL of `selected`, the processes that the filters keep, and its parameters."""
    test, values = condition(filters, unit=unit_of(snapshot, filters))
    return f"selected AS (SELECT p.process_id, p.agency_id FROM processes p WHERE {test})", values


@cached
def indicator_counts(snapshot: Snapshot, filters: Filters) -> pd.DataFrame:
    """Return how each indicator came out: indicator, level, raised, clear, not_computable, computable, rate.

    One row an indicator and level, in the order of the list; an indicator of items is counted by its processes. `rate`
    is raised ÷ computable (0-1), NaN where it can be computed for nothing: an agency with more contracts has more flags.
    """
    rows = [
        {"indicator": indicator.code, "level": level} | counted
        for indicator in indicator_list()
        for level in indicator.all_levels
        for counted in [_counts(snapshot, filters).get((indicator.code, level), _NONE)]
    ]
    counts = pd.DataFrame(rows)
    computable = counts["raised"] + counts["clear"]
    rate = counts["raised"] / computable.where(computable > 0)
    return counts.assign(computable=computable, rate=rate.astype("float64"))


_NONE: Final = {"raised": 0, "clear": 0, "not_computable": 0}


@cached
def _counts(snapshot: Snapshot, filters: Filters) -> dict[tuple[str, str], dict[str, int]]:
    common, values = selected_sql(snapshot, filters)
    of_processes = [one for one in indicator_list() if set(one.all_levels) & OF_PROCESSES]
    columns = ", ".join(
        f"""count(*) FILTER (s."{item.code}" = 'raised') AS r{place}, count(*) FILTER (s."{item.code}" = 'clear') AS c{place}"""
        for place, item in enumerate(of_processes)
    )
    found = one(
        snapshot,
        f"WITH {common} SELECT count(*) AS n, {columns} FROM indicator_states s JOIN selected USING (process_id)",
        values,
    )
    counts: dict[tuple[str, str], dict[str, int]] = {
        (item.code, item.level): {
            "raised": found[f"r{place}"],
            "clear": found[f"c{place}"],
            "not_computable": found["n"] - found[f"r{place}"] - found[f"c{place}"],
        }
        for place, item in enumerate(of_processes)
    }
    rows = frame(
        snapshot,
        f"""WITH {common} SELECT r.indicator, r.level, r.state, count(*) AS n FROM indicator_results r
        WHERE r.process_id IS NULL AND {kept(filters, "r")} GROUP BY ALL""",
        values,
    )
    for indicator, level, state, number in rows.itertuples(index=False, name=None):
        counts.setdefault((indicator, level), dict(_NONE))[state] = int(number)
    return counts


@cached
def indicator_reasons(snapshot: Snapshot, filters: Filters, *, indicator: str) -> pd.DataFrame:
    """Return why an indicator cannot be computed: reason, n (processes, or organisations), most first.

    Raises:
        ValueError: no such indicator.
    """
    known([indicator])
    common, values = selected_sql(snapshot, filters)
    levels = next(one for one in indicator_list() if one.code == indicator).all_levels
    if set(levels) & OF_PROCESSES:
        found = f"""SELECT s."{indicator}" AS reason FROM indicator_states s JOIN selected USING (process_id)
            WHERE s."{indicator}" NOT IN ('raised', 'clear')"""
    else:
        found = f"""SELECT r.reason FROM indicator_results r
            WHERE r.indicator = $indicator AND r.state = 'not_computable' AND {kept(filters, "r")}"""
    return frame(
        snapshot,
        f"WITH {common} SELECT reason, count(*) AS n FROM ({found}) GROUP BY reason ORDER BY n DESC, reason",
        values | {"indicator": indicator},
    )


NAMED: Final = """SELECT c.*, p.ocid, p.source, p.title, p.date, p.method AS process_method, a.name AS agency_name, s.name AS supplier_name
    FROM chosen c LEFT JOIN processes p USING (process_id)
    LEFT JOIN organisations a ON a.organisation_id = c.agency_id
    LEFT JOIN organisations s ON s.organisation_id = c.supplier_id"""
"""The SQL of results with the names of what they are about."""


@cached
def indicator_results(
    snapshot: Snapshot,
    filters: Filters,
    *,
    indicators: tuple[str, ...] = (),
    states: tuple[State, ...] = ("raised",),
    ocids: tuple[str, ...] = (),
    page: int = 1,
    page_size: int = 25,
) -> ResultPage:
    """Return a page of results: without `indicators` those of all, without `ocids` those of everything.

    In the order of the list of indicators; with `ocids` only results about processes.

    Raises:
        ValueError: no such indicator or state.
    """
    known(indicators, states)
    common, values = selected_sql(snapshot, filters)
    chosen = [item for item in indicator_list() if not indicators or item.code in indicators]
    about = _ABOUT if ocids else "true"
    parts = [f"SELECT r.* FROM indicator_results r WHERE {about.format(alias='r')} AND {kept(filters, 'r')}"]
    of_processes = [item for item in chosen if set(item.all_levels) & OF_PROCESSES]
    if "not_computable" in states and of_processes:
        parts.append(_gaps(of_processes, about.format(alias="s")))
    test = "list_contains($indicators, f.indicator) AND list_contains($states, f.state)"
    found = (
        f"WITH {common}, found AS ({' UNION ALL BY NAME '.join(parts)}), listed AS (SELECT * FROM found f WHERE {test})"
    )
    values |= {"indicators": [item.code for item in chosen], "states": list(states), "ocids": list(ocids)}
    total = int(one(snapshot, f"{found} SELECT count(*) AS n FROM listed", values)["n"])
    order = "list_position($indicators, c.indicator), c.level, c.process_id, c.agency_id, c.supplier_id, c.item"
    rows = frame(
        snapshot,
        f"""{found}, chosen AS (SELECT * FROM listed c ORDER BY {order} LIMIT $limit OFFSET $offset)
        {NAMED} ORDER BY {order}""",
        values | {"limit": page_size, "offset": (page - 1) * page_size},
    )
    return ResultPage(total, page, page_size, rows)


_ABOUT: Final = "{alias}.process_id IN (SELECT process_id FROM processes WHERE list_contains($ocids, ocid))"


def _gaps(indicators: list[Indicator], about: str) -> str:
    """Return the SQL of what cannot be computed, process by process: one reading of the states for all indicators."""
    states = ", ".join(f's."{item.code}"' for item in indicators)
    codes = ", ".join(f"'{item.code}'" for item in indicators)
    levels = ", ".join(f"'{item.level}'" for item in indicators)
    return f"""SELECT g.indicator, g.level, g.process_id, p.agency_id, 'not_computable' AS state, g.reason
        FROM (SELECT s.process_id, unnest([{states}]) AS reason, unnest([{codes}]) AS indicator, unnest([{levels}]) AS level
            FROM indicator_states s JOIN selected USING (process_id) WHERE {about}) g
        JOIN processes p USING (process_id) WHERE g.reason NOT IN ('raised', 'clear')"""


def known(indicators: Collection[str], states: Collection[str] = ()) -> None:
    """Refuse what does not exist.

    Raises:
        ValueError: no such indicator or state.
    """
    codes = {item.code for item in indicator_list()}
    for code in indicators:
        if code not in codes:
            raise ValueError(code)
    for state in states:
        if state not in STATES:
            raise ValueError(state)


@cached
def list_problems(snapshot: Snapshot, *, limit: int = 100) -> pd.DataFrame:
    """Return the rows of watch-lists and legal limits with something wrong: list (None: the legal limits), line, problem, said."""
    return frame(
        snapshot,
        """SELECT list_name AS list, line, problem, coalesce(name, details, '') AS said FROM watchlists WHERE problem IS NOT NULL
        UNION ALL SELECT NULL, line, problem, coalesce(reference, '') FROM legal_thresholds WHERE problem IS NOT NULL
        ORDER BY list NULLS LAST, line LIMIT $limit""",
        {"limit": limit},
    )
