"""Money: how much, by whom, for whom, in one currency and one stage at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import pandas as pd

from data_loader.filters import NOT_PUBLISHED, AmountStage, Dimension, Filters
from data_loader.queries.base import cached, currency_counts, frame, one, selected, supplier_is, unit_of
from data_loader.snapshot import Snapshot

Order = Literal["amount", "processes", "agencies"]


@dataclass(frozen=True, slots=True)
class Spending:
    """Money of one stage in one currency, in groups whose amounts add up to the total.

    `processes` = those with an amount in `unit` + `other_currency` (an amount in other currencies only) +
    `currency_not_published` (an amount without a currency only) + `without_amount` (none at all).
    `total` is None where no process has an amount in `unit`. `groups` is the number of rows before any limit.
    `rows`: id (None = not published), name, amount (NaN = not published), processes, without_amount, share (0-1).
    """

    unit: str | None
    stage: AmountStage
    total: float | None
    processes: int
    without_amount: int
    other_currency: int
    currency_not_published: int
    groups: int
    rows: pd.DataFrame


# id and name of each dimension, as columns of `selected s` (and `l`, the supplier of a row).
_DIMENSIONS: Final[dict[str, tuple[str, str]]] = {
    "agency": ("s.agency_id", "s.agency_name"),
    "supplier": ("l.supplier_id", "l.supplier_name"),
    "method": ("s.method", "s.method"),
    "category": ("s.category", "s.category"),
    "year": ("CAST(s.year AS VARCHAR)", "CAST(s.year AS VARCHAR)"),
    "month": ("s.month", "s.month"),
    "source": ("s.source", "(SELECT any_value(o.name) FROM sources o WHERE o.id = s.source)"),
}
_CHRONOLOGICAL: Final = ("year", "month")
RANKS: Final = {
    "processes": "processes DESC, amount DESC NULLS LAST",
    "amount": "amount DESC NULLS LAST, processes DESC",
}
"""How groups of a dimension without an order of its own are ranked; after that by name and id."""

# What a process has in the stage: an amount in the unit, one in another currency, one without a currency, or none.
_STATES: Final = """CAST(sum(amount) FILTER (currency = $unit) AS DECIMAL(38, 4)) AS amount,
    coalesce(bool_or(currency <> $unit), false) AS other, bool_or(currency IS NULL) AS unknown"""


def cells(filters: Filters, by: tuple[Dimension, ...], unit: str | None) -> tuple[str, dict[str, Any]]:
    """Return the SQL of `cells`: process_id, id_1, name_1, …, amount, has_any; one row a process and group."""
    common, values = selected(filters, unit=unit)
    keys = ", ".join(
        f"{_DIMENSIONS[dimension][0]} AS id_{place}, {_DIMENSIONS[dimension][1]} AS name_{place}"
        for place, dimension in enumerate(by, 1)
    )
    if "supplier" not in by:
        return (
            f"""{common}, measured AS (SELECT process_id, {_STATES} FROM facts GROUP BY process_id),
        cells AS (SELECT s.process_id, {keys}, m.amount, m.process_id IS NOT NULL AS has_any
            FROM selected s LEFT JOIN measured m USING (process_id))""",
            values,
        )
    return (
        f"""{common}, measured AS (
            SELECT f.process_id, f.supplier_id, {_STATES} FROM supplier_amounts f JOIN selected s USING (process_id)
            WHERE f.stage = $stage AND {supplier_is(filters, "f")} GROUP BY f.process_id, f.supplier_id),
        links AS (SELECT k.process_id, k.supplier_id, o.name AS supplier_name
            FROM process_suppliers k LEFT JOIN organisations o ON o.organisation_id = k.supplier_id
            WHERE {supplier_is(filters, "k")}),
        cells AS (SELECT s.process_id, {keys}, m.amount, m.process_id IS NOT NULL AS has_any
            FROM selected s JOIN links l USING (process_id)
            LEFT JOIN measured m ON m.process_id = s.process_id
                AND m.supplier_id IS NOT DISTINCT FROM l.supplier_id)""",
        values,
    )


def totals(snapshot: Snapshot, filters: Filters, unit: str | None) -> dict[str, Any]:
    """Return total, processes, without_amount, other_currency and currency_not_published of the selection."""
    common, values = selected(filters, unit=unit)
    return one(
        snapshot,
        f"""WITH {common}, measured AS (SELECT process_id, {_STATES} FROM facts GROUP BY process_id)
        SELECT CAST(sum(m.amount) AS DOUBLE) AS total, count(*) AS processes,
            count(*) FILTER (m.process_id IS NULL) AS without_amount,
            count(*) FILTER (m.amount IS NULL AND m.other) AS other_currency,
            count(*) FILTER (m.amount IS NULL AND m.unknown AND NOT m.other) AS currency_not_published
        FROM selected s LEFT JOIN measured m USING (process_id)""",
        values,
    )


def grouped(
    snapshot: Snapshot, filters: Filters, by: Dimension, unit: str | None, *, order: str, limit: int | None, offset: int
) -> tuple[pd.DataFrame, int]:
    """Return the rows of one dimension (id, name, amount, processes, without_amount) and how many there are in all."""
    common, values = cells(filters, (by,), unit)
    ranked = "id NULLS LAST" if by in _CHRONOLOGICAL else f"{RANKS[order]}, name, id"
    values |= {"limit": limit, "offset": offset}
    rows = frame(
        snapshot,
        f"""WITH {common}
        SELECT id_1 AS id, any_value(name_1) AS name, CAST(sum(amount) AS DOUBLE) AS amount,
            count(DISTINCT process_id) AS processes, count(DISTINCT process_id) FILTER (NOT has_any) AS without_amount,
            count(*) OVER () AS groups
        FROM cells GROUP BY id_1 ORDER BY {ranked} {"LIMIT $limit" if limit is not None else ""} OFFSET $offset""",
        values,
    )
    groups = int(rows["groups"].iloc[0]) if len(rows) else 0
    if not len(rows) and offset:
        groups = int(
            one(snapshot, f"WITH {common} SELECT count(DISTINCT coalesce(id_1, '')) AS n FROM cells", values)["n"]
        )
    return rows.drop(columns="groups"), groups


def with_share(rows: pd.DataFrame, total: float | None) -> pd.DataFrame:
    """Return the rows with `share` of the total, NaN where either is not published or the total is 0."""
    return rows.assign(share=rows["amount"] / total if total else float("nan"))


@cached
def spending(
    snapshot: Snapshot,
    filters: Filters,
    *,
    by: Dimension,
    stage: AmountStage | None = None,
    order: Literal["amount", "processes"] = "amount",
    limit: int | None = None,
    offset: int = 0,
) -> Spending:
    """Return the money of a stage by agency, supplier, method, category, year, month or source.

    The groups, with the one that is not published (id None), add up to the total. A process with several suppliers
    is counted in the row of each, its money is shared between them. Years and months come in their order.
    """
    filters = filters.replace(stage=stage) if stage else filters
    unit = unit_of(snapshot, filters)
    facts = totals(snapshot, filters, unit)
    rows, groups = grouped(snapshot, filters, by, unit, order=order, limit=limit, offset=offset)
    return Spending(unit=unit, stage=filters.stage, groups=groups, rows=with_share(rows, facts["total"]), **facts)


@cached
def crossed(
    snapshot: Snapshot, filters: Filters, *, by: tuple[Dimension, Dimension], stage: AmountStage | None = None
) -> pd.DataFrame:
    """Return the money of a stage by two dimensions: id_1, name_1, id_2, name_2, amount, processes, share.

    amount is NaN where no process of the pair published one in the unit; share is of the total of all pairs, 0-1.
    """
    filters = filters.replace(stage=stage) if stage else filters
    common, values = cells(filters, by, unit_of(snapshot, filters))
    rows = frame(
        snapshot,
        f"""WITH {common}
        SELECT id_1, any_value(name_1) AS name_1, id_2, any_value(name_2) AS name_2,
            CAST(sum(amount) AS DOUBLE) AS amount, count(DISTINCT process_id) AS processes
        FROM cells GROUP BY id_1, id_2 ORDER BY id_1 NULLS LAST, id_2 NULLS LAST""",
        values,
    )
    return with_share(rows, float(rows["amount"].sum()))


@cached
def share_of(snapshot: Snapshot, filters: Filters, *, by: Dimension, groups: Sequence[str]) -> float | None:
    """Return the share of groups, by id, in the money of all, 0-1; None where either is not published or the total is 0."""
    rows = spending(snapshot, filters, by=by).rows
    own = rows[rows["id"].fillna(NOT_PUBLISHED).isin(list(groups))]["share"].dropna()
    return float(own.sum()) if len(own) else None


@dataclass(frozen=True, slots=True)
class Lead:
    """How far the largest group is ahead of the others that have a name and an amount.

    `others` is their number, `times` the largest amount / the sum of theirs (None where that is not above zero),
    `smallest` how many of the smallest add up to no more than the largest.
    """

    others: int
    times: float | None
    smallest: int


@cached
def lead(snapshot: Snapshot, filters: Filters, *, by: Dimension) -> Lead:
    """Return how far the group with most money is ahead."""
    common, values = cells(filters, (by,), unit_of(snapshot, filters))
    found = one(
        snapshot,
        f"""WITH {common}, sums AS (
            SELECT id_1, sum(amount) AS amount FROM cells WHERE id_1 IS NOT NULL GROUP BY id_1 HAVING amount IS NOT NULL
        ), ranked AS (
            SELECT amount, row_number() OVER (ORDER BY amount DESC, id_1) AS place,
                sum(amount) OVER (ORDER BY amount, id_1 DESC ROWS UNBOUNDED PRECEDING) AS from_below
            FROM sums
        ), first AS (SELECT amount AS first FROM ranked WHERE place = 1)
        SELECT count(*) FILTER (place > 1) AS others,
            CAST(any_value(first) AS DOUBLE)
                / nullif(greatest(CAST(sum(amount) FILTER (place > 1) AS DOUBLE), 0), 0) AS times,
            count(*) FILTER (place > 1 AND from_below <= first) AS smallest
        FROM ranked CROSS JOIN first""",
        values,
    )
    return Lead(**found)


@cached
def currencies(snapshot: Snapshot, filters: Filters, *, stage: AmountStage | None = None) -> pd.DataFrame:
    """Return currency (None = not published), processes with an amount in it, and their amount, in one stage."""
    return currency_counts(snapshot, filters.replace(stage=stage) if stage else filters)


def resolved_currency(snapshot: Snapshot, filters: Filters) -> str | None:
    """Return the currency that figures are shown in: the one chosen, else the one most processes publish."""
    return unit_of(snapshot, filters)
