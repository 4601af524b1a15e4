"""What was owed and what was published: fields published ÷ fields owed, so that every score lies in 0-1."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from data_loader.fields import Field, completeness_field_list, of_stage
from data_loader.filters import PROCESS_STAGES, Filters, ProcessStage
from data_loader.groups import Whole, added, money, starts
from data_loader.queries.answers import cached
from data_loader.queries.asking import frame
from data_loader.queries.base import condition
from data_loader.queries.columns import labels
from data_loader.queries.dealings import sums_by
from data_loader.queries.outcomes import profiled, profiled_columns
from data_loader.queries.selection import codes_of, pairs, unit_of
from data_loader.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Completeness:
    """How complete the records are. Scores are published ÷ applicable, 0-1; None (NaN in frames): nothing was owed.

    `agencies`: id (None = not published), name, processes, published, applicable, score, one score a stage, and
    money_share: the agency's share of the money of the filters' stage.
    """

    score: float | None
    published: int
    applicable: int
    processes: int
    stages: dict[ProcessStage, float | None]
    agencies: pd.DataFrame


@cached
def completeness(snapshot: Snapshot, filters: Filters) -> Completeness:
    """Return the scores of the selection, of each stage and of each agency, the least complete agency first."""
    agencies = _sums_by(snapshot, filters, "agency")
    published, applicable = int(agencies["published"].sum()), int(agencies["applicable"].sum())
    stages: dict[ProcessStage, float | None] = {
        stage: _ratio(agencies[f"{stage}_published"].sum(), agencies[f"{stage}_applicable"].sum())
        for stage in PROCESS_STAGES
    }
    return Completeness(
        _ratio(published, applicable),
        published,
        applicable,
        int(agencies["processes"].sum()),
        stages,
        _scored(agencies, _money(snapshot, filters)),
    )


@cached
def _sums_by(snapshot: Snapshot, filters: Filters, by: Dimension) -> pd.DataFrame:
    """Return code, id, name, processes, and fields published and applicable, in all and of each stage (`tender_published`)."""
    group, profile, n = pairs(snapshot, filters, by, "completeness")
    first = starts(group)
    codes = group[first].astype(np.int64)
    ids, names = (pd.Series(each[codes], dtype="object") for each in labels(snapshot, by))
    sums = {name: added(n * each[profile], first) for name, each in _of_profiles(snapshot).items()}
    found = pd.DataFrame({"code": codes, "id": ids, "name": names, "processes": added(n, first), **sums})
    return found.iloc[np.lexsort((codes, codes == 0))].reset_index(drop=True)


def score_of(snapshot: Snapshot, filters: Filters) -> float | None:
    """Return the score of the selection."""
    of_profile = _of_profiles(snapshot)
    n = np.bincount(codes_of(snapshot, filters, "completeness"), minlength=len(of_profile["published"]))
    return _ratio(*(int((n * of_profile[name]).sum()) for name in ("published", "applicable")))


@lru_cache(maxsize=2)
def _of_profiles(snapshot: Snapshot) -> dict[str, Whole]:
    """Return how many fields a process of each profile has published, and how many apply, in all and of each stage."""
    said = profiled_columns(snapshot, "completeness")
    found = {}
    for stage in PROCESS_STAGES:
        fields = [said[field.path] for field in of_stage(stage)]
        found[f"{stage}_published"] = sum(field.filled(False).astype(np.int64) for field in fields)
        found[f"{stage}_applicable"] = sum((~np.ma.getmaskarray(field)).astype(np.int64) for field in fields)
    whole = {state: sum(found[f"{stage}_{state}"] for stage in PROCESS_STAGES) for state in ("published", "applicable")}
    return {name: np.insert(np.asarray(each), 0, 0) for name, each in (whole | found).items()}  # there is none of 0


def _ratios(published: Whole, applicable: Whole) -> npt.NDArray[np.float64]:
    return published / np.where(applicable > 0, applicable, np.nan)


def _ratio(published: float, applicable: float) -> float | None:
    return float(published) / float(applicable) if applicable else None


def _money(snapshot: Snapshot, filters: Filters) -> pd.Series[float]:
    """Return each agency's share of the money, by its code; NaN where none of it is published."""
    sums = sums_by(snapshot, filters, unit_of(snapshot, filters), "agency")
    amounts, total = money(sums.amount, sums.known), float(money(sums.amount.sum()))
    return pd.Series(amounts / total if total else np.nan, index=sums.agency)


def _scored(agencies: pd.DataFrame, shares: pd.Series[float]) -> pd.DataFrame:
    of = {str(name): column.to_numpy() for name, column in agencies.items()}
    score, *stages = (
        _ratios(of[f"{prefix}published"], of[f"{prefix}applicable"])
        for prefix in ("", *(f"{stage}_" for stage in PROCESS_STAGES))
    )
    scored = agencies[["id", "name", "processes", "published", "applicable"]].assign(
        score=score,
        **dict(zip(PROCESS_STAGES, stages, strict=True)),
        money_share=shares.reindex(of["code"]).to_numpy(),
    )
    order = np.lexsort((of["code"], of["code"] == 0, -of["processes"], score))
    return scored.iloc[order].reset_index(drop=True)


