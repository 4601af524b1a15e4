"""Which suppliers are new in a year, and how much of the money they get."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from data_loader.filters import Filters
from data_loader.queries.answers import cached
from data_loader.queries.asking import frame, one
from data_loader.queries.base import condition, supplier_is, unit_of
from data_loader.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class NewSuppliers:
    """Suppliers by year, new or seen before. The data of all sources begin in `begins`: there everybody is new.

    `rows`: year, suppliers (named in a process of that year), new (of them, in no process of an earlier year, in any
    source), amount (of suppliers with a name, in one stage and in `unit`),
    new_amount (of it, of new ones), share (new / suppliers), amount_share (new_amount / amount); NaN = not published.
    `undated` is the number of suppliers none of whose processes in the selection has a date: they are in no year.
    """

    unit: str | None
    begins: int | None
    undated: int
    rows: pd.DataFrame


@cached
def new_suppliers(snapshot: Snapshot, filters: Filters) -> NewSuppliers:
    """Return the suppliers of the selection by year, and how many of them were never seen before."""
    unit = unit_of(snapshot, filters)
    test, values = condition(filters, unit=unit)
    rows = frame(
        snapshot,
        f"""WITH active AS (
            SELECT p.year, p.supplier, any_value(p.first_year) = p.year AS is_new,
                sum(p.{filters.stage}) FILTER (p.currency = $unit) AS amount
            FROM pairs p
            WHERE p.year IS NOT NULL AND p.supplier IS NOT NULL AND {supplier_is(filters, "p")} AND {test}
            GROUP BY p.year, p.supplier
        ), counts AS (
            SELECT year, count(*) AS suppliers, count(*) FILTER (is_new) AS new, sum(amount) AS amount,
                sum(amount) FILTER (is_new) AS new_amount
            FROM active GROUP BY year
        )
        SELECT CAST(year AS BIGINT) AS year, suppliers, new, CAST(amount AS DOUBLE) AS amount,
            CASE WHEN amount IS NOT NULL THEN CAST(coalesce(new_amount, 0) AS DOUBLE) END AS new_amount,
            new / CAST(suppliers AS DOUBLE) AS share,
            CAST(coalesce(new_amount, 0) AS DOUBLE) / nullif(CAST(amount AS DOUBLE), 0) AS amount_share
        FROM counts ORDER BY year""",
        values,
    )
    undated = one(
        snapshot,
        f"""WITH without AS (
            SELECT DISTINCT p.supplier FROM pairs p
            WHERE p.year IS NULL AND p.supplier IS NOT NULL AND {supplier_is(filters, "p")} AND {test}
        )
        SELECT count(*) AS n FROM without WHERE supplier NOT IN (
            SELECT p.supplier FROM pairs p SEMI JOIN without USING (supplier)
            WHERE p.year IS NOT NULL AND {supplier_is(filters, "p")} AND {test})""",
        values,
    )["n"]
    begins = one(snapshot, "SELECT min(year) AS year FROM cube")["year"]
    return NewSuppliers(unit, begins, int(undated), rows)
