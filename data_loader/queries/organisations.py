"""Organisations: one by its id, and suggestions while somebody types."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from data_loader.queries.base import cached, frame, one
from data_loader.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Organisation:
    """One organisation. `variants` is every spelling published: (name, processes), the one shown first."""

    id: str
    name: str
    is_agency: bool
    is_supplier: bool
    scheme: str | None
    identifier: str | None
    processes: int
    variants: tuple[tuple[str, int], ...]
    sources: tuple[str, ...]


@cached
def organisation(snapshot: Snapshot, id: str) -> Organisation | None:  # noqa: A002  the field's own name
    """Return the organisation of an id, or None where there is none."""
    found = one(snapshot, "SELECT * FROM organisations WHERE organisation_id = $id", {"id": id})
    if not found:
        return None
    return Organisation(
        id=found["organisation_id"],
        name=found["name"],
        is_agency=found["is_agency"],
        is_supplier=found["is_supplier"],
        scheme=found["scheme"],
        identifier=found["identifier"],
        processes=found["processes"],
        variants=tuple((variant["name"], variant["processes"]) for variant in found["variants"]),
        sources=tuple(found["sources"]),
    )


@cached
def suggest(snapshot: Snapshot, q: str, limit: int = 8) -> pd.DataFrame:
    """Return what a reader may mean: kind (agency, supplier, process), id, name, detail.

    Organisations whose name has every word typed come first, then processes. `detail` is the number of processes of an
    organisation, or the agency of a process; the id of a process is its ocid.
    """
    words = [word for word in q.split() if word]
    if not words:
        return pd.DataFrame(columns=["kind", "id", "name", "detail", "source"], dtype=object)
    organisations = frame(
        snapshot,
        """SELECT CASE WHEN is_agency THEN 'agency' ELSE 'supplier' END AS kind, organisation_id AS id, name,
            CAST(processes AS VARCHAR) AS detail, NULL AS source
        FROM organisations
        WHERE (is_agency OR is_supplier) AND (list_bool_and(list_transform($words,
                lambda w: contains(lower(strip_accents(name)), lower(strip_accents(w)))))
            OR upper(identifier) = upper($whole))
        ORDER BY is_agency DESC, processes DESC, name LIMIT $limit""",
        {"words": words, "whole": q.strip(), "limit": max(1, limit - 3)},
    )
    processes = frame(
        snapshot,
        """SELECT 'process' AS kind, p.ocid AS id, coalesce(p.title, p.ocid) AS name, p.agency_name AS detail, p.source
        FROM matches m JOIN processes p USING (process_id) ORDER BY m.relevance DESC, p.process_id LIMIT $limit""",
        {"q": q, "limit": limit - len(organisations)},
    )
    return pd.concat([organisations, processes], ignore_index=True)
