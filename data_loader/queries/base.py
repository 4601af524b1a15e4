"""How every query is asked: which processes the filters keep, and in which unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from data_loader.config import settings
from data_loader.filters import AMOUNT_STAGES, NOT_PUBLISHED, AmountStage, Filters
from data_loader.queries import sold
from data_loader.queries.answers import cached
from data_loader.queries.asking import Members, frame, member, one
from data_loader.snapshot import Snapshot

_MOST_COMPARED: Final = 12


def condition(
    filters: Filters, *, unit: str | None = None, bounds: bool = True, sold: bool = False
) -> tuple[str, dict[str, Any]]:
    """Return the SQL condition on `processes p` that the filters mean, and its parameters.

    `unit` is the currency that min_amount and max_amount are in; without `bounds` these two are left out. Where rows are
    `sold`, by a supplier each, those of the suppliers chosen are kept: of a process all, else.
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
        parts.append(supplier_is(filters, "p") if sold else member("of_supplier"))
        values["supplier"] = list(filters.supplier)
        its = f"SELECT ps.process_id FROM pairs ps WHERE {supplier_is(filters, 'ps')}"
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


def selected(snapshot: Snapshot, filters: Filters) -> tuple[str, dict[str, Any]]:
    """Return `condition`, in the unit shown: only where amounts are bounded it is asked for, which costs a statement."""
    bounded = filters.min_amount is not None or filters.max_amount is not None
    return condition(filters, unit=unit_of(snapshot, filters) if bounded else None)


def supplier_is(filters: Filters, alias: str) -> str:
    """Return the SQL condition that a row is of one of the suppliers chosen, by their numbers; true where none is."""
    if not filters.supplier:
        return "true"
    return among(f"{alias}.supplier", "sold_by", filters.supplier)


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


def amount_of(stage: str) -> str:
    """Return the SQL condition that a row of `facts p` has an amount of a stage in the unit."""
    return f"p.currency = $unit AND p.{stage} IS NOT NULL"


def without_amount(stage: str, test: str) -> str:
    """Return the SQL of the numbers of the processes that a condition keeps and that have no such amount, in order."""
    return f"""SELECT process_id FROM (
            SELECT p.process_id FROM facts p WHERE p.alone AND NOT coalesce({amount_of(stage)}, false) AND {test}
            UNION ALL
            SELECT p.process_id FROM facts p WHERE NOT p.alone AND {test}
            GROUP BY p.process_id HAVING count(*) FILTER ({amount_of(stage)}) = 0
        ) ORDER BY process_id"""


_CUBED: Final[tuple[str, ...]] = ("source", "agency_id", "method", "category", "stage", "year")
_MONTHS: Final[tuple[str, ...]] = ("source", "method", "category", "stage", "year", "month")


def adds_up(filters: Filters) -> bool:
    """Return whether `cube` can answer: the filters ask for nothing of a single process or supplier."""
    return not (filters.supplier or filters.q or filters.min_amount is not None or filters.max_amount is not None)


def cells(
    filters: Filters,
    unit: str | None,
    *,
    suppliers: bool = False,
    single: bool = False,
    months: bool = False,
) -> tuple[str, dict[str, Any]]:
    """Return the SQL of `cells`, the processes selected in groups as small as is asked for, and the parameters.

    Columns: source, agency_id, method, category, stage (reached), year; amount, of the filters' stage in the unit
    (NULL: none published in it); and how many it is of: processes, without_amount (none at all), other_currency (in
    others only), unknown_currency (without a currency only). These add up to what is true of all; of a process with
    several currencies each is a row. `single`: each row is of one process (process_id, month);
    by `suppliers`: of one process and supplier (supplier, its number in `supplier_names`, too);
    by `months`: with the month (agency_id may be left out). With a supplier chosen, amounts are that supplier's share.

    What asks for nothing of a single process is added up in `cube` or `months` already; see served.of_facts.
    """
    test, values = condition(filters, unit=unit, sold=True)
    if suppliers or filters.supplier:
        return _cells_of_pairs(filters, test, suppliers=suppliers), values
    of = f"p.{filters.stage}"
    any_agency = not (filters.agency or filters.exclude_agency)
    if adds_up(filters) and not single and (any_agency or not months):
        table, dimensions, number = ("months", _MONTHS, f"{of}_count") if months else ("cube", _CUBED, f"{of}_count")
    else:
        table, dimensions = "facts", ("process_id", *_CUBED, "month")
        number = f"CAST({of} IS NOT NULL AS INTEGER)"
    return (
        f"""cells AS NOT MATERIALIZED (SELECT {_listed(dimensions)},
            CASE WHEN p.currency = $unit THEN {of} END AS amount, p.processes, {of}_without AS without_amount,
            p.processes - {of}_without - {of}_unknown - CASE WHEN p.currency = $unit THEN {number} ELSE 0 END
                AS other_currency, {of}_unknown AS unknown_currency
        FROM {table} p WHERE {test})""",
        values,
    )


