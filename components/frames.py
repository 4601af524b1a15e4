"""Rows of a frame as plain dictionaries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    import pandas as pd


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return each row as a dictionary by column name; the columns of every query have names."""
    return cast("list[dict[str, Any]]", frame.to_dict("records"))
