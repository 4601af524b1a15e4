"""Frames as plain values, and rows as CSV that a spreadsheet cannot mistake for formulas."""

import csv
import io
import math
import numbers
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
from fastapi import Response

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def plain(value: Any) -> Any:
    """Return the value as JSON knows it; None for NaN, NaT, infinity and NA."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [plain(item) for item in value]
    if value is None or isinstance(value, str | bool):
        return value
    return _scalar(value)


def _scalar(value: Any) -> Any:
    if pd.isna(value) or (isinstance(value, numbers.Real) and not math.isfinite(value)):
        return None
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if isinstance(value, int | float) else str(value)


def rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a frame's rows as dicts of plain values."""
    columns = [str(name) for name in frame.columns]
    values = [[plain(item) for item in frame[name].tolist()] for name in frame.columns]
    return [dict(zip(columns, row, strict=True)) for row in zip(*values, strict=True)]


def cell(value: Any) -> Any:
    """A cell: text that a spreadsheet would run as a formula gets a quote mark in front; None is empty."""
    if value is None:
        return ""
    if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA_STARTS):
        return f"'{value}"
    return value


def csv_response(
    columns: Sequence[str], lines: Iterable[Mapping[str, Any]], *, filename: str, headers: Mapping[str, str]
) -> Response:
    """Return the lines as a CSV file in UTF-8 with a heading row; a value nobody published is an empty cell."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([cell(line.get(name)) for name in columns] for line in lines)
    disposition = f'attachment; filename="{filename}.csv"'
    return Response(
        out.getvalue(),
        media_type="text/csv; charset=utf-8",
        headers={**headers, "Content-Disposition": disposition},
    )
