"""What the indicators of risk found: how often each is raised, clear or cannot be computed, why, and the results."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from data_loader.filters import Filters
from data_loader.indicators.definitions import OF_PROCESSES, STATES, Indicator, State, indicator_list
from data_loader.queries.answers import cached
from data_loader.queries.asking import Members, frame, member, one
from data_loader.queries.base import adds_up, condition, unit_of
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


def kept_sql(snapshot: Snapshot, filters: Filters) -> tuple[str, dict[str, Any]]:
    """Return the SQL of `kept`, the results about something that the filters keep, and its parameters.

    A result about an organisation is kept where the organisation has a process that is; its figures stay those of all.
    """
    test, values = condition(filters, unit=unit_of(snapshot, filters))
    if not narrowed(filters):
        return "kept AS NOT MATERIALIZED (SELECT * FROM indicator_results)", values
    values["selected"] = Members.of(f"SELECT p.process_id FROM processes p WHERE {test}", values)
    sold = f"""SELECT n.supplier_id FROM supplier_names n
            WHERE n.supplier IN (SELECT q.supplier FROM pairs q WHERE {member("selected", "q")})"""
    bid = f"SELECT t.organisation_id FROM tenderers t WHERE {member('selected', 't')}"
    pairs = f"""SELECT {{a: q.agency_id, s: q.supplier_id}} FROM pairs q WHERE {member("selected", "q")}
            AND (q.supplier IS NULL OR q.supplier IN (SELECT n.supplier FROM supplier_names n
                JOIN indicator_results i ON i.supplier_id = n.supplier_id WHERE i.level = 'pair'))"""
    agencies = f"r.agency_id IN (SELECT q.agency_id FROM processes q WHERE {member('selected', 'q')})"
    agencies = "false" if filters.supplier else agencies
    suppliers = f"r.supplier_id IN ({sold} UNION {bid})"
    if filters.supplier:
        suppliers = "list_contains($supplier, r.supplier_id)"
    return (
        f"""kept AS NOT MATERIALIZED (
            SELECT r.* FROM indicator_results r WHERE r.process_id IS NOT NULL AND {member("selected", "r")}
            UNION ALL
            SELECT r.* FROM indicator_results r WHERE r.process_id IS NULL AND CASE r.level WHEN 'agency' THEN {agencies}
                WHEN 'supplier' THEN {suppliers} WHEN 'pair' THEN {{a: r.agency_id, s: r.supplier_id}} IN ({pairs}) END
        )""",
        values,
    )


@cached
def indicator_counts(snapshot: Snapshot, filters: Filters) -> pd.DataFrame:
    """Return how each indicator came out: indicator, level, raised, clear, not_computable, computable, rate.

    One row an indicator and level, in the order of the list; an indicator of items is counted by its processes. `rate`
    is raised ÷ computable (0-1), NaN where it can be computed for nothing: an agency with more contracts has more flags.
    """
    found = _counts(snapshot, filters)
    rows = [
        {"indicator": indicator.code, "level": level} | found.get((indicator.code, level), _NONE)
        for indicator in indicator_list()
        for level in indicator.all_levels
    ]
    counts = pd.DataFrame(rows)
    computable = counts["raised"] + counts["clear"]
    rate = counts["raised"] / computable.where(computable > 0)
    return counts.assign(computable=computable, rate=rate.astype("float64"))


_COUNTS: Final = """count(*) FILTER (p."{code}" = 'raised') AS r{place},
    count(*) FILTER (p."{code}" = 'clear') AS c{place}"""
_COUNTED: Final = """CAST(coalesce(sum(p."{code} raised"), 0) AS BIGINT) AS r{place},
    CAST(coalesce(sum(p."{code} clear"), 0) AS BIGINT) AS c{place}"""
_NONE: Final = {"raised": 0, "clear": 0, "not_computable": 0}


@cached
def _counts(snapshot: Snapshot, filters: Filters) -> dict[tuple[str, str], dict[str, int]]:
    common, values = kept_sql(snapshot, filters)
    test, _ = condition(filters, unit=values["unit"])
    of_processes = [one for one in indicator_list() if set(one.all_levels) & OF_PROCESSES]
    added = adds_up(filters)
    counted = _COUNTED if added else _COUNTS
    columns = ", ".join(counted.format(code=item.code, place=place) for place, item in enumerate(of_processes))
    table, number = ("cube", "coalesce(sum(p.processes), 0)") if added else ("filtered_indicator_states", "count(*)")
    found = one(snapshot, f"SELECT CAST({number} AS BIGINT) AS n, {columns} FROM {table} p WHERE {test}", values)
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
        f"""WITH {common} SELECT r.indicator, r.level, r.state, count(*) AS n FROM kept r
        WHERE r.process_id IS NULL GROUP BY ALL""",
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
    counted = _reasons(snapshot, filters).get(indicator, {})
    rows = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return pd.DataFrame(
        {"reason": pd.Series([reason for reason, _ in rows], dtype=object), "n": [n for _, n in rows]}
    ).astype({"n": "int64"})


@cached
def _reasons(snapshot: Snapshot, filters: Filters) -> dict[str, dict[str, int]]:
    """Return how often each reason stands in the way of each indicator: those of processes in one reading of their states."""
    common, values = kept_sql(snapshot, filters)
    test, _ = condition(filters, unit=values["unit"])
    of_processes = [item.code for item in indicator_list() if set(item.all_levels) & OF_PROCESSES]
    columns = ", ".join(f'histogram(p."{code}") AS h{place}' for place, code in enumerate(of_processes))
    states = one(snapshot, f"SELECT {columns} FROM filtered_indicator_states p WHERE {test}", values)
    found: dict[str, dict[str, int]] = {
        code: {reason: n for reason, n in (states[f"h{place}"] or {}).items() if reason not in {"raised", "clear"}}
        for place, code in enumerate(of_processes)
    }
    rows = frame(
        snapshot,
        f"""WITH {common} SELECT r.indicator, r.reason, count(*) AS n FROM kept r
        WHERE r.process_id IS NULL AND r.state = 'not_computable' GROUP BY ALL""",
        values,
    )
    for indicator, reason, number in rows.itertuples(index=False, name=None):
        if indicator not in of_processes:
            found.setdefault(indicator, {})[reason] = int(number)
    return found


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
    common, values = kept_sql(snapshot, filters)
    chosen = [item for item in indicator_list() if not indicators or item.code in indicators]
    about = _ABOUT if ocids else "true"
    test, _ = condition(filters, unit=values["unit"])
    parts = [f"SELECT r.* FROM kept r WHERE {about.format(alias='r')}"]
    of_processes = [item for item in chosen if set(item.all_levels) & OF_PROCESSES]
    if "not_computable" in states and of_processes:
        parts.append(_gaps(of_processes, f"{about.format(alias='p')} AND {test}"))
    asked = "list_contains($indicators, f.indicator) AND list_contains($states, f.state)"
    found = f"WITH {common}, found AS ({' UNION ALL BY NAME '.join(parts)}), listed AS (SELECT * FROM found f WHERE {asked})"
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
    states = ", ".join(f'p."{item.code}"' for item in indicators)
    codes = ", ".join(f"'{item.code}'" for item in indicators)
    levels = ", ".join(f"'{item.level}'" for item in indicators)
    return f"""SELECT g.indicator, g.level, g.process_id, g.agency_id, 'not_computable' AS state, g.reason
        FROM (SELECT p.process_id, p.agency_id, unnest([{states}]) AS reason, unnest([{codes}]) AS indicator,
                unnest([{levels}]) AS level
            FROM filtered_indicator_states p WHERE {about}) g
        WHERE g.reason NOT IN ('raised', 'clear')"""


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
