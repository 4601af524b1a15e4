"""Two agencies, suppliers or years beside each other: the same figures of both, in one currency."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal, cast

import pandas as pd

from data_loader.filters import Filters
from data_loader.queries.answers import cached
from data_loader.queries.asking import kept_id, one
from data_loader.queries.completeness import score_of
from data_loader.queries.concentration import direct_awards
from data_loader.queries.money import spending
from data_loader.queries.organisations import Named
from data_loader.queries.overview import recipients, spenders
from data_loader.queries.selection import unit_of
from data_loader.queries.timelines import timelines
from data_loader.snapshot import Snapshot

CompareKind = Literal["agency", "supplier", "year"]
COMPARE_KINDS: Final[tuple[CompareKind, ...]] = ("agency", "supplier", "year")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two. `total` is in the currency of both, None = not published; shares and score are 0-1.

    `filters` keep its processes; they name a currency only where the reader chose one.

    `partners` is the number of suppliers, of a supplier that of agencies. `direct` is of the processes with a published
    method, `direct_amount` of their money. `days` is the median of each step in days, None where nothing is measured.
    """

    id: str
    name: str
    filters: Filters
    total: float | None
    processes: int
    without_amount: int
    partners: int
    score: float | None
    direct: float | None
    direct_amount: float | None
    days: tuple[tuple[str, float | None], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both sides. `times` is the larger total / the smaller one, None where one is not published or not above zero."""

    kind: CompareKind
    unit: str | None
    sides: tuple[Side, Side]
    times: float | None


def without_kind(filters: Filters, kind: CompareKind) -> Filters:
    """Return the filters that both sides share: all but those that tell the sides apart."""
    if kind == "agency":
        return filters.replace(agency=(), exclude_agency=())
    return filters.replace(supplier=()) if kind == "supplier" else filters.replace(year_from=None, year_to=None)


def of_side(filters: Filters, kind: CompareKind, identity: str) -> Filters:
    """Return the filters of one side."""
    if kind == "year":
        return filters.replace(year_from=int(identity), year_to=int(identity))
    return without_kind(filters, kind).replace(**{kind: (identity,)})


@cached
def find_side(snapshot: Snapshot, words: str, *, kind: CompareKind) -> Named | None:
    """Return who is meant by an id, a name as it is written, or some words of one; of several the one with most processes."""
    if kind == "year":
        known = words.isascii() and words.isdigit() and len(words) == 4
        found = (
            one(snapshot, "SELECT 1 AS n FROM processes WHERE year = $year LIMIT 1", {"year": int(words)})
            if known
            else {}
        )
        return Named(words, words) if found else None
    named = f"SELECT organisation_id AS id, name, is_{kind} AS is_one FROM organisations WHERE organisation_id = $id"
    found = one(snapshot, named, {"id": kept_id(snapshot, words)})
    if found.pop("is_one", False):  # asked beside the id, the index would not be used
        return Named(**found)
    common = f"SELECT organisation_id AS id, name FROM organisations WHERE is_{kind}"
    values = {"whole": words.strip(), "words": words.split() or [words]}
    asked = (
        f"{common} AND name = $whole ORDER BY processes DESC, id LIMIT 1",
        f"""{common} AND list_bool_and(list_transform($words, lambda w: contains(lower(strip_accents(name)),
            lower(strip_accents(w)))))
        ORDER BY lower(strip_accents(name)) <> lower(strip_accents($whole)), processes DESC, name, id LIMIT 1""",
    )
    found = next(filter(None, (one(snapshot, sql, values) for sql in asked)), {})
    return Named(**found) if found else None


@cached
def largest_sides(snapshot: Snapshot, filters: Filters, *, kind: CompareKind) -> tuple[Named, ...]:
    """Return the agencies or suppliers with most money, the largest first; years with money, the latest first."""
    common = without_kind(filters, kind)
    rows = spending(snapshot, common, by=kind, limit=None if kind == "year" else 4).rows
    named = rows[rows["id"].notna()]
    if kind == "year":
        known = named[named["amount"].notna()]
        named = (known if len(known) > 1 else named).iloc[::-1]
    return tuple(Named(str(row.id), str(row.name_)) for row in named.rename(columns={"name": "name_"}).itertuples())


@cached
def comparison(snapshot: Snapshot, filters: Filters, *, kind: CompareKind, first: Named, second: Named) -> Comparison:
    """Return two sides under the same other filters, in the currency chosen, else the one most processes of both publish."""
    common = without_kind(filters, kind)
    if kind == "year":
        years = sorted((int(first.id), int(second.id)))
        both = common.replace(year_from=years[0], year_to=years[1])
    else:
        both = common.replace(**{kind: (first.id, second.id)})
    unit = unit_of(snapshot, both)
    a, b = (_side(snapshot, of_side(common, kind, item.id), unit, kind, item) for item in (first, second))
    low, high = sorted((a.total or 0.0, b.total or 0.0))
    return Comparison(kind, unit, (a, b), high / low if low > 0 else None)


def _side(snapshot: Snapshot, filters: Filters, unit: str | None, kind: CompareKind, who: Named) -> Side:
    shown = filters.replace(currency=unit)
    whole = spenders(snapshot, shown)
    direct = cast("dict[str, Any]", direct_awards(snapshot, shown, by="year", limit=1).total.iloc[0].to_dict())
    steps = timelines(snapshot, shown)
    return Side(
        id=who.id,
        name=who.name,
        filters=filters,
        total=whole.total,
        processes=whole.processes,
        without_amount=whole.without_amount,
        partners=whole.agencies if kind == "supplier" else recipients(snapshot, shown).suppliers,
        score=score_of(snapshot, shown),
        direct=_known(direct["share"]),
        direct_amount=_known(direct["amount_share"]),
        days=tuple((step, _known(median)) for step, median in zip(steps["step"], steps["median"], strict=True)),
    )


def _known(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


@cached
def side_by_side(snapshot: Snapshot, found: Comparison, *, by: Literal["year", "month", "method"]) -> pd.DataFrame:
    """Return the money of both by year, by month of the year (01-12), or by method: id, a, b, processes_a, processes_b.

    a and b are NaN where that side published no amount of the group; methods come with the most money first, then those
    that are not published (id None).
    """
    parts = []
    for side, name in zip(found.sides, ("a", "b"), strict=True):
        rows = spending(snapshot, side.filters.replace(currency=found.unit), by=by).rows
        key = rows["id"].map(lambda one: one[-2:] if one else one, na_action="ignore") if by == "month" else rows["id"]
        parts.append(
            pd.DataFrame(
                {"id": key.astype(object).fillna(""), name: rows["amount"], f"processes_{name}": rows["processes"]}
            )
        )
    both = parts[0].merge(parts[1], on="id", how="outer")
    counts = ["processes_a", "processes_b"]
    both[counts] = both[counts].fillna(0).astype("int64")
    both["id"] = pd.Series([one or None for one in both["id"]], dtype=object)
    most = both[["a", "b"]].max(axis=1)
    order = most.sort_values(ascending=False, na_position="last").index if by == "method" else both.index
    ordered = both.loc[order]
    known = ordered["id"].notna()
    return pd.concat([ordered[known], ordered[~known]], ignore_index=True)[["id", "a", "b", *counts]]
