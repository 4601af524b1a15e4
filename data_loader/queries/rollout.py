"""Which agencies publish, since when, how regularly, and how unequal their shares are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from data_loader.filters import Filters
from data_loader.groups import Numbers, Whole, added, money, starts
from data_loader.queries.answers import cached
from data_loader.queries.columns import Coded, agency_names, column, words
from data_loader.queries.dealings import sums_by
from data_loader.queries.selection import codes_of, pairs, unit_of
from data_loader.snapshot import Snapshot

Basis = Literal["release", "event"]
BASES: Final[tuple[Basis, ...]] = ("release", "event")
_LORENZ_STEPS: Final = 100
_MONTH: Final[dict[Basis, Coded]] = {"release": "released", "event": "month"}


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
    agency, released, n = pairs(snapshot, filters, "agency", "released")
    first = starts(agency)
    codes, processes = agency[first].astype(np.int64), added(n, first)
    sums = sums_by(snapshot, filters, unit, "agency")
    amounts = pd.Series(money(sums.amount, sums.known), sums.agency)
    agencies = pd.DataFrame(
        {
            "code": codes,
            "processes": processes,
            **_ends(snapshot, filters, codes),
            "months": added(released > 0, first).astype(np.int64),
            "amount": amounts.reindex(codes).to_numpy(),
        }
    )
    agencies = _named(snapshot, agencies[codes > 0])
    agencies.insert(7, "process_share", agencies["processes"] / agencies["processes"].sum())
    total = agencies["amount"].sum()
    agencies["money_share"] = agencies["amount"] / total if total else float("nan")
    return Rollout(
        unit=unit,
        processes=int(processes.sum()),
        unnamed=int(processes[codes == 0].sum()),
        undated=int((codes_of(snapshot, filters, "first_release") == 0).sum()),
        top3_processes=_top3(agencies["processes"]),
        top3_money=_top3(agencies["amount"]),
        gini_processes=gini(agencies["processes"]),
        gini_money=gini(agencies["amount"]),
        agencies=agencies,
    )


def _ends(snapshot: Snapshot, filters: Filters, agencies: Whole) -> dict[str, Any]:
    """Return the first and last release and month of agencies by their codes."""
    agency, ends = codes_of(snapshot, filters, "agency"), {}
    for name, of, extreme in (
        ("first_release", "first_release", np.minimum),
        ("last_release", "release_date", np.maximum),
        ("first_month", "month", np.minimum),
        ("last_month", "month", np.maximum),
    ):
        codes = codes_of(snapshot, filters, of)
        one = codes.dtype.type(extreme is np.minimum)  # what is not published, 0, comes after all that is
        found = np.zeros(column(snapshot, "agency").span, codes.dtype) - one
        extreme.at(found, agency, codes - one)
        found = found[agencies] + one
        ends[name] = words(snapshot, "month")[found] if of == "month" else column(snapshot, of).dates(found)
    return ends


def _named(snapshot: Snapshot, agencies: pd.DataFrame) -> pd.DataFrame:
    """Return agencies with their id and name, those with most processes first."""
    names, alphabet = agency_names(snapshot)
    codes = agencies.pop("code").to_numpy()
    agencies.insert(0, "id", pd.Series(words(snapshot, "agency")[codes], agencies.index, dtype="object"))
    agencies.insert(1, "name", pd.Series(names[codes], agencies.index, dtype="object"))
    return agencies.iloc[np.lexsort((alphabet[codes], -agencies["processes"]))].reset_index(drop=True)


def _top3(sizes: pd.Series[float]) -> float | None:
    known = _least_first(sizes)
    return float(known[:-4:-1].sum() / known.sum()) if known.sum() > 0 else None


def _least_first(sizes: pd.Series[float]) -> Numbers:
    """Return the sizes that are published in their order."""
    return np.sort(sizes.dropna().to_numpy())


def gini(sizes: pd.Series[float]) -> float | None:
    """Return the Gini coefficient of the sizes, 0 (all alike) to 1 - 1/n (one has all); None where there are none.

    What is not published is left out: nobody knows how large it is. Defined for sizes that are not negative.

    >>> gini(pd.Series([1, 1, 1, 1])), gini(pd.Series([0, 0, 0, 8]))
    (0.0, 0.75)
    """
    known = _least_first(sizes)
    if known.sum() <= 0 or (known < 0).any():
        return None
    places = np.arange(1, len(known) + 1)
    value = 2 * float((places * known).sum()) / (len(known) * float(known.sum())) - (len(known) + 1) / len(known)
    return min(max(value, 0.0), 1.0)


@cached
def lorenz(snapshot: Snapshot, filters: Filters) -> pd.DataFrame:
    """Return measure (processes, money), place, agencies (their share, 0-1), share (what they have together, 0-1).

    The agencies are added up from the smallest to the largest; the first row of a measure is (0, 0). Agencies without
    an amount are not in the curve of the money. Of many agencies it has `thinned` points.
    """
    sums = sums_by(snapshot, filters, unit_of(snapshot, filters), "agency")
    parts = []
    for measure, sizes in (("processes", sums.processes), ("money", money(sums.amount, sums.known))):
        known = np.sort(sizes[sums.published("agency") & ~np.isnan(sizes)].astype(np.float64))
        if known.sum() <= 0 or (known < 0).any():
            continue
        places = np.arange(len(known) + 1)
        share = np.append(0.0, known.cumsum() / known.sum()).clip(0, 1)
        points = pd.DataFrame({"measure": measure, "place": places, "agencies": places / len(known), "share": share})
        parts.append(thinned(points))
    empty = pd.DataFrame(columns=["measure", "place", "agencies", "share"])
    return pd.concat(parts, ignore_index=True) if parts else empty


def thinned(points: pd.DataFrame) -> pd.DataFrame:
    """Return the points of a curve (agencies, share) without those less than a step of 1/100 from the one before.

    That is no more than the line is thick, and 200 points at most. The first and the last stay.
    """
    kept = starts(*((points[name].to_numpy() * _LORENZ_STEPS).astype(np.int64) for name in ("agencies", "share")))
    return points.iloc[np.unique([*kept, len(points) - 1])]


@cached
def rollout_months(snapshot: Snapshot, filters: Filters, *, basis: Basis = "release") -> pd.DataFrame:
    """Return month by month: month, agencies (with a process in it), new_agencies, processes, all_agencies, all_processes.

    `basis` release: the month in which a process first appeared in a release; event: that of the process's own date.
    `all_…` are the sums up to and with the month. Processes without such a date are in no month.
    """
    named = words(snapshot, _MONTH[basis])
    agency, month, n = pairs(snapshot, filters, "agency", _MONTH[basis])
    dated = month > 0
    agency, month, n = agency[dated], month[dated], n[dated]
    firsts = starts(agency)

    def each_month(months: Whole, count: Whole | None = None) -> Whole:
        return np.bincount(months, count, len(named)).astype(np.int64)

    found = pd.DataFrame(
        {
            "month": pd.Series(named, dtype="object"),
            "agencies": each_month(month[agency > 0]),
            "new_agencies": each_month(month[firsts][agency[firsts] > 0]),
            "processes": each_month(month, n),
        }
    )
    found = found[found["processes"] > 0].reset_index(drop=True)
    sums = {"all_agencies": found["new_agencies"].cumsum(), "all_processes": found["processes"].cumsum()}
    return found.assign(**sums)


@cached
def rollout_grid(snapshot: Snapshot, filters: Filters, *, basis: Basis = "release") -> pd.DataFrame:
    """Return agency_id, agency_name, month, processes: how many of an agency's processes belong to each month.

    Only months with any; processes without an agency or without a date are in none.
    """
    agency, month, n = pairs(snapshot, filters, "agency", _MONTH[basis])
    kept = (agency > 0) & (month > 0)
    agency, month = agency[kept], month[kept]
    texts = {
        "agency_id": (words(snapshot, "agency"), agency),
        "agency_name": (agency_names(snapshot)[0], agency),
        "month": (words(snapshot, _MONTH[basis]), month),
    }
    columns = {name: _repeated(each, codes) for name, (each, codes) in texts.items()}
    return pd.DataFrame({**columns, "processes": n[kept]})


def _repeated(texts: npt.NDArray[Any], codes: Whole) -> pd.Categorical[Any]:
    """Return texts by their codes; there are hundreds of thousands, of which few differ."""
    places, different = pd.factorize(texts)
    return pd.Categorical.from_codes(places[codes], pd.Index(different, dtype=object))
