"""The whole selection in one look: how much, by whom, since when, how complete."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from data_loader.filters import Filters
from data_loader.queries.base import cached, one, selected, unit_of
from data_loader.queries.money import cells, spending, totals
from data_loader.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class TopAgency:
    """The agency with the most money of the stage."""

    id: str
    name: str
    amount: float
    share: float | None


@dataclass(frozen=True, slots=True)
class Overview:
    """Key figures; None = not published. See Spending for how the counts of processes add up."""

    currency: str | None
    total: float | None
    processes: int
    releases: int
    without_amount: int
    other_currency: int
    currency_not_published: int
    agencies: int
    suppliers: int
    sources: int
    year_min: int | None
    year_max: int | None
    score: float | None
    top_agency: TopAgency | None
    top3_share: float | None
    suppliers_for_half: int | None
    latest_release: date | None


@cached
def overview(snapshot: Snapshot, filters: Filters) -> Overview:
    """Return the key figures of the selection.

    top_agency and top3_share are of agencies that are published, of the total of all. suppliers_for_half is the least
    number of published suppliers that together have at least half of the total; None where even all have not.
    """
    unit = unit_of(snapshot, filters)
    facts = totals(snapshot, filters, unit)
    common, values = selected(filters, unit=unit)
    counts = one(
        snapshot,
        f"""WITH {common}
        SELECT CAST(coalesce(sum(releases), 0) AS BIGINT) AS releases, count(DISTINCT agency_id) AS agencies,
            count(DISTINCT source) AS sources, min(year) AS year_min, max(year) AS year_max,
            max(release_date) AS latest_release,
            CAST(sum(published) AS DOUBLE) / nullif(CAST(sum(applicable) AS DOUBLE), 0) AS score,
            (SELECT count(DISTINCT k.supplier_id) FROM process_suppliers k JOIN selected USING (process_id)) AS suppliers
        FROM selected""",
        values,
    )
    agencies = spending(snapshot, filters, by="agency", limit=4).rows
    known = agencies[agencies["id"].notna() & agencies["amount"].notna()].head(3)
    top = None
    top3 = None
    if len(known):
        first = known.iloc[0]
        amount, total = float(first["amount"]), facts["total"]
        top = TopAgency(first["id"], first["name"], amount, amount / total if total else None)
        top3 = float(known["amount"].sum() / total) if total else None
    return Overview(
        currency=unit,
        top_agency=top,
        top3_share=top3,
        suppliers_for_half=_suppliers_for_half(snapshot, filters, unit),
        **facts,
        **counts,
    )


def _suppliers_for_half(snapshot: Snapshot, filters: Filters, unit: str | None) -> int | None:
    common, values = cells(filters, ("supplier",), unit)
    found = one(
        snapshot,
        f"""WITH {common}, ranked AS (
            SELECT id_1, sum(amount) AS amount, row_number() OVER (ORDER BY sum(amount) DESC NULLS LAST, id_1) AS place
            FROM cells WHERE id_1 IS NOT NULL GROUP BY id_1
        ), running AS (SELECT place, sum(amount) OVER (ORDER BY place) AS reached FROM ranked)
        SELECT min(place) AS suppliers FROM running
        WHERE reached > 0 AND reached * 2 >= (SELECT sum(amount) FROM cells)""",
        values,
    )
    suppliers: int | None = found["suppliers"]
    return suppliers
