"""Which agencies publish, since when, how regularly, and how unequal their shares are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import pandas as pd

from data_loader.filters import Filters
from data_loader.queries.answers import cached
from data_loader.queries.asking import frame, one
from data_loader.queries.base import adds_up, condition, selected, unit_of
from data_loader.queries.money import spending
from data_loader.snapshot import Snapshot

Basis = Literal["release", "event"]
BASES: Final[tuple[Basis, ...]] = ("release", "event")
_LORENZ_STEPS: Final = 300
_MONTH: Final = {"release": "p.released", "event": "p.month"}


@dataclass(frozen=True, slots=True)
class Rollout:
    """Who publishes. Processes that name no agency are counted in `unnamed` and in no share.

    `agencies`: id, name, processes, first_release, last_release (days; None: no release is dated), first_month,
    last_month (of the process's own dates), months (in which a process first appeared), process_share, amount (NaN: none
    published), money_share (0-1); the largest first. `undated`: processes with no release date.
    `top3_processes`, `top3_money`, `gini_processes`, `gini_money` are None where there is nothing to share.
    """

    unit: str | None
    processes: int
    unnamed: int
    undated: int
    top3_processes: float | None
    top3_money: float | None
    gini_processes: float | None
    gini_money: float | None
    agencies: pd.DataFrame


@cached
def rollout(snapshot: Snapshot, filters: Filters) -> Rollout:
    """Return the agencies of the selection with their first and last release and their shares of the whole."""
    unit = unit_of(snapshot, filters)
    test, values = condition(filters, unit=unit)
    added = adds_up(filters)
    table, number = ("cube", "CAST(coalesce(sum(p.processes), 0) AS BIGINT)") if added else ("processes", "count(*)")
    months = ("p.first_month", "p.last_month") if added else ("p.month", "p.month")
    undated = "CAST(coalesce(sum(p.undated), 0) AS BIGINT)" if added else "count(*) FILTER (p.first_release IS NULL)"
    agencies = frame(
        snapshot,
        f"""WITH sums AS (
            SELECT p.agency_id, any_value(p.agency_name) AS name, {number} AS processes,
                min(p.first_release) AS first_release, max(p.release_date) AS last_release,
                min({months[0]}) AS first_month, max({months[1]}) AS last_month
            FROM {table} p WHERE p.agency_id IS NOT NULL AND {test} GROUP BY p.agency_id
        ), appeared AS (
            SELECT DISTINCT p.agency_id, {_MONTH["release"]} AS month FROM processes p
            WHERE p.agency_id IS NOT NULL AND {_MONTH["release"]} IS NOT NULL AND {test}
        ), months AS (SELECT agency_id, count(*) AS months FROM appeared GROUP BY agency_id)
        SELECT s.agency_id AS id, s.* EXCLUDE (agency_id), coalesce(m.months, 0) AS months,
            s.processes / sum(s.processes) OVER () AS process_share
        FROM sums s LEFT JOIN months m USING (agency_id) ORDER BY s.processes DESC, s.name, s.agency_id""",
        values,
    )
    without = f"{'sum(p.processes)' if added else 'count(*)'} FILTER (p.agency_id IS NULL)"
    counts = one(
        snapshot,
        f"""SELECT {number} AS processes, CAST(coalesce({without}, 0) AS BIGINT) AS unnamed, {undated} AS undated
        FROM {table} p WHERE {test}""",
        values,
    )
    money = {row.id: row.amount for row in spending(snapshot, filters, by="agency").rows.itertuples()}
    agencies["amount"] = pd.Series([money.get(key) for key in agencies["id"]], index=agencies.index, dtype="float64")
    total = agencies["amount"].sum()
    agencies["money_share"] = agencies["amount"] / total if total else float("nan")
    return Rollout(
        unit=unit,
        **counts,
        top3_processes=_top3(agencies["processes"]),
        top3_money=_top3(agencies["amount"]),
        gini_processes=gini(agencies["processes"]),
        gini_money=gini(agencies["amount"]),
        agencies=agencies,
    )


def _top3(sizes: pd.Series[float]) -> float | None:
    known = sizes.dropna()
    return float(known.nlargest(3).sum() / known.sum()) if known.sum() > 0 else None


def gini(sizes: pd.Series[float]) -> float | None:
    """Return the Gini coefficient of the sizes, 0 (all alike) to 1 - 1/n (one has all); None where there are none.

    What is not published is left out: nobody knows how large it is. Defined for sizes that are not negative.

    >>> gini(pd.Series([1, 1, 1, 1])), gini(pd.Series([0, 0, 0, 8]))
    (0.0, 0.75)
    """
    known = sizes.dropna().sort_values(kind="stable").reset_index(drop=True)
    if known.sum() <= 0 or (known < 0).any():
        return None
    places = known.index + 1
    value = 2 * float((places * known).sum()) / (len(known) * float(known.sum())) - (len(known) + 1) / len(known)
    return min(max(value, 0.0), 1.0)


@cached
def lorenz(snapshot: Snapshot, filters: Filters) -> pd.DataFrame:
    """Return measure (processes, money), place, agencies (their share, 0-1), share (what they have together, 0-1).

    The agencies are added up from the smallest to the largest; the first row of a measure is (0, 0). Agencies without
    an amount are not in the curve of the money. Of many agencies it has `thinned` points.
    """
    found = rollout(snapshot, filters).agencies
    parts = []
    for measure, column in (("processes", "processes"), ("money", "amount")):
        known = found[column].dropna().astype("float64").sort_values(kind="stable").reset_index(drop=True)
        if known.sum() <= 0 or (known < 0).any():
            continue
        places = pd.Series(range(len(known) + 1))
        share = pd.concat([pd.Series([0.0]), known.cumsum() / known.sum()], ignore_index=True).clip(0, 1)
        points = pd.DataFrame({"measure": measure, "place": places, "agencies": places / len(known), "share": share})
        parts.append(thinned(points))
    empty = pd.DataFrame(columns=["measure", "place", "agencies", "share"])
    return pd.concat(parts, ignore_index=True) if parts else empty


def thinned(points: pd.DataFrame) -> pd.DataFrame:
    """Return the points of a curve (agencies, share) without those less than a step of 1/300 from the one before.

    That is less than a pixel, and 600 points at most. The first and the last stay.
    """
    steps = (points[["agencies", "share"]] * _LORENZ_STEPS).astype("int64")
    kept = steps.ne(steps.shift()).any(axis=1)
    kept.iloc[-1] = True
    return points[kept]


@cached
def rollout_months(snapshot: Snapshot, filters: Filters, *, basis: Basis = "release") -> pd.DataFrame:
    """Return month by month: month, agencies (with a process in it), new_agencies, processes, all_agencies, all_processes.

    `basis` release: the month in which a process first appeared in a release; event: that of the process's own date.
    `all_…` are the sums up to and with the month. Processes without such a date are in no month.
    """
    test, values = selected(snapshot, filters)
    return frame(
        snapshot,
        f"""WITH dated AS (
            SELECT {_MONTH[basis]} AS month, p.agency_id, count(*) AS processes FROM processes p
            WHERE {test} AND {_MONTH[basis]} IS NOT NULL GROUP BY ALL
        ), firsts AS (
            SELECT agency_id, min(month) AS month FROM dated WHERE agency_id IS NOT NULL GROUP BY agency_id
        ), monthly AS (
            SELECT month, count(agency_id) AS agencies, CAST(sum(processes) AS BIGINT) AS processes
            FROM dated GROUP BY month
        ), news AS (SELECT month, count(*) AS new_agencies FROM firsts GROUP BY month)
        SELECT m.month, m.agencies, coalesce(n.new_agencies, 0) AS new_agencies, m.processes,
            CAST(sum(coalesce(n.new_agencies, 0)) OVER (ORDER BY m.month) AS BIGINT) AS all_agencies,
            CAST(sum(m.processes) OVER (ORDER BY m.month) AS BIGINT) AS all_processes
        FROM monthly m LEFT JOIN news n USING (month) ORDER BY m.month""",
        values,
    )


@cached
def rollout_grid(snapshot: Snapshot, filters: Filters, *, basis: Basis = "release") -> pd.DataFrame:
    """Return agency_id, agency_name, month, processes: how many of an agency's processes belong to each month.

    Only months with any; processes without an agency or without a date are in none.
    """
    test, values = selected(snapshot, filters)
    return frame(
        snapshot,
        f"""SELECT p.agency_id, any_value(p.agency_name) AS agency_name, {_MONTH[basis]} AS month, count(*) AS processes
        FROM processes p WHERE p.agency_id IS NOT NULL AND {_MONTH[basis]} IS NOT NULL AND {test}
        GROUP BY p.agency_id, {_MONTH[basis]} ORDER BY p.agency_id, month""",
        values,
    )