@cached
def completeness_fields(snapshot: Snapshot, filters: Filters) -> pd.DataFrame:
    """Return stage, field (its path), label_es, label_en, why_es, why_en, level, rule, published, applicable, score.

    One row a field, in the order of the list; score is NaN where no process owed it.
    """
    found = profiled(snapshot, "completeness", filters)
    return pd.DataFrame(
        [
            _described(field, found.published(field.path), found.sum(found.owed(field.path)))
            for field in completeness_field_list()
        ]
    ).astype({"score": "float64"})


def named(field: Field) -> dict[str, object]:
    """Return stage, field (its path), label_es, label_en, why_es, why_en and level."""
    told = ("stage", "path", "label_es", "label_en", "why_es", "why_en", "level")
    return {"field" if name == "path" else name: getattr(field, name) for name in told}


def _described(field: Field, published: int, applicable: int) -> dict[str, object]:
    return named(field) | {
        "rule": field.rule,
        "published": published,
        "applicable": applicable,
        "score": _ratio(published, applicable),
    }


Dimension = Literal["agency", "source", "year", "stage", "level", "field"]
DIMENSIONS: Final[tuple[Dimension, ...]] = ("agency", "source", "year", "stage", "level", "field")


@cached
def completeness_by(snapshot: Snapshot, filters: Filters, *, by: Dimension) -> pd.DataFrame:
    """Return id (None = not published), name, processes, published, applicable, score.

    By agency, source and year the groups are of processes, with one score a stage beside; by stage, level and field
    they are of fields, and `processes` are those that owe any of them. published and applicable add up to those of the
    selection in every dimension.
    """
    if by in ("stage", "level", "field"):
        return _by_fields(snapshot, filters, by)
    found = _sums_by(snapshot, filters, by).drop(columns="code")
    found["score"] = found["published"] / found["applicable"].where(found["applicable"] > 0)
    for stage in PROCESS_STAGES:
        owed = found.pop(f"{stage}_applicable")
        found[stage] = found.pop(f"{stage}_published") / owed.where(owed > 0)
    return found


def _by_fields(snapshot: Snapshot, filters: Filters, by: Dimension) -> pd.DataFrame:
    fields = completeness_fields(snapshot, filters)
    groups = fields.groupby(by, sort=False)
    found = profiled(snapshot, "completeness", filters)
    rows = [
        {
            "id": key,
            "name": key,
            "processes": found.sum(np.logical_or.reduce([found.owed(path) for path in group["field"]])),
            "published": int(group["published"].sum()),
            "applicable": int(group["applicable"].sum()),
            "score": _ratio(group["published"].sum(), group["applicable"].sum()),
        }
        for key, group in groups
    ]
    return pd.DataFrame(rows).astype({"score": "float64"})


def completeness_history(snapshot: Snapshot, filters: Filters) -> pd.DataFrame:
    """Return snapshot, published_at, processes, published, applicable, score: one row a snapshot, oldest first.

    Of the filters only source and agency count: the history keeps no more.
    """
    return _history(snapshot, _kept_by(filters)).copy()


def completeness_trend(snapshot: Snapshot, filters: Filters) -> pd.DataFrame:
    """Return id (None = not published), change, since: how much each agency's score has changed since its first snapshot.

    change is in shares of 1 (0.05: five points more), NaN where nothing was owed in either; since is when the first one
    in which something was owed was published. Agencies that are in one snapshot only have no row. Of the filters only
    source and agency count.
    """
    return _trend(snapshot, _kept_by(filters)).copy()


def _kept_by(filters: Filters) -> Filters:
    """Return the filters that mean something of the history: what it tells is asked once a snapshot for all others."""
    return Filters(source=filters.source, agency=filters.agency, exclude_agency=filters.exclude_agency)


@lru_cache(maxsize=4)
def _history(snapshot: Snapshot, filters: Filters) -> pd.DataFrame:
    test, values = condition(filters)
    return frame(
        snapshot,
        f"""SELECT snapshot, published_at, CAST(sum(processes) AS BIGINT) AS processes,
            CAST(sum(published) AS BIGINT) AS published, CAST(sum(applicable) AS BIGINT) AS applicable,
            sum(published) / nullif(sum(applicable), 0) AS score
        FROM history p WHERE {test} GROUP BY snapshot, published_at ORDER BY published_at, snapshot""",
        values,
    )


@lru_cache(maxsize=4)
def _trend(snapshot: Snapshot, filters: Filters) -> pd.DataFrame:
    test, values = condition(filters)
    return frame(
        snapshot,
        f"""WITH scores AS (
            SELECT agency_id AS id, published_at,
                sum(published) / nullif(sum(applicable), 0) AS score
            FROM history p WHERE {test}
            GROUP BY agency_id, published_at HAVING sum(applicable) > 0
        )
        SELECT id, last(score ORDER BY published_at) - first(score ORDER BY published_at) AS change,
            min(published_at) AS since
        FROM scores GROUP BY id HAVING count(*) > 1 ORDER BY change DESC, id NULLS LAST""",
        values,
    )
