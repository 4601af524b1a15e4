"""The agencies that should publish, held against those that do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final, Literal

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process, utils

from data_loader.filters import Filters
from data_loader.groups import tally
from data_loader.queries.answers import cached
from data_loader.queries.asking import frame
from data_loader.queries.columns import words
from data_loader.queries.selection import codes_of
from data_loader.snapshot import Snapshot

State = Literal["publishing", "silent", "never"]
STATES: Final[tuple[State, ...]] = ("publishing", "silent", "never")
SILENT_AFTER: Final = 6
"""Months without a release after which an agency counts as silent, where the reader asks for no other number."""
_ALIKE: Final = 86.0
"""From this likeness (0-100) a name is suggested; a person decides."""


@dataclass(frozen=True, slots=True)
class Roster:
    """The roster of the sources selected.

    `rows`: source (None: the site's), line, roster_id, name, state, agency_ids, agency_names (lists; empty: never
    published), matched_by, processes, first_release, last_release, suggested_id, suggested_name, likeness (0-100; a near
    match that nobody confirmed). `unlisted`: agencies that publish and are on no roster: id, name, processes,
    first_release, last_release. `problems`: source, line, name, problem. `today` is the day that silence is counted from.
    `whose` is the name of the source whose roster it is; None: the site's, or that of several sources.
    """

    today: date
    silent_after: int
    rows: pd.DataFrame
    unlisted: pd.DataFrame
    problems: pd.DataFrame
    whose: str | None = None

    def count(self, state: State) -> int:
        """Return how many rows of the roster are in a state."""
        return int((self.rows["state"] == state).sum())


@cached
def sources_shown(snapshot: Snapshot, filters: Filters) -> tuple[str, ...]:
    """Return the ids of the sources that have a process in the selection, in alphabetical order."""
    known = words(snapshot, "source")
    return tuple(known[np.flatnonzero(tally(codes_of(snapshot, filters, "source"), len(known)))])


@cached
def roster(
    snapshot: Snapshot, filters: Filters, *, silent_after: int = SILENT_AFTER, today: date | None = None
) -> Roster:
    """Return the roster of the sources of the filters (their other parts do not count: a roster is about all records).

    Publishing: the latest release of any of its processes is not older than `silent_after` months, counted back from
    the day of the snapshot. Silent: it is older, or not dated. Never: no record names it.
    """
    return _roster(snapshot, filters.source, silent_after, today or snapshot.published_at.date())


@lru_cache(maxsize=4)
def _roster(snapshot: Snapshot, sources: tuple[str, ...], silent_after: int, on: date) -> Roster:
    """Return the roster of some sources: the same for every other filter, so that it is asked once a snapshot."""
    values: dict[str, Any] = {"sources": list(sources), "today": on, "months": silent_after}
    kept = "(len($sources) = 0 OR r.source IS NULL OR list_contains($sources, r.source))"
    scope = "(len($sources) = 0 OR list_contains($sources, p.source))"
    rows = frame(
        snapshot,
        f"""WITH held AS (
            SELECT r.roster_row, any_value(r.source) AS source, any_value(r.line) AS line,
                any_value(r.roster_id) AS roster_id, any_value(r.name) AS name, min(r.matched_by) AS matched_by,
                coalesce(list(DISTINCT f.agency_id) FILTER (f.agency_id IS NOT NULL), []) AS agency_ids,
                CAST(coalesce(sum(f.processes), 0) AS BIGINT) AS processes,
                min(f.first_release) AS first_release, max(f.last_release) AS last_release
            FROM roster r LEFT JOIN (FROM publishers p WHERE {scope}) f
                ON f.agency_id = r.agency_id AND (r.source IS NULL OR r.source = f.source)
            WHERE r.problem IS NULL AND {kept} GROUP BY r.roster_row
        )
        SELECT h.*, CASE WHEN h.processes = 0 THEN 'never'
            WHEN h.last_release >= CAST($today AS DATE) - to_months(CAST($months AS INTEGER)) THEN 'publishing'
            ELSE 'silent' END AS state
        FROM held h ORDER BY h.roster_row""",
        values,
    )
    unlisted = frame(
        snapshot,
        f"""SELECT p.agency_id AS id, any_value(p.name) AS name, CAST(sum(p.processes) AS BIGINT) AS processes,
            min(p.first_release) AS first_release, max(p.last_release) AS last_release
        FROM publishers p
        WHERE {scope}
            AND EXISTS (SELECT 1 FROM roster r WHERE r.problem IS NULL AND (r.source IS NULL OR r.source = p.source))
            AND NOT EXISTS (SELECT 1 FROM roster r
                WHERE r.agency_id = p.agency_id AND (r.source IS NULL OR r.source = p.source))
        GROUP BY p.agency_id ORDER BY processes DESC, name, id""",
        values,
    )
    problems = frame(
        snapshot,
        f"SELECT r.source, r.line, r.name, r.problem FROM roster r WHERE r.problem IS NOT NULL AND {kept} ORDER BY ALL",
        values,
    )
    return Roster(
        on, silent_after, _suggested(_named(snapshot, rows), unlisted), unlisted, problems, _whose(snapshot, rows)
    )


def _whose(snapshot: Snapshot, rows: pd.DataFrame) -> str | None:
    names = {source["id"]: source["name"] for source in snapshot.sources}
    whose = {names.get(source) for source in rows["source"]}
    return whose.pop() if len(whose) == 1 else None


def _named(snapshot: Snapshot, rows: pd.DataFrame) -> pd.DataFrame:
    names = frame(snapshot, "SELECT agency_id, name FROM agency_names")
    known = dict(zip(names["agency_id"], names["name"], strict=True))
    rows["agency_names"] = pd.Series([[known.get(key, key) for key in ids] for ids in rows["agency_ids"]], dtype=object)
    return rows


def _suggested(rows: pd.DataFrame, unlisted: pd.DataFrame) -> pd.DataFrame:
    """Add to each row that never published the agency on no roster whose name is nearest, where it is near enough."""
    names = dict(zip(unlisted["id"], unlisted["name"], strict=True))
    found = [
        _nearest(name, names) if state == "never" else None
        for name, state in zip(rows["name"], rows["state"], strict=True)
    ]
    rows["suggested_id"] = pd.Series([item[2] if item else None for item in found], dtype=object)
    rows["suggested_name"] = pd.Series([item[0] if item else None for item in found], dtype=object)
    rows["likeness"] = pd.Series([item[1] if item else None for item in found], dtype="float64")
    return rows


def _nearest(name: str, names: dict[str, str]) -> tuple[str, float, str] | None:
    near: tuple[str, float, str] | None = process.extractOne(
        name, names, scorer=fuzz.token_sort_ratio, processor=utils.default_process, score_cutoff=_ALIKE
    )
    return near
