"""How few suppliers share the money of an agency, how much a supplier lives off one, and what is given directly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import pandas as pd

from data_loader.filters import Filters
from data_loader.queries.answers import cached
from data_loader.queries.asking import frame
from data_loader.queries.base import cells, condition, supplier_is, unit_of
from data_loader.queries.money import identified, joined, named
from data_loader.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Concentration:
    """How few suppliers share the money of each agency, in one stage and in `unit`.

    `rows`: id (None = not published), name, amount, named_amount (of it, with a published supplier), unnamed_amount,
    suppliers (with money in the unit), top_supplier_id, top_supplier_name, top_amount, top_share and top3_share (of
    named_amount, 0-1), hhi (Herfindahl-Hirschman index of the shares, 0-10,000). The shares and hhi are NaN where no
    supplier has money, or an amount below zero makes shares meaningless. `groups` is the number of agencies, `measured`
    that of those with shares, `dominated` that of those in which one supplier has half or more.
    """

    unit: str | None
    groups: int
    measured: int
    dominated: int
    rows: pd.DataFrame


_CONCENTRATION: Final = """parts AS MATERIALIZED (
    SELECT {group} AS id, p.supplier, sum(p.{stage}) AS amount
    FROM pairs p WHERE p.{stage} IS NOT NULL AND p.currency = $unit AND {supplier} AND {test} GROUP BY ALL
), measured AS MATERIALIZED (
    SELECT id, CAST(sum(amount) AS DOUBLE) AS amount, sum(amount) FILTER (supplier IS NOT NULL) AS named,
        CAST(named AS DOUBLE) AS named_amount, CAST(sum(amount) FILTER (supplier IS NULL) AS DOUBLE) AS unnamed_amount,
        count(supplier) AS suppliers, max(amount) FILTER (supplier IS NOT NULL) AS top,
        CAST(top AS DOUBLE) AS top_amount,
        coalesce(min(amount) FILTER (supplier IS NOT NULL) >= 0 AND named > 0, false) AS shared,
        CAST(list_sum(max(amount, 3) FILTER (supplier IS NOT NULL)) AS DOUBLE) AS top3_amount,
        sum(power(CAST(amount AS DOUBLE), 2)) FILTER (supplier IS NOT NULL) AS squares
    FROM parts GROUP BY id
)"""


@cached
def concentration(
    snapshot: Snapshot,
    filters: Filters,
    *,
    by: Literal["agency", "all"] = "agency",
    limit: int | None = None,
    offset: int = 0,
) -> Concentration:
    """Return the concentration of each agency, the one with most money first; by "all", of the selection as one."""
    unit = unit_of(snapshot, filters)
    test, values = condition(filters, unit=unit)
    group = "p.agency_id" if by == "agency" else "NULL::VARCHAR"
    measured = _CONCENTRATION.format(group=group, stage=filters.stage, supplier=supplier_is(filters, "p"), test=test)
    found = frame(
        snapshot,
        f"""WITH {measured}, page AS (
            SELECT *, row_number() OVER (ORDER BY amount DESC, id) AS place FROM measured
            ORDER BY place {"LIMIT $limit" if limit is not None else ""} OFFSET $offset
        ), tops AS (
            SELECT p.place, min(t.supplier) AS supplier FROM parts t
            JOIN page p ON t.id IS NOT DISTINCT FROM p.id AND t.amount = p.top
            WHERE t.supplier IS NOT NULL GROUP BY p.place
        ), counts AS (
            SELECT count(*) AS groups, count(*) FILTER (shared) AS measured,
                count(*) FILTER (shared AND top_amount >= named_amount / 2) AS dominated FROM measured
        )
        SELECT c.*, m.place, m.id, a.name, m.amount, m.named_amount, m.unnamed_amount, m.suppliers,
            s.supplier_id AS top_supplier_id, s.name AS top_supplier_name, m.top_amount,
            CASE WHEN shared THEN m.top_amount / m.named_amount END AS top_share,
            CASE WHEN shared THEN least(m.top3_amount / m.named_amount, 1) END AS top3_share,
            CASE WHEN shared THEN least(m.squares / power(m.named_amount, 2) * 10000, 10000) END AS hhi
        FROM counts c LEFT JOIN page m ON true LEFT JOIN agency_names a ON a.agency_id = m.id
        LEFT JOIN tops t ON t.place = m.place
        LEFT JOIN supplier_names s ON s.supplier = t.supplier ORDER BY m.place""",
        values | {"limit": limit, "offset": offset},
    )
    counts = {name: int(found[name].iloc[0]) for name in ("groups", "measured", "dominated")}
    rows = found[found["place"].notna()].drop(columns=["place", *counts]).reset_index(drop=True)
    return Concentration(unit=unit, rows=rows, **counts)


@dataclass(frozen=True, slots=True)
class Dependence:
    """How many suppliers live off one agency. Of the `several` with two processes or more, `one_agency` have all from one.

    `rows`, by the number of processes: processes_from, processes_to (NaN = and more), suppliers (with money of the stage
    in the currency shown), one_agency (all of it from one agency), mostly_one (half of it or more).
    """

    several: int
    one_agency: int
    rows: pd.DataFrame


@cached
def dependence(snapshot: Snapshot, filters: Filters) -> Dependence:
    """Return the dependence of suppliers; money whose agency is not published is income, and of no agency."""
    unit = unit_of(snapshot, filters)
    test, values = condition(filters, unit=unit)
    rows = frame(
        snapshot,
        f"""WITH parts AS (
            SELECT p.supplier, p.agency_id, sum(p.{filters.stage}) AS amount, count(*) AS processes
            FROM pairs p WHERE p.{filters.stage} IS NOT NULL AND p.currency = $unit AND p.supplier IS NOT NULL
                AND {supplier_is(filters, "p")} AND {test} GROUP BY ALL
        ), suppliers AS (
            SELECT supplier, sum(processes) AS processes,
                max(amount) FILTER (agency_id IS NOT NULL) / nullif(CAST(sum(amount) AS DOUBLE), 0) AS share
            FROM parts GROUP BY supplier HAVING sum(amount) > 0 AND min(amount) >= 0
        ), bands AS (SELECT unnest([1, 2, 5]) AS processes_from, unnest([1, 4, NULL]) AS processes_to)
        SELECT processes_from, processes_to, count(supplier) AS suppliers,
            count(*) FILTER (share >= 1) AS one_agency, count(*) FILTER (share >= 0.5) AS mostly_one
        FROM bands LEFT JOIN suppliers ON processes >= processes_from AND processes <= coalesce(processes_to, processes)
        GROUP BY ALL ORDER BY processes_from""",
        values,
    )
    several = rows[rows["processes_from"] > 1]
    return Dependence(int(several["suppliers"].sum()), int(several["one_agency"].sum()), rows)


@dataclass(frozen=True, slots=True)
class DirectAwards:
    """How much is awarded directly, in number and in money of one stage in `unit`.

    `rows`: id (None = not published), name, processes, known (with a published method), unknown (without), direct (of
    the known), share
    (direct / known, 0-1), known_amount, direct_amount, amount_share (direct_amount / known_amount, 0-1),
    unknown_amount (of processes without a method); NaN = not published. The only row of `total` has the same of all.
    """

    unit: str | None
    groups: int
    total: pd.DataFrame
    rows: pd.DataFrame


_DIRECT: Final = """grouped AS (
    SELECT {group} AS id, CAST(coalesce(sum(processes), 0) AS BIGINT) AS processes,
        CAST(coalesce(sum(processes) FILTER (method IS NOT NULL), 0) AS BIGINT) AS known,
        CAST(coalesce(sum(processes) FILTER (method IS NULL), 0) AS BIGINT) AS unknown,
        CAST(coalesce(sum(processes) FILTER (method = 'direct'), 0) AS BIGINT) AS direct,
        CAST(sum(amount) FILTER (method IS NOT NULL) AS DOUBLE) AS known_amount,
        CAST(sum(amount) FILTER (method = 'direct') AS DOUBLE) AS direct_amount,
        CAST(sum(amount) FILTER (method IS NULL) AS DOUBLE) AS unknown_amount
    FROM cells {grouped}
), shared AS (
    SELECT id, processes, known, unknown, direct, direct / CAST(nullif(known, 0) AS DOUBLE) AS share, known_amount, direct_amount,
        coalesce(direct_amount, 0) / nullif(known_amount, 0) AS amount_share, unknown_amount
    FROM grouped
)"""
_DIRECT_GROUPS: Final = {"agency": "agency_id", "supplier": "supplier", "year": "CAST(year AS VARCHAR)"}


@cached
def direct_awards(
    snapshot: Snapshot,
    filters: Filters,
    *,
    by: Literal["agency", "supplier", "year"] = "agency",
    limit: int | None = None,
    offset: int = 0,
) -> DirectAwards:
    """Return the share of direct awards; the group with most of them first, years in their order."""
    unit = unit_of(snapshot, filters)
    common, values = cells(filters, unit, suppliers=by == "supplier")
    measured = _DIRECT.format(group=_DIRECT_GROUPS[by], grouped="GROUP BY 1")
    order = "id NULLS LAST" if by == "year" else "direct DESC, known DESC, processes DESC, id NULLS LAST"
    rows = frame(
        snapshot,
        f"""WITH {common}, {measured}, page AS (
            SELECT *, (SELECT count(*) FROM shared) AS groups FROM shared
            ORDER BY {order} {"LIMIT $limit" if limit is not None else ""} OFFSET $offset)
        SELECT {identified(by, "s.id")} AS id, {named(by, "s.id")} AS name, s.* EXCLUDE (id) FROM page s
        {joined(by, "s.id")} ORDER BY {order.replace("id NULLS", "s.id NULLS")}""",
        values | {"limit": limit, "offset": offset},
    )
    common, values = cells(filters, unit)
    whole = _DIRECT.format(group="NULL", grouped="")
    total = frame(snapshot, f"WITH {common}, {whole} SELECT * EXCLUDE (id) FROM shared", values)
    groups = int(rows["groups"].iloc[0]) if len(rows) else 0
    return DirectAwards(unit, groups, total, rows.drop(columns="groups"))
