"""Organisations: one by its id, pairs that may be one, and suggestions while somebody types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

import pandas as pd

from data_loader.queries.answers import cached
from data_loader.queries.asking import best_matches, frame, kept_id, numbered, one, rows
from data_loader.snapshot import Snapshot

MatchRole = Literal["agency", "supplier", "mixed"]

# Parents first: every organisation below one, however deep. A unit has one parent and there are no circles.
_UNITS: Final = """WITH RECURSIVE units AS MATERIALIZED (
        SELECT organisation_id AS id, parent_id, name FROM organisations WHERE parent_id IS NOT NULL
    ), below AS (
        SELECT id, name, 1 AS depth FROM units WHERE parent_id = $id
        UNION ALL
        SELECT u.id, u.name, b.depth + 1 FROM below b JOIN units u ON u.parent_id = b.id
    ) SELECT id, name FROM below ORDER BY depth, name, id"""


@dataclass(frozen=True, slots=True)
class Named:
    """An organisation that another one is related to; `note` says why, where somebody wrote it."""

    id: str
    name: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Organisation:
    """One organisation. `variants` is every spelling published: (name, processes), the one shown first.

    `listed` are those of them whose processes a list can show (`having=spelling`): all but those that only say of what a
    unit is part.

    `identifier_valid` is None where the form of the scheme is not known; `identifier_fault` is form or check_digit,
    `person` legal or natural. `merged` are those that the alias file makes this one, `parent` is what it is part of,
    `units` all that is below it.
    """

    id: str
    name: str
    named_by_hand: bool
    is_agency: bool
    is_supplier: bool
    scheme: str | None
    identifier: str | None
    identifier_valid: bool | None
    identifier_fault: str | None
    person: str | None
    processes: int
    variants: tuple[tuple[str, int], ...]
    listed: frozenset[str]
    sources: tuple[str, ...]
    merged: tuple[Named, ...]
    parent: Named | None
    units: tuple[Named, ...]


_MERGED: Final = (
    "SELECT alias_id AS id, name, note FROM organisation_aliases WHERE organisation_id = $id ORDER BY line, id"
)
_SPELT: Final = "SELECT name, processes FROM spellings WHERE organisation_id = $id AND NOT contains($id, ' ')"


@cached
def organisation(snapshot: Snapshot, id: str) -> Organisation | None:  # noqa: A002  the field's own name
    """Return the organisation of an id, or of one that was merged into it by hand; None where there is none."""
    found = one(snapshot, "SELECT * FROM organisations WHERE organisation_id = $id", {"id": kept_id(snapshot, id)})
    if not found:
        return None
    parent = None
    if found["parent_id"]:
        named = one(snapshot, "SELECT name FROM organisations WHERE organisation_id = $id", {"id": found["parent_id"]})
        parent = Named(found["parent_id"], named.get("name", found["parent_id"]))
    key = {"id": found["organisation_id"]}
    merged = rows(snapshot, _MERGED, key).fetchall()
    has_units = one(snapshot, "SELECT 1 AS n FROM organisations WHERE parent_id = $id LIMIT 1", key)
    units = rows(snapshot, _UNITS, key).fetchall() if has_units else []
    spelt = rows(snapshot, _SPELT, key).fetchall()
    variants = tuple((variant["name"], variant["processes"]) for variant in found["variants"])
    plain = ("name", "named_by_hand", "is_agency", "is_supplier", "scheme", "identifier", "identifier_valid")
    return Organisation(
        **key,
        **{name: found[name] for name in (*plain, "identifier_fault", "person", "processes")},
        variants=variants,
        listed=frozenset(name for name, _ in set(variants).intersection(spelt)),
        sources=tuple(found["sources"]),
        merged=tuple(Named(*row) for row in merged),
        parent=parent,
        units=tuple(Named(*row) for row in units),
    )


@cached
def only_source(snapshot: Snapshot, id: str) -> tuple[str, str] | None:  # noqa: A002  the field's own name
    """Return the name of an organisation and the source that names it; None where several do."""
    key = {"id": kept_id(snapshot, id)}
    found = one(snapshot, "SELECT name, source FROM agency_names WHERE agency_id = $id AND source IS NOT NULL", key)
    if not found:
        sql = "SELECT name, sources[1] AS source FROM organisations WHERE organisation_id = $id AND len(sources) = 1"
        found = one(snapshot, sql, key)
    return (found["name"], found["source"]) if found else None


@dataclass(frozen=True, slots=True)
class MatchPage:
    """A page of pairs that may be one organisation, the likeliest first, and how many there are in all.

    `rows`: organisation_id, other_id, name, other_name, spelling, other_spelling, processes, other_processes, reason,
    similarity (0-1), role, is_agency, other_is_agency, different_identifiers, different_sources; see the table
    organisation_matches.
    """

    total: int
    page: int
    page_size: int
    rows: pd.DataFrame


_LIKELIEST: Final = """ORDER BY
    list_position(['same_identifier', 'two_schemes', 'one_letter', 'same_name', 'near_name'], reason),
    different_identifiers, different_sources, similarity DESC, processes + other_processes DESC, organisation_id, other_id"""


@cached
def matches(
    snapshot: Snapshot,
    *,
    role: MatchRole | None = None,
    organisation: str | None = None,
    page: int = 1,
    page_size: int = 25,
) -> MatchPage:
    """Return pairs of organisations that may be one, of a role or of one organisation. Suggested, never applied."""
    test, values = "role = $role" if role else "true", dict[str, Any](role=role)
    first = (page - 1) * page_size
    if organisation:  # which has few
        values["id"] = kept_id(snapshot, organisation)
        sides = ("organisation_id", "other_id")
        its = " UNION ALL ".join(f"FROM organisation_matches WHERE {side} = $id" for side in sides)
        found = frame(snapshot, f"SELECT * FROM ({its}) WHERE {test} {_LIKELIEST}", values)
        return MatchPage(len(found), page, page_size, found.iloc[first : first + page_size].reset_index(drop=True))
    total = int(one(snapshot, f"SELECT count(*) AS n FROM organisation_matches WHERE {test}", values)["n"])
    likeliest = frame(
        snapshot,
        f"SELECT * FROM organisation_matches WHERE {test} {_LIKELIEST} LIMIT $size OFFSET $offset",
        values | {"size": page_size, "offset": first},
    )
    return MatchPage(total, page, page_size, likeliest)


_SUGGESTED: Final = 3


@cached
def suggest(snapshot: Snapshot, q: str, limit: int = 9) -> pd.DataFrame:
    """Return what a reader may mean: kind (agency, supplier, process), id, name, processes, agency, source, found.

    Agencies and suppliers whose name has every word typed, or whose identifier it is, three of each at most, those with
    most processes first; then the processes that match best, to `limit` rows in all. `processes` is that of an organisation
    (NaN of a process), `agency` and `source` those of a process (None of an organisation); the id of a process is its
    ocid. `found` is how many of the kind there are in all.
    """
    words = q.split()
    if not words:
        return pd.DataFrame(columns=["kind", "id", "name", "processes", "agency", "source", "found"], dtype=object)
    every = " AND ".join(f"contains(plain, lower(strip_accents($words_{place})))" for place in range(len(words)))
    organisations = frame(
        snapshot,
        f"""WITH counted AS (
            SELECT is_agency, count(*) AS found, unnest(min(place, {_SUGGESTED})) AS place FROM suggestions
            WHERE ({every}) OR identifier = upper($whole) GROUP BY is_agency
        )
        SELECT CASE WHEN is_agency THEN 'agency' ELSE 'supplier' END AS kind, organisation_id AS id, name, processes,
            NULL AS agency, NULL AS source, found
        FROM counted JOIN suggestions USING (place, is_agency) ORDER BY kind, place LIMIT $limit""",
        {"words": words, "whole": q.strip(), "limit": limit},
    )
    chosen, found = best_matches(snapshot, q, limit - len(organisations))
    processes = frame(
        snapshot,
        f"""SELECT 'process' AS kind, ocid AS id, coalesce(title, ocid) AS name, CAST(NULL AS BIGINT) AS processes,
            agency_name AS agency, source, CAST($found AS BIGINT) AS found
        FROM processes WHERE process_id IN ({numbered(chosen)}) ORDER BY list_position($chosen, process_id)""",
        {"chosen": chosen, "found": found},
    )
    return pd.concat([part for part in (organisations, processes) if len(part)] or [organisations], ignore_index=True)
