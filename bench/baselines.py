"""The views over pandas frames already in memory: what a Dash app usually does. They also check our answers.

Written apart from `data_loader/queries`, from the Parquet tables that the snapshot publishes, by the rules of
docs/numbers.md.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import duckdb
import pandas as pd

from data_loader import queries
from data_loader.filters import STEPS, Filters
from data_loader.snapshot import Snapshot

_COLUMNS: Final = ["process_id", "source", "ocid", "title", "agency_id", "agency_name", "method", "category", "stage"]
_NUMBERS: Final = ["year", "date", "published", "applicable", "releases", *STEPS]


class Frames:
    """The frames, and each view over them."""

    def __init__(self, folder: Path, unit: str) -> None:
        def read(name: str, columns: list[str]) -> pd.DataFrame:
            return duckdb.read_parquet(str(folder / f"{name}.parquet")).project(", ".join(columns)).df()

        self.unit = unit
        self.processes = read("processes", _COLUMNS + _NUMBERS)
        amounts = ["process_id", "stage", "currency", "amount"]
        self.amounts = read("amounts", amounts)
        self.shares = read("supplier_amounts", [*amounts, "supplier_id"])
        self.suppliers = read("process_suppliers", ["process_id", "supplier_id"])
        numbers = ["year", "published", "applicable", *STEPS]
        self.processes[numbers] = self.processes[numbers].astype("float64")
        for frame in (self.amounts, self.shares):
            frame["amount"] = frame["amount"].astype("float64")

    def memory(self) -> int:
        """Return the bytes that the frames take, texts included."""
        frames = (self.processes, self.amounts, self.shares, self.suppliers)
        return int(sum(frame.memory_usage(deep=True).sum() for frame in frames))

    def selected(self, filters: Filters) -> pd.DataFrame:
        """Return the processes kept."""
        kept = self.processes
        for name, column in (("agency", "agency_id"), ("method", "method"), ("category", "category")):
            if getattr(filters, name):
                kept = kept[kept[column].isin(getattr(filters, name))]
        for name, column in (("source", "source"), ("stage_reached", "stage")):
            if getattr(filters, name):
                kept = kept[kept[column].isin(getattr(filters, name))]
        if filters.exclude_agency:
            kept = kept[~kept["agency_id"].isin(filters.exclude_agency)]
        if filters.year_from is not None:
            kept = kept[kept["year"] >= filters.year_from]
        if filters.year_to is not None:
            kept = kept[kept["year"] <= filters.year_to]
        return kept

    def spending(self, filters: Filters, by: str) -> dict[str, float]:
        """Return the money by agency, method, category or year."""
        money = self.amounts[(self.amounts["stage"] == filters.stage) & (self.amounts["currency"] == self.unit)]
        joined = self.selected(filters).merge(money[["process_id", "amount"]], on="process_id")
        column = "agency_id" if by == "agency" else by
        sums = joined.groupby(column)["amount"].sum()
        return {str(int(float(str(key)))) if by == "year" else str(key): float(amount) for key, amount in sums.items()}

    def ranking(self, filters: Filters) -> dict[str, float]:
        """Return the 25 suppliers with most money, of those with any."""
        money = self.shares[(self.shares["stage"] == filters.stage) & (self.shares["currency"] == self.unit)]
        joined = self.selected(filters)[["process_id"]].merge(money, on="process_id")
        sums = joined.groupby("supplier_id")["amount"].sum()
        sums = sums[sums > 0].nlargest(25)
        return {str(key): float(amount) for key, amount in sums.items()}

    def medians(self, filters: Filters) -> dict[str, float]:
        """Return the median days of each step."""
        kept = self.selected(filters)
        return {step: float(kept[step][kept[step] >= 0].median()) for step in STEPS}

    def score(self, filters: Filters) -> dict[str, float]:
        """Return the completeness of each agency."""
        sums = self.selected(filters).groupby("agency_id")[["published", "applicable"]].sum()
        sums = sums[sums["applicable"] > 0]
        return {str(key): float(score) for key, score in (sums["published"] / sums["applicable"]).items()}

    def largest(self, filters: Filters) -> dict[str, float]:
        """Return the 25 processes with most money."""
        money = self.amounts[(self.amounts["stage"] == filters.stage) & (self.amounts["currency"] == self.unit)]
        joined = self.selected(filters).merge(money, on="process_id", suffixes=("", "_of"))
        top = joined.sort_values(["amount", "process_id"], ascending=[False, True]).head(25)
        return dict(zip(top["ocid"], top["amount"], strict=True))


def _by(by: Any) -> Callable[[Snapshot, Filters], dict[str, float]]:
    def ask(snapshot: Snapshot, filters: Filters) -> dict[str, float]:
        rows = queries.spending(snapshot, filters, by=by).rows.dropna(subset=["id", "amount"])
        return dict(zip(rows["id"], rows["amount"], strict=True))

    return ask


def _ranking(snapshot: Snapshot, filters: Filters) -> dict[str, float]:
    rows = queries.suppliers(snapshot, filters, limit=26).rows.dropna(subset=["id", "amount"]).head(25)
    rows = rows[rows["amount"] > 0]  # those with nothing are all alike: who of them comes first says nothing
    return dict(zip(rows["id"], rows["amount"], strict=True))


def _medians(snapshot: Snapshot, filters: Filters) -> dict[str, float]:
    rows = queries.timelines(snapshot, filters)
    return dict(zip(rows["step"], rows["median"], strict=True))


def _score(snapshot: Snapshot, filters: Filters) -> dict[str, float]:
    rows = queries.completeness(snapshot, filters).agencies.dropna(subset=["id", "score"])
    return dict(zip(rows["id"], rows["score"], strict=True))


def _largest(snapshot: Snapshot, filters: Filters) -> dict[str, float]:
    stage = filters.stage
    rows = queries.processes(snapshot, filters).rows.dropna(subset=[stage])
    return dict(zip(rows["ocid"], rows[stage], strict=True))


VIEWS: Final[
    dict[str, tuple[Callable[[Snapshot, Filters], dict[str, float]], Callable[[Frames, Filters], dict[str, float]]]]
] = {
    "spending by agency": (_by("agency"), lambda frames, filters: frames.spending(filters, "agency")),
    "spending by method": (_by("method"), lambda frames, filters: frames.spending(filters, "method")),
    "spending by year": (_by("year"), lambda frames, filters: frames.spending(filters, "year")),
    "suppliers": (_ranking, Frames.ranking),
    "timelines": (_medians, Frames.medians),
    "completeness": (_score, Frames.score),
    "processes": (_largest, Frames.largest),
}
"""Each view asked of the program and of the frames; both give one number a key."""


def difference(ours: dict[str, float], theirs: dict[str, float]) -> str | None:
    """Return the first key in which two answers differ by more than rounding; None where they say the same."""
    for key in sorted(ours.keys() | theirs.keys(), key=str):
        a, b = ours.get(key, math.nan), theirs.get(key, math.nan)
        if not (math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-6) or (math.isnan(a) and math.isnan(b))):
            return f"{key}: {a} and {b}"
    return None
