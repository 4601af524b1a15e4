"""The SQL of which processes the filters keep."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from data_loader.filters import NOT_PUBLISHED, Filters
from data_loader.queries.asking import Members, member

_MOST_COMPARED: Final = 12


def condition(filters: Filters, *, unit: str | None = None, bounds: bool = True) -> tuple[str, dict[str, Any]]:
    """Return the SQL condition on `processes p` that the filters mean, and its parameters.

    `unit` is the currency that min_amount and max_amount are in; without `bounds` these two are left out.
    """
    parts: list[str] = []
    values: dict[str, Any] = {"stage": filters.stage, "unit": unit, "q": filters.q or None}
    for name, column in (
        ("source", "p.source"),
        ("agency", "p.agency_id"),
        ("method", "p.method"),
        ("category", "p.category"),
        ("stage_reached", "p.stage"),
    ):
        chosen = getattr(filters, name)
        if chosen:
            parts.append(among(column, name, chosen))
            values[name] = list(chosen)
    if filters.exclude_agency:
        parts.append(f"coalesce(NOT {among('p.agency_id', 'exclude_agency', filters.exclude_agency)}, true)")
        values["exclude_agency"] = list(filters.exclude_agency)
    if filters.supplier:
        parts.append(member("of_supplier"))
        values["supplier"] = list(filters.supplier)
        its = f"SELECT ps.process_id FROM pairs ps WHERE {among('ps.supplier', 'sold_by', filters.supplier)}"
        values["of_supplier"] = Members.of(its, {"supplier": filters.supplier})
    for name, test in (("year_from", "p.year >= $year_from"), ("year_to", "p.year <= $year_to")):
        if getattr(filters, name) is not None:
            parts.append(test)
            values[name] = getattr(filters, name)
    if bounds and (filters.min_amount is not None or filters.max_amount is not None):
        parts.append(member("bounded"))
        own = {"unit": unit, "min_amount": filters.min_amount, "max_amount": filters.max_amount}
        values["bounded"] = Members.of(_bounded(filters), own)
    if filters.q:
        parts.append(member("found"))
        values["found"] = Members.of("SELECT process_id FROM matches", {"q": filters.q})
    return " AND ".join(parts) or "true", values


def among(column: str, name: str, chosen: Sequence[str]) -> str:
    """Return the SQL condition that a column is one of the values chosen, which the parameter `name` holds.

    One comparison a value: a coded column is compared as the number that it is, in a list it would be as a text.
    """
    published = [f"{column} = ${name}_{place}" for place, value in enumerate(chosen) if value != NOT_PUBLISHED]
    if len(published) > _MOST_COMPARED:
        published = [f"{column} IN (SELECT unnest(${name}))"]
    missing = [f"{column} IS NULL"] if NOT_PUBLISHED in chosen else []
    return f"({' OR '.join(published + missing)})"


def _bounded(filters: Filters) -> str:
    tests = ["b.currency = $unit", f"b.{filters.stage} IS NOT NULL"]
    if filters.min_amount is not None:
        tests.append(f"b.{filters.stage} >= $min_amount")
    if filters.max_amount is not None:
        tests.append(f"b.{filters.stage} <= $max_amount")
    return f"SELECT b.process_id FROM facts b WHERE {' AND '.join(tests)}"
