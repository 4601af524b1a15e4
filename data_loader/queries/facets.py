"""How a list divides: by each facet, how many processes every value has under the other filters."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from data_loader.filters import NOT_PUBLISHED, Filters
from data_loader.queries.answers import cached
from data_loader.queries.asking import frame
from data_loader.queries.base import adds_up, condition, unit_of
from data_loader.queries.having import having as named_set
from data_loader.queries.processes import listed
from data_loader.snapshot import Snapshot

FACETS: Final = {
    "stage_reached": "p.stage",
    "method": "p.method",
    "category": "p.category",
    "year": "CAST(p.year AS VARCHAR)",
    "agency": "p.agency_id",
    "source": "p.source",
}
"""Each facet and the column of `processes p` that it divides by, in the order shown."""
_STAGES: Final = "['planning', 'tender', 'award', 'contract', 'implementation']"


@cached
def facets(
    snapshot: Snapshot, filters: Filters, *, having: str | None = None, value: str | None = None, most: int = 6
) -> pd.DataFrame:
    """Return facet, id, name, processes, chosen, values: what the list divides into, one row a value.

    `processes` are those of the value under all filters but the facet's own, so that a further value shows what choosing
    it adds; `values` is how many the facet has. The `most` frequent values and those chosen are there, stages and years in
    their own order. `id` is None where the process publishes none; only what a filter can choose is told: neither a
    process without a year nor one without a stage.
    """
    unit = unit_of(snapshot, filters)
    fields = {name: ("year_from", "year_to") if name == "year" else (name,) for name in FACETS}
    emptied = {
        field: () if isinstance(getattr(filters, field), tuple) else None for key in fields.values() for field in key
    }
    test, values = listed(filters.replace(**emptied), unit)
    if having is not None:
        named, more = named_set(snapshot, filters, unit, having, value)
        test, values = f"{test} AND {named}", values | more
    own: dict[str, str] = {}
    for name, kept in fields.items():
        only = Filters().replace(**{field: getattr(filters, field) for field in kept})
        own[name], more = condition(only, unit=unit, bounds=False)
        values |= {field: more[field] for field in kept if field in more}
    values |= {"unit": unit, "most": most, **_chosen(filters)}
    added = having is None and filters.currency is None and adds_up(filters)
    counted, table = ("sum(p.processes)", "cube") if added else ("count(*)", "processes")
    return frame(snapshot, _sql(counted, table, test, own), values)


def _chosen(filters: Filters) -> dict[str, Any]:
    one_year = filters.year_from is not None and filters.year_from == filters.year_to
    chosen = {name: list(getattr(filters, name)) for name in FACETS if name != "year"}
    chosen["year"] = [str(filters.year_from)] if one_year else []
    return {"picked": [f"{name} {value}" for name, items in chosen.items() for value in items]}


def _sql(counted: str, table: str, test: str, own: dict[str, str]) -> str:
    """Return the SQL: the processes are counted by all facets at once, and these few counts by each facet."""
    columns = ", ".join(column for column in FACETS.values() if not column.startswith("CAST"))
    facets = " UNION ALL ".join(
        f"""SELECT '{name}' AS facet, CAST({column} AS VARCHAR) AS id,
            CAST(coalesce(sum(p.n) FILTER ({" AND ".join(own[other] for other in FACETS if other != name)}), 0) AS BIGINT)
                AS processes
        FROM counted p GROUP BY {column}"""
        for name, column in FACETS.items()
    )
    order = ", ".join(f"'{name}'" for name in FACETS)
    return f"""WITH counted AS MATERIALIZED (
        SELECT {columns}, p.year, {counted} AS n FROM {table} p WHERE {test} GROUP BY ALL
    ), told AS (
        SELECT *, list_contains($picked, facet || ' ' || coalesce(id, '{NOT_PUBLISHED}')) AS chosen FROM ({facets})
        WHERE id IS NOT NULL OR facet IN ('agency', 'method', 'category')
    ), placed AS (
        SELECT *, count(*) OVER (PARTITION BY facet) AS values,
            row_number() OVER (PARTITION BY facet ORDER BY processes DESC, id NULLS LAST) AS place
        FROM told WHERE processes > 0 OR chosen
    )
    SELECT facet, p.id, coalesce(o.name, s.name, p.id) AS name, p.processes, chosen, values FROM placed p
    LEFT JOIN agency_names o ON facet = 'agency' AND o.agency_id = p.id
    LEFT JOIN sources s ON facet = 'source' AND s.id = p.id
    WHERE place <= $most OR chosen
    ORDER BY list_position([{order}], facet), CASE WHEN facet = 'stage_reached' THEN list_position({_STAGES}, p.id) END,
        CASE WHEN facet = 'year' THEN p.id END DESC, place"""
