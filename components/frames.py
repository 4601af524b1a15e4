"""Rows as plain dictionaries."""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return each row as a dictionary by column name; the columns of every query have names."""
    return named([str(name) for name in frame.columns], frame.to_numpy(dtype=object).tolist())


def named(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[dict[str, Any]]:
    """Return rows of values, one a name, as dictionaries; answers have ten thousand of them, and a loop takes half as long again."""
    return list(map(dict, map(zip, repeat(names), rows)))
