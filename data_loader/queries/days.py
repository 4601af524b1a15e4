"""How many took how many days, as SQL: the steps of processes, and events until they were published.

Of a selection that `day_counts` adds up (see serving) no process is read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from data_loader.filters import Filters
from data_loader.queries.base import adds_up

Of = Literal["steps", "events"]
QUARTILES: Final[Mapping[str, float]] = {"p25": 0.25, "median": 0.5, "p75": 0.75}
AGENCY: Final = "p.agency_id"
"""The key of groups that `day_counts` does not have: ten thousand agencies differ in their days almost by the process."""


def days_told(
    of: Of,
    filters: Filters,
    test: str,
    names: Sequence[str],
    *,
    key: str = "NULL",
    quantiles: Mapping[str, float] = QUARTILES,
) -> str:
    """Return the SQL of what took how long: id (a key), what (of `names`), and in how many days.

    Further columns: events (all that there are), measured, missing (one of the dates is not published), negative (the
    second date is before the first), longest and the `quantiles` of the measured, NULL where none is; of events
    processes (with any) and at_most (of the measured: published earlier, it may be), too.
    """
    if _added(filters, key):
        return _of_counts(of, test, names, key, quantiles)
    if of == "steps":
        return _of_processes(test, names, key, quantiles)
    return _of_events(test, key, quantiles)


def days_counted(filters: Filters, test: str, step: str, *, key: str = "NULL") -> str:
    """Return the SQL of id (a key), days, n: how many processes took so many days for a step, without the negative."""
    if _added(filters, key):
        return f"SELECT {key} AS id, p.days, p.n FROM day_counts p WHERE p.what = '{step}' AND p.days >= 0 AND {test}"
    return f"SELECT {key} AS id, p.{step} AS days, 1 AS n FROM processes p WHERE p.{step} >= 0 AND {test}"


def _added(filters: Filters, key: str) -> bool:
    """Return whether `day_counts` can answer."""
    return adds_up(filters) and not filters.agency and not filters.exclude_agency and key != AGENCY


def _of_counts(of: Of, test: str, names: Sequence[str], key: str, quantiles: Mapping[str, float]) -> str:
    whats = ", ".join(f"'{name}'" for name in names)
    told = ", ".join(f"{_between(place)} AS {name}" for name, place in quantiles.items())
    more = ("processes", "at_most") if of == "events" else ()
    sums = ", ".join(f"CAST(sum(p.{name}) AS BIGINT) AS {name}" for name in ("n", *more))
    told += "".join(f", CAST(sum({name}) AS BIGINT) AS {name}" for name in more)
    return f"""WITH counted AS (
            SELECT {key} AS id, p.what, p.days, {sums} FROM day_counts p
            WHERE p.what IN ({whats}) AND {test} GROUP BY ALL
        ), known AS (
            SELECT *, CASE WHEN days >= 0 THEN n ELSE 0 END AS known FROM counted
        ), placed AS (
            SELECT *, sum(known) OVER (PARTITION BY id, what ORDER BY days) AS upto,
                sum(known) OVER (PARTITION BY id, what) AS measured
            FROM known
        )
        SELECT id, what, {_whole("sum(n)")} AS events, {_whole("any_value(measured)")} AS measured,
            {_whole("sum(CASE WHEN days IS NULL THEN n END)")} AS missing,
            {_whole("sum(CASE WHEN days < 0 THEN n END)")} AS negative,
            max(CASE WHEN known > 0 THEN days END) AS longest, {told}
        FROM placed GROUP BY id, what"""


def _whole(number: str) -> str:
    return f"CAST(coalesce({number}, 0) AS BIGINT)"


def _between(place: float) -> str:
    """Return the SQL of a quantile, on the line between its two neighbours, as quantile_cont has it."""
    at = f"{place:e} * (measured - 1)"
    low, high = (f"min(CASE WHEN known > 0 AND upto > {end}({at}) THEN days END)" for end in ("floor", "ceil"))
    share = f"any_value({at} - floor({at}))"
    return f"{low} * (1 - {share}) + {high} * {share}"


def _quantiles(days: str, quantiles: Mapping[str, float]) -> str:
    places = ", ".join(map(str, quantiles.values()))
    return f"quantile_cont(CASE WHEN {days} >= 0 THEN {days} END, [{places}])"


def _of_processes(test: str, names: Sequence[str], key: str, quantiles: Mapping[str, float]) -> str:
    """Return the SQL from the processes: each is read once for all steps."""
    sums = ", ".join(
        f"""count(p.{name}) AS {name}_known, count(CASE WHEN p.{name} < 0 THEN 1 END) AS {name}_negative,
            max(CASE WHEN p.{name} >= 0 THEN p.{name} END) AS {name}_longest,
            {_quantiles(f"p.{name}", quantiles)} AS {name}_quantiles"""
        for name in names
    )
    told = ", ".join(
        f"""{{what: '{name}', events: events, measured: {name}_known - {name}_negative,
            missing: events - {name}_known, negative: {name}_negative, longest: {name}_longest,
            {", ".join(f"{of}: {name}_quantiles[{place}]" for place, of in enumerate(quantiles, 1))}}}"""
        for name in names
    )
    return f"""SELECT id, unnest([{told}], recursive := true)
        FROM (SELECT {key} AS id, count(*) AS events, {sums} FROM processes p WHERE {test} GROUP BY 1)"""


def _of_events(test: str, key: str, quantiles: Mapping[str, float]) -> str:
    told = ", ".join(f"quantiles[{place}] AS {name}" for place, name in enumerate(quantiles, 1))
    return f"""SELECT * EXCLUDE (known, quantiles), known - negative AS measured, events - known AS missing, {told} FROM (
            SELECT {key} AS id, p.event AS what, count(*) AS events, count(CASE WHEN p.position = 1 THEN 1 END) AS processes,
                count(p.days) AS known, count(CASE WHEN p.days < 0 THEN 1 END) AS negative,
                count(CASE WHEN p.days >= 0 AND p.at_most THEN 1 END) AS at_most,
                max(CASE WHEN p.days >= 0 THEN p.days END) AS longest, {_quantiles("p.days", quantiles)} AS quantiles
            FROM filtered_publications p WHERE {test} GROUP BY ALL
        )"""