_STATES: Final = """{amount} AS amount, 1 AS processes, CAST({without} AS INTEGER) AS without_amount,
    CAST({other} AS INTEGER) AS other_currency, CAST({unknown} AS INTEGER) AS unknown_currency"""


def _cells_of_pairs(filters: Filters, test: str, *, suppliers: bool) -> str:
    """Return the SQL of `cells` from `pairs`. Almost all have their amounts in one currency: these are taken as they are."""
    of, dimensions = f"p.{filters.stage}", (*_CUBED, "month")
    keys = ("process_id", "supplier") if suppliers else ("process_id",)
    kept, grouped = f"pairs p WHERE {test}", f"GROUP BY {_listed(keys)}"
    if not suppliers:  # a process may be of several of the suppliers chosen
        return f"cells AS NOT MATERIALIZED ({_put_together(of, keys, dimensions, f'{kept} {grouped}', 'sum')})"
    row = _STATES.format(
        amount=f"CASE WHEN p.currency = $unit THEN {of} END",
        without=f"{of} IS NULL",
        other=f"coalesce(p.currency <> $unit, false) AND {of} IS NOT NULL",
        unknown=f"p.currency IS NULL AND {of} IS NOT NULL",
    )
    rows = f"SELECT {_listed((*keys, *dimensions))}, {row} FROM {kept} AND p.alone"
    several = _put_together(of, keys, dimensions, f"{kept} AND NOT p.alone {grouped}")
    return f"cells AS NOT MATERIALIZED ({rows} UNION ALL {several})"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"p.{name}" for name in names)


def _put_together(of: str, keys: Sequence[str], dimensions: Sequence[str], rows: str, adding: str = "max") -> str:
    """Return the SQL of one row a process (and supplier) from its rows in several currencies.

    One of them is in the unit: its amount is kept in the column's own type, a sum would make all others wider. Only the
    rows of several suppliers need `adding` them.
    """
    amount, other = f"{adding}({of}) FILTER (p.currency = $unit)", f"count({of}) FILTER (p.currency <> $unit)"
    states = _STATES.format(
        amount=amount,
        without=f"count({of}) = 0",
        other=f"{amount} IS NULL AND {other} > 0",
        unknown=f"{amount} IS NULL AND {other} = 0 AND count({of}) FILTER (p.currency IS NULL) > 0",
    )
    same = ", ".join((*(f"p.{name}" for name in keys), *(f"any_value(p.{name}) AS {name}" for name in dimensions)))
    return f"SELECT {same}, {states} FROM {rows}"


def lots(snapshot: Snapshot, filters: Filters, unit: str | None, stage: AmountStage | None = None) -> sold.Lots:
    """Return the processes selected, and what the suppliers chosen got of each; `stage` is else that of the filters."""
    found = sold.sold(snapshot, *condition(filters, unit=unit, sold=True))
    return sold.lots(found, stage or filters.stage, unit)


def currency_counts(snapshot: Snapshot, filters: Filters) -> pd.DataFrame:
    """Return currency, processes and amount in the filters' stage; min_amount and max_amount do not count here."""
    plain, stage = filters.replace(min_amount=None, max_amount=None, currency=None), filters.stage
    counts = _of_all_stages(snapshot, plain) if adds_up(plain) else _counts(snapshot, plain, (stage,))
    counts = counts[["currency", f"{stage}_processes", stage]].set_axis(["currency", "processes", "amount"], axis=1)
    missing = counts["currency"].isna()
    order = np.lexsort((-counts["processes"], missing))  # they are in the order of the alphabet
    return counts.iloc[order[counts["processes"].to_numpy()[order] > 0]].reset_index(drop=True)


