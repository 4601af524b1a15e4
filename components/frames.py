"""Rows of a frame as plain dictionaries."""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return each row as a dictionary by column name; the columns of every query have names."""
    names = [str(name) for name in frame.columns]
    return list(map(dict, map(zip, repeat(names), frame.to_numpy(dtype=object).tolist())))
