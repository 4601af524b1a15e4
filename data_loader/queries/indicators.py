"""What the indicators of risk found: how often each is raised, clear or cannot be computed, why, and the results."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from data_loader.filters import Filters
from data_loader.indicators.definitions import OF_PROCESSES, STATES, Indicator, State, indicator_list, indicator_of
from data_loader.queries.answers import cached
from data_loader.queries.asking import as_bits, called, frame, member, rows
from data_loader.queries.base import among, condition
from data_loader.queries.concerns import came_out, concerned
from data_loader.queries.dealings import agencies_called, names_of
from data_loader.queries.outcomes import profiled
from data_loader.queries.selection import bits, selected
from data_loader.queries.titles import beside
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
    _, values = selected(snapshot, filters)
    if not narrowed(filters):
        return "kept AS NOT MATERIALIZED (SELECT * FROM indicator_results)", values
    values["selected"] = bits(snapshot, filters)
    values["concerned"] = as_bits(concerned(snapshot, filters))
    kept = f"CASE WHEN r.process_id IS NULL THEN {member('concerned', 'r.subject')} ELSE {member('selected', 'r.process_id')} END"
    return f"kept AS NOT MATERIALIZED (SELECT r.* FROM indicator_results r WHERE {kept})", values


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


_NONE: Final = {"raised": 0, "clear": 0, "not_computable": 0}


def _counts(snapshot: Snapshot, filters: Filters) -> dict[tuple[str, str], dict[str, int]]:
    counts: dict[tuple[str, str], dict[str, int]] = {}
    for indicator, level, outcome, number in _outcomes(snapshot, filters).itertuples(index=False, name=None):
        state = outcome if outcome in {"raised", "clear"} else "not_computable"
        counts.setdefault((indicator, level), dict(_NONE))[state] += number
    return counts


@cached
def _outcomes(snapshot: Snapshot, filters: Filters) -> pd.DataFrame:
    """Return indicator, level, outcome (raised, clear, or why it cannot be computed), n (processes, or organisations)."""
    listed, of_profiles = _of_profiles(snapshot)
    processes = of_profiles @ profiled(snapshot, "indicator_states", filters).n
    organisations = came_out(snapshot, concerned(snapshot, filters) if narrowed(filters) else None)
    return pd.concat([listed.assign(n=processes)[processes > 0], organisations], ignore_index=True)


@lru_cache(maxsize=2)
def _of_profiles(snapshot: Snapshot) -> tuple[pd.DataFrame, npt.NDArray[np.bool_]]:
    """Return indicator, level, outcome of processes, and for each of these which profiles have it, by their number."""
    listed = [item for item in indicator_list() if set(item.all_levels) & OF_PROCESSES]
    codes = ", ".join(f'"{item.code}"' for item in listed)
    states = frame(snapshot, f"SELECT {codes} FROM indicator_states_profiles ORDER BY profile")
    keys = [(item, outcome) for item in listed for outcome in states[item.code].unique()]
    named = pd.DataFrame([(item.code, item.level, outcome) for item, outcome in keys], dtype=object)
    came_out = np.array([states[item.code] == outcome for item, outcome in keys], np.bool_).reshape(-1, len(states))
    return named.set_axis(["indicator", "level", "outcome"], axis=1), came_out


@cached
def indicator_reasons(snapshot: Snapshot, filters: Filters) -> dict[str, dict[str, int]]:
    """Return by indicator why it cannot be computed, and for how many processes, or organisations; most first.

    Of processes, what counts is their own level.
    """
    counted: dict[str, dict[str, int]] = {}
    for code, level, outcome, number in _outcomes(snapshot, filters).itertuples(index=False, name=None):
        listed = indicator_of(code)
        other_level = set(listed.all_levels) & OF_PROCESSES and level != listed.level
        if outcome not in {"raised", "clear"} and not other_level:
            reasons = counted.setdefault(code, {})
            reasons[outcome] = reasons.get(outcome, 0) + number
    return {
        code: dict(sorted(reasons.items(), key=lambda item: (-item[1], item[0]))) for code, reasons in counted.items()
    }


_OF_PROCESS: Final = ("ocid", "source", "title", "date", "method")


def results(snapshot: Snapshot, sql: str, values: Mapping[str, Any]) -> pd.DataFrame:
    """Return the few rows of indicator_results that a query chooses, with what they are about beside.

    That is ocid, source, title, date and process_method, agency_name and supplier_name: looked up by number and id, since
    a join with a million processes costs more than all else.
    """
    found = frame(snapshot, sql, values)
    told = beside(snapshot, found, _OF_PROCESS).rename(columns={"method": "process_method"})
    suppliers = found["supplier"].fillna(0).to_numpy(np.int64)
    return told.assign(
        agency_name=pd.Series(agencies_called(snapshot, found["agency_id"]), dtype=object),
        supplier_name=names_of(snapshot, suppliers, by="supplier")["name"],
    )


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
    about = _ABOUT.replace("$called", called(snapshot, ocids)) if ocids else "true"
    test, _ = condition(filters, unit=values["unit"])
    parts = [f"SELECT r.* FROM kept r WHERE {about.format(alias='r')}"]
    of_processes = [item for item in chosen if set(item.all_levels) & OF_PROCESSES]
    if "not_computable" in states and of_processes:
        parts.append(_gaps(of_processes, f"{about.format(alias='p')} AND {test}"))
    asked = among("f.state", "states", states) if states else "false"
    if len(chosen) < len(indicator_list()):
        asked += " AND list_contains($indicators, f.indicator)"
    found = f"WITH {common}, found AS ({' UNION ALL BY NAME '.join(parts)}), listed AS (SELECT * FROM found f WHERE {asked})"
    values |= {"indicators": [item.code for item in chosen], "states": list(states), "ocids": list(ocids)}
    counts = dict(rows(snapshot, f"{found} SELECT indicator, count(*) FROM listed GROUP BY ALL", values).fetchall())
    own, before = _on_page([(item.code, counts.get(item.code, 0)) for item in chosen], page, page_size)
    order = "list_position($own, c.indicator), c.level, c.process_id, c.agency_id, c.supplier_id, c.item"
    shown = results(
        snapshot,
        f"""{found} SELECT * FROM listed c WHERE {among("c.indicator", "own", own) if own else "false"}
        ORDER BY {order} LIMIT $limit OFFSET $offset""",
        values | {"own": own, "limit": page_size, "offset": (page - 1) * page_size - before},
    )
    return ResultPage(sum(counts.values()), page, page_size, shown)


def _on_page(counts: list[tuple[str, int]], page: int, page_size: int) -> tuple[list[str], int]:
    """Return the indicators that have a result on a page of the list, and how many results stand before theirs.

    >>> _on_page([("R001", 30), ("R002", 4), ("R003", 90), ("R004", 9)], page=2, page_size=20)
    (['R001', 'R002', 'R003'], 0)
    """
    first, own, before, upto = (page - 1) * page_size, [], 0, 0
    for code, n in counts:
        upto += n
        if upto <= first:
            before = upto
        elif n and upto - n < first + page_size:
            own.append(code)
    return own, before


_ABOUT: Final = """{alias}.process_id IN (SELECT process_id FROM processes
        WHERE process_id IN ($called) AND list_contains($ocids, ocid))"""


def _gaps(indicators: list[Indicator], about: str) -> str:
    """Return the SQL of what cannot be computed, process by process: one reading of the states for all indicators."""
    states = ", ".join(f'k."{item.code}"' for item in indicators)
    codes = ", ".join(f"'{item.code}'" for item in indicators)
    levels = ", ".join(f"'{item.level}'" for item in indicators)
    return f"""SELECT g.indicator, g.level, g.process_id, g.agency_id, 'not_computable' AS state, g.reason
        FROM (SELECT p.process_id, p.agency_id, unnest([{states}]) AS reason, unnest([{codes}]) AS indicator,
                unnest([{levels}]) AS level
            FROM processes p JOIN indicator_states_profiles k ON k.profile = p.indicator_states_profile WHERE {about}) g
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