def _of_all_stages(snapshot: Snapshot, filters: Filters) -> pd.DataFrame:
    """Return `_counts` of what adds up: all stages cost as much as one."""
    return _counts(snapshot, filters.replace(stage=AMOUNT_STAGES[0], currency=None), AMOUNT_STAGES)


def _added_up(snapshot: Snapshot, filters: Filters, unit: str | None) -> dict[str, Any]:
    """Return `totals` of a selection that adds up: from what is known of its currencies."""
    counts, of = _of_all_stages(snapshot, filters), filters.stage
    mine = counts[counts["currency"] == unit] if unit else counts[:0]
    processes, without, unknown, own = (
        int(lot[name].sum())
        for lot, name in (
            (counts, "processes"),
            (counts, f"{of}_without"),
            (counts, f"{of}_unknown"),
            (mine, f"{of}_processes"),
        )
    )
    return {
        "total": float(mine[of].iloc[0]) if own else None,
        "processes": processes,
        "without_amount": without,
        "other_currency": processes - without - unknown - own,
        "currency_not_published": unknown,
    }


@cached
def totals(snapshot: Snapshot, filters: Filters, unit: str | None) -> dict[str, Any]:
    """Return total, processes, without_amount, other_currency and currency_not_published of the selection."""
    if adds_up(filters):
        return _added_up(snapshot, filters, unit)
    if filters.supplier:
        return sold.totals(lots(snapshot, filters, unit))
    common, values = cells(filters, unit)
    return one(
        snapshot,
        f"""WITH {common}
        SELECT CAST(sum(amount) AS DOUBLE) AS total, CAST(coalesce(sum(processes), 0) AS BIGINT) AS processes,
            CAST(coalesce(sum(without_amount), 0) AS BIGINT) AS without_amount,
            CAST(coalesce(sum(other_currency), 0) AS BIGINT) AS other_currency,
            CAST(coalesce(sum(unknown_currency), 0) AS BIGINT) AS currency_not_published
        FROM cells""",
        values,
    )


@cached
def _counts(snapshot: Snapshot, filters: Filters, stages: tuple[AmountStage, ...]) -> pd.DataFrame:
    """Return currency and, of each stage, its amount and `…_processes`, how many have one in that currency.

    Of what adds up also processes and, of each stage, `…_without` and `…_unknown`: see served.of_facts.
    """
    test, values = condition(filters, sold=True)
    if filters.supplier:
        return sold.currency_counts(sold.sold(snapshot, test, values), stages)
    if adds_up(filters):
        table, counted = "cube", "CAST(sum(p.{0}_count) AS BIGINT)"
    else:
        table, counted = "facts", "count(p.{0})"
    sums = ", ".join(f"{counted.format(of)} AS {of}_processes, CAST(sum(p.{of}) AS DOUBLE) AS {of}" for of in stages)
    if table == "cube":
        told = ("processes", *(f"{of}_{what}" for of in stages for what in ("without", "unknown")))
        sums = ", ".join((sums, *(f"CAST(sum(p.{name}) AS BIGINT) AS {name}" for name in told)))
    return frame(
        snapshot,
        f"""SELECT p.currency, {sums} FROM {table} p WHERE {test}
        GROUP BY p.currency ORDER BY p.currency""",
        values,
    )


def unit_of(snapshot: Snapshot, filters: Filters) -> str | None:
    """Return the currency of the filters, else the site's where amounts of their stage are in it, else the commonest."""
    return filters.currency or _unit(snapshot, filters, settings().load().site.currency)


@cached
def _unit(snapshot: Snapshot, filters: Filters, preferred: str) -> str | None:
    """Return the preferred currency, else the one with the most processes in their stage, else in any stage."""
    counts = currency_counts(snapshot, filters)
    if preferred and (counts["currency"] == preferred).any():
        return preferred
    if counts.empty or counts["currency"].iloc[0] is None:
        test, values = condition(filters, bounds=False)
        found = one(
            snapshot,
            f"""SELECT p.currency FROM facts p WHERE p.currency IS NOT NULL AND {test}
            GROUP BY p.currency ORDER BY count(*) DESC, p.currency LIMIT 1""",
            values,
        )
        currency: str | None = found.get("currency")
        return currency
    return str(counts["currency"].iloc[0])
