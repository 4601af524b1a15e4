"""What the whole snapshot has: choices for the filters, sources, problems, age."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np
import pandas as pd

from data_loader.filters import PROCESS_STAGES
from data_loader.queries.answers import cached
from data_loader.queries.asking import frame, one
from data_loader.queries.columns import column, labels
from data_loader.snapshot import Snapshot

MOST_ORGANISATIONS: Final = 300
"""Agencies, and suppliers, that a filter lists: a country has thousands, and they would stand in every page."""
_SUPPLIERS: Final = f"""SELECT o.supplier_id AS id, o.name, k.processes FROM (
        SELECT supplier, count(*) FILTER (first_of_supplier) AS processes FROM pairs WHERE supplier IS NOT NULL GROUP BY supplier
    ) k JOIN supplier_names o USING (supplier) ORDER BY k.processes DESC, o.name, id LIMIT {MOST_ORGANISATIONS}"""
_CURRENCIES: Final = """SELECT currency AS id, currency AS name, count(*) AS processes FROM facts
    WHERE currency IS NOT NULL GROUP BY currency ORDER BY processes DESC, id"""
_ACTIONS: Final = ("repaired", "refused", "noted")


@cached
def options(snapshot: Snapshot) -> dict[str, pd.DataFrame]:
    """Return the choices of each filter: frames of id, name, processes.

    For source, agency and supplier (of each the `MOST_ORGANISATIONS` with most processes), method, category, year,
    currency and stage_reached.
    """
    return _options(snapshot)


@lru_cache(maxsize=2)
def _options(snapshot: Snapshot) -> dict[str, pd.DataFrame]:
    """Return them kept apart from the answers: every page has them, and large answers would push them out."""
    common = ["processes", "id"]
    return {
        "source": _groups(snapshot, "source").sort_values("name", ignore_index=True),
        "agency": _groups(snapshot, "agency", ["processes", "name"])[:MOST_ORGANISATIONS],
        "supplier": frame(snapshot, _SUPPLIERS),
        "method": _groups(snapshot, "method", common),
        "category": _groups(snapshot, "category", common),
        "year": _groups(snapshot, "year"),
        "currency": frame(snapshot, _CURRENCIES),
        "stage_reached": _groups(snapshot, "stage").sort_values(
            "id", key=lambda ids: ids.map(PROCESS_STAGES.index), ignore_index=True
        ),
    }


def _groups(snapshot: Snapshot, of: str, order: Sequence[str] = ()) -> pd.DataFrame:
    """Return id, name and processes of what is published of a column, in its order, or those with most processes first."""
    ids, names = labels(snapshot, of)
    n = np.bincount(column(snapshot, of).codes, minlength=len(ids))
    there = np.flatnonzero(n[1:]) + 1
    called = {name: pd.Series(each[there], dtype=object) for name, each in (("id", ids), ("name", names))}
    found = pd.DataFrame({**called, "processes": n[there]})
    return (
        found.sort_values(list(order), ascending=[name != "processes" for name in order], ignore_index=True)
        if order
        else found
    )


@cached
def meta(snapshot: Snapshot) -> dict[str, Any]:
    """Return what /api/v1/meta says: snapshot, sources, counts and currencies."""
    counts = one(
        snapshot,
        """SELECT count(*) AS processes, CAST(coalesce(sum(releases), 0) AS BIGINT) AS releases,
            (SELECT count(*) FROM agency_names) AS agencies, (SELECT count(*) FROM supplier_names WHERE sells) AS suppliers
        FROM processes""",
    )
    found = frame(
        snapshot,
        """SELECT s.id, s.name, s.url, s.shape, s.licence, s.pulled_at,
            (SELECT count(*) FROM processes p WHERE p.source = s.id) AS processes,
            (SELECT CAST(coalesce(sum(b.count), 0) AS BIGINT) FROM problem_sums b WHERE b.source = s.id) AS problems
        FROM sources s ORDER BY s.id""",
    )
    currencies = options(snapshot)["currency"]
    return {
        "snapshot": {"id": snapshot.id, "published_at": snapshot.published_at.isoformat()},
        "sources": found.to_dict("records"),
        "counts": counts,
        "currencies": [
            {"currency": currency, "processes": int(count)}
            for currency, count in zip(currencies["id"], currencies["processes"], strict=True)
        ],
    }


@cached
def problems_summary(snapshot: Snapshot) -> pd.DataFrame:
    """Return source, code, action, count, processes, example: what was repaired, refused or noted, most frequent first."""
    return frame(snapshot, "FROM problem_sums")


@cached
def problem_totals(snapshot: Snapshot) -> dict[str, int]:
    """Return how many values were repaired, refused and noted, in all."""
    sums = ", ".join(f"coalesce(sum(count) FILTER (action = '{action}'), 0)::BIGINT AS {action}" for action in _ACTIONS)
    return one(snapshot, f"SELECT {sums} FROM problem_sums")


@cached
def problem_kinds(snapshot: Snapshot, *, limit: int) -> pd.DataFrame:
    """Return code, action, count, and fraction (of the most frequent kind, 0-1) of the kinds of problem, over all sources."""
    return frame(
        snapshot,
        """SELECT code, action, CAST(sum(count) AS BIGINT) AS count, sum(count) / max(sum(count)) OVER () AS fraction
        FROM problem_sums GROUP BY code, action ORDER BY sum(count) DESC, code, action LIMIT $limit""",
        {"limit": limit},
    )


def problems_of_files(snapshot: Snapshot) -> pd.DataFrame:
    """Return path, code, value: the rows of this installation's own files, the alias file, that could not be used."""
    return frame(snapshot, "SELECT path, code, value FROM problems WHERE source IS NULL ORDER BY ALL")
