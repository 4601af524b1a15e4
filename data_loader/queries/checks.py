"""What the checks found: how many processes pass, fail or are not applicable, which fail, and what is written there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from data_loader.checks import STATES, State, check_list, check_of
from data_loader.filters import Filters
from data_loader.groups import Test, money
from data_loader.queries.answers import cached
from data_loader.queries.asking import Members, are_members, called, frame, member, rows
from data_loader.queries.columns import column, labels
from data_loader.queries.largest import largest_first, places_in
from data_loader.queries.outcomes import Profiled, added, profiled, profiled_columns, profiled_where, profiles
from data_loader.queries.selection import KNOWN, amounts, places_of, selected, unit_of
from data_loader.queries.sums import totals
from data_loader.queries.titles import beside
from data_loader.snapshot import Snapshot

GroupBy = Literal["source", "agency", "year"]

_GROUPS: Final = {"source": "p.source", "agency": "p.agency_id", "year": "CAST(p.year AS VARCHAR)"}
_CHRONOLOGICAL: Final = ("year",)


@dataclass(frozen=True, slots=True)
class Checks:
    """What the checks say of a selection of processes.

    `failing` processes fail at least one check; `clean` checks are failed by none. `rows`, in the order of checks.toml:
    check, family, level, passes, fails, not_applicable (the three add up to `processes`), applicable (passes + fails),
    share (fails ÷ applicable, 0-1; NaN where it applies to none).
    """

    processes: int
    failing: int
    clean: int
    rows: pd.DataFrame


@dataclass(frozen=True, slots=True)
class CheckPage:
    """One page of results; `total` is the length of the whole list.

    `rows`: check, state, process_id, ocid, source, title, agency_id, agency_name, date, failures (places that fail, 0
    where none does), examples (list of {path, value, against}, at most five: the place, what is written there, what it
    was held against; [] where none fails).
    """

    total: int
    page: int
    page_size: int
    rows: pd.DataFrame


@cached
def checks(snapshot: Snapshot, filters: Filters) -> Checks:
    """Return how many processes of the selection pass and fail each check."""
    found = profiled(snapshot, "checks", filters)
    rows = pd.DataFrame(
        [
            {"check": check.code, "family": check.family, "level": check.level}
            | {"passes": found.published(check.code), "fails": found.sum(found.lacked(check.code))}
            for check in check_list()
        ]
    )
    processes, failing = int(found.n.sum()), found.sum(found.columns["failed"].filled(0) > 0)
    clean = int((rows["fails"] == 0).sum())
    return Checks(processes, failing, clean, _shared(rows, processes))


def _shared(rows: pd.DataFrame, processes: Any) -> pd.DataFrame:
    applicable = rows["passes"] + rows["fails"]
    share = rows["fails"] / applicable.where(applicable > 0)
    return rows.assign(not_applicable=processes - applicable, applicable=applicable, share=share).astype(
        {"share": "float64"}
    )


@cached
def check_groups(snapshot: Snapshot, filters: Filters, *, check: str, by: GroupBy) -> pd.DataFrame:
    """Return id, name, processes and what a row of `Checks` counts for one check, by source, agency or year.

    Those with most fails first, years in their order.

    Raises:
        ValueError: no such check.
    """
    _known([check])
    test, values = selected(snapshot, filters)
    order = "id NULLS LAST" if by in _CHRONOLOGICAL else "fails DESC, processes DESC, id"
    counted = f"""{added("1")} AS processes, {added("1", f'p."{check}"')} AS passes, {added("1", f'NOT p."{check}"')} AS fails"""
    rows = frame(
        snapshot,
        f"""WITH sums AS (SELECT p.id, {counted} FROM {profiles("checks", test, by=_GROUPS[by])} p GROUP BY 1)
        SELECT CAST(s.id AS VARCHAR) AS id, NULL AS name, s.* EXCLUDE (id) FROM sums s ORDER BY {order.replace("id", "s.id")}""",
        values,
    )
    names = dict(zip(*labels(snapshot, by), strict=True))
    rows["name"] = pd.Series([names[one] for one in rows["id"]], dtype=object)
    return _shared(rows, rows["processes"])


@cached
def check_results(
    snapshot: Snapshot,
    filters: Filters,
    *,
    checks: tuple[str, ...] = (),
    states: tuple[State, ...] = ("fail",),
    ocids: tuple[str, ...] = (),
    page: int = 1,
    page_size: int = 25,
) -> CheckPage:
    """Return a page of results; without `checks` those of all, without `ocids` those of all processes.

    Fails alone come with the largest amount (in the filters' stage and currency) first; other lists by source and ocid.

    Raises:
        ValueError: no such check or state.
    """
    _known(checks, states)
    test, values = selected(snapshot, filters)
    codes = [check.code for check in check_list() if not checks or check.code in checks]
    if ocids:
        of_ocids = f"""SELECT o.process_id FROM processes o
            WHERE o.process_id IN ({called(snapshot, ocids)}) AND list_contains($ocids, o.ocid)"""
        test += f" AND {member('of_ocids')}"
        values["of_ocids"] = Members.of(of_ocids, {"ocids": ocids})
    came_out, profile = _came_out(snapshot, codes), column(snapshot, "checks").codes
    wanted: Test = np.isin(came_out, states)
    sets = [np.logical_or.reduce(wanted, axis=1)[profile]]
    sets += [are_members(snapshot, values["of_ocids"])] if ocids else []
    upto, places = page * page_size, places_in(snapshot, filters, sets)
    if set(states) == {"fail"}:
        unit = unit_of(snapshot, filters)
        places = largest_first(snapshot, filters, unit, places, first=0, after=upto)
    chosen = places[:upto]
    at, place = (each[upto - page_size : upto] for each in np.nonzero(wanted[profile[chosen]]))
    listed = pd.DataFrame(
        {
            "check": np.array(codes, object)[place],
            "state": came_out[profile[chosen[at]], place],
            "process_id": chosen[at] + 1,
        }
    )
    listed = _with_examples(snapshot, beside(snapshot, listed, _TITLED))
    found = profiled_where(snapshot, "checks", test, values) if ocids else profiled(snapshot, "checks", filters)
    return CheckPage(_results(found, codes, states), page, page_size, listed[_RESULT])


def _results(found: Profiled, codes: Sequence[str], states: Sequence[State]) -> int:
    """Return how many results there are in all."""
    total = 0
    for code in codes:
        passes, owed = found.published(code), found.sum(found.owed(code))
        counts = {"pass": passes, "fail": owed - passes, "not_applicable": int(found.n.sum()) - owed}
        total += sum(counts[state] for state in dict.fromkeys(states))
    return total


_TITLED: Final = ("ocid", "source", "title", "agency_id", "agency_name", "date")
_RESULT: Final = ["check", "state", "process_id", *_TITLED, "failures", "examples"]


def _came_out(snapshot: Snapshot, codes: Sequence[str]) -> npt.NDArray[np.object_]:
    """Return the state of some checks, a column each, in each profile by its number; the first is nobody's."""
    columns = profiled_columns(snapshot, "checks")
    words = {True: "pass", False: "fail", None: "not_applicable"}
    states = [[None, *(words[passed] for passed in columns[code].tolist())] for code in codes]
    return np.array(states, object).reshape(len(codes), -1).T


def _with_examples(snapshot: Snapshot, found: pd.DataFrame) -> pd.DataFrame:
    """Return results with how many places fail, and the examples that are kept of them."""
    sql = """SELECT process_id, code, failures, examples FROM check_failures
        WHERE process_id IN (SELECT unnest($numbers))"""
    failed = rows(snapshot, sql, {"numbers": found["process_id"].unique().tolist()}).fetchall()
    known = {(number, code): told for number, code, *told in failed}
    none: tuple[int, list[Any]] = (0, [])
    places = [known.get(key, none) for key in zip(found["process_id"], found["check"], strict=True)]
    return found.assign(
        failures=np.array([failures for failures, _ in places], np.int64),
        examples=pd.Series([examples for _, examples in places], dtype=object),
    )


def _known(codes: Collection[str], states: Collection[str] = ()) -> None:
    for code in codes:
        if code not in {check.code for check in check_list()}:
            raise ValueError(code)
    for state in states:
        if state not in STATES:
            raise ValueError(state)


@cached
def outliers(snapshot: Snapshot, filters: Filters, *, limit: int = 10) -> pd.DataFrame:
    """Return the amounts in the total shown that are absurdly large against their peers, the largest first.

    Columns: process_id, ocid, source, title, agency_id, agency_name, stage, path, amount, currency, peers (number of
    amounts it was compared with), median (of these), times (amount ÷ median), share (of the total of the filters'
    stage and currency, 0-1; with a supplier chosen, no more than that supplier's part).
    """
    unit = unit_of(snapshot, filters)
    found = frame(
        snapshot,
        """SELECT o.process_id, o.stage, o.path, CAST(o.amount AS DOUBLE) AS amount, o.currency, o.peers,
            CAST(o.median AS DOUBLE) AS median, o.times
        FROM outliers o WHERE o.stage = $stage AND o.currency = $unit AND o.counted AND o.times > 1
        ORDER BY o.amount DESC, o.process_id, o.path""",
        {"stage": filters.stage, "unit": unit},
    )
    if found.empty:
        return found.reindex(columns=_OUTLIERS)
    of_each, state = amounts(snapshot, filters, unit)
    places = places_of(snapshot, filters)
    wanted = found["process_id"].to_numpy() - 1
    at = np.minimum(np.searchsorted(places, wanted), max(len(places) - 1, 0))
    shown = (places[at] == wanted) & (state[at] == KNOWN) if len(places) else np.zeros(len(found), np.bool_)
    found = found.assign(share=money(of_each[at]) if len(places) else np.nan)[shown].head(limit).reset_index(drop=True)
    found = beside(snapshot, found, ("ocid", "source", "title", "agency_id", "agency_name"))
    total = totals(snapshot, filters, unit)["total"] if len(found) else None
    share = found[["share", "amount"]].min(axis=1) / total if total else float("nan")
    return found.assign(share=share)[_OUTLIERS]


_OUTLIERS: Final = [
    *("process_id", "ocid", "source", "title", "agency_id", "agency_name", "stage", "path", "amount", "currency"),
    *("peers", "median", "times", "share"),
]


def heavy_outliers(snapshot: Snapshot, filters: Filters) -> pd.DataFrame:
    """Return those `outliers` without which the total shown would be another: at least `share` of absurd_amount of it."""
    found = outliers(snapshot, filters)
    return found[found["share"] >= check_of("absurd_amount").parameters["share"]]
