"""What a row says of its process: looked up by its number in columns and texts that are mapped (see served_columns)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from data_loader.groups import Whole
from data_loader.queries.columns import agency_names, column, words
from data_loader.snapshot import Snapshot

Told = Literal["ocid", "source", "title", "agency_id", "agency_name", "date", "method"]
TITLED: Final[tuple[Told, ...]] = ("ocid", "source", "title", "agency_name")


def beside(snapshot: Snapshot, found: pd.DataFrame, columns: Sequence[Told]) -> pd.DataFrame:
    """Return rows with columns of their processes, as objects, by `process_id`; None where that is none."""
    numbers = found["process_id"].fillna(0).to_numpy(np.int64)
    there = numbers > 0
    told: dict[Told, npt.NDArray[Any]] = {name: np.full(len(numbers), None, object) for name in columns}
    for name, of in told.items():
        of[there] = told_of(snapshot, name, numbers[there] - 1)
    return found.assign(**{name: pd.Series(of, found.index, dtype=object) for name, of in told.items()})


def told_of(snapshot: Snapshot, name: Told, places: Whole) -> npt.NDArray[Any]:
    """Return what some processes have in a column, by their places."""
    if name in {"ocid", "title"}:
        return snapshot.columns.texts(f"processes/{name}", places)
    if name == "date":
        dates = column(snapshot, name)
        return dates.dates(dates.codes[places]).to_numpy()
    of: Any = "agency" if name.startswith("agency") else name
    meant = agency_names(snapshot)[0] if name == "agency_name" else words(snapshot, of)
    found: npt.NDArray[Any] = meant[column(snapshot, of).codes[places]]
    return found
