"""Frames as plain values, and rows as CSV that a spreadsheet cannot mistake for formulas."""

import csv
import io
import math
import numbers
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from http import HTTPStatus
from itertools import chain, islice
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import orjson
import pandas as pd
from fastapi import Response
from pydantic import BaseModel

from api.errors import ApiError
from api.parameters import Format
from components.frames import named
from components.workbook import MEDIA_TYPE, workbook

MOST_WORKBOOK_ROWS: Final = 100_000
_BATCH: Final = 500
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
    return list(rows_by_batch(frame))


def rows_by_batch(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Return a frame's rows as dicts of plain values, made some hundred at a time."""
    return chain.from_iterable(_batches(frame))


def _batches(frame: pd.DataFrame) -> Iterator[list[dict[str, Any]]]:
    names = [str(name) for name in frame.columns]
    columns = [_array(frame[name]) for name in frame.columns]  # a part of an array costs nothing, one of a frame does
    for first in range(0, len(frame), _BATCH):
        values = [_values(column[first : first + _BATCH]) for column in columns]
        yield named(names, zip(*values, strict=True))


def _array(column: "pd.Series[Any]") -> npt.NDArray[Any]:
    is_number = isinstance(column.dtype, np.dtype) and column.dtype.kind in "biuf"
    return column.to_numpy() if is_number else column.to_numpy(dtype=object)


def _values(column: npt.NDArray[Any]) -> list[Any]:
    """Return the plain values of a column: of numbers all at once, since answers have rows by the ten thousand."""
    values: list[Any] = column.tolist()
    if column.dtype.kind == "f":
        known = np.isfinite(column)
        return (
            values
            if known.all()
            else [value if is_known else None for value, is_known in zip(values, known.tolist(), strict=True)]
        )
    if column.dtype.kind != "O":
        return values
    return [value if value is None or type(value) is str else _of_object(value) for value in values]


def _of_object(value: Any) -> Any:
    return value.isoformat() if type(value) is date else plain(value)  # a day is no NaT


def rows_of(
    model: type[BaseModel], frame: pd.DataFrame, last: tuple[str, Sequence[str]] | None = None
) -> orjson.Fragment:
    """Return a frame's rows as JSON, with the fields of a model alone; its `last` may hold columns as an object of their own."""
    if last is None:
        return as_json(rows_by_batch(frame[list(model.model_fields)]))
    field, columns = last
    flat = rows_by_batch(frame[[name for name in model.model_fields if name != field]])
    inner = rows_by_batch(frame[list(columns)])
    return as_json(row | {field: own} for row, own in zip(flat, inner, strict=True))


def as_json(told: Iterable[Any]) -> orjson.Fragment:
    """Return a list as JSON, written some hundred items at a time.

    Memory for objects of ten thousand at once would never be given back whole.
    """
    left, parts = iter(told), []
    while batch := list(islice(left, _BATCH)):
        parts.append(orjson.dumps(batch)[1:-1])
    return orjson.Fragment(b"[" + b",".join(parts) + b"]")


def answer(model: type[BaseModel], told: Mapping[str, Any], headers: Mapping[str, str]) -> Response:
    """Return plain values as JSON. FastAPI would make an object of the model of each of ten thousand rows first."""
    content = {name: told[name] for name in model.model_fields}
    return Response(orjson.dumps(content), media_type="application/json", headers=dict(headers))


def cell(value: Any) -> Any:
    """A cell: text that a spreadsheet would run as a formula gets a quote mark in front; None is empty."""
    if value is None:
        return ""
    if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA_STARTS):
        return f"'{value}"
    return value


def table_response(
    kind: Format,
    columns: Sequence[str],
    lines: Iterable[Mapping[str, Any]],
    *,
    filename: str,
    headers: Mapping[str, str],
) -> Response:
    """Return the lines as a file with a heading row, CSV in UTF-8 or a workbook; a value nobody published is an empty cell.

    Raises:
        ApiError: 400, a workbook of so many rows would not open.
    """
    table = [[line.get(name) for name in columns] for line in lines]
    if kind == "xlsx":
        if len(table) > MOST_WORKBOOK_ROWS:
            wrong = "A workbook has at most {most} rows here, and this has {rows}: ask for format=csv."
            raise ApiError(
                HTTPStatus.BAD_REQUEST, "too_many_rows", wrong, "format", most=MOST_WORKBOOK_ROWS, rows=len(table)
            )
        return file_response(workbook(columns, table), filename=f"{filename}.xlsx", headers=headers)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([cell(value) for value in row] for row in table)
    return file_response(out.getvalue(), filename=f"{filename}.csv", headers=headers)


def file_response(content: bytes | str, *, filename: str, headers: Mapping[str, str]) -> Response:
    """Return a file to keep, under a name of plain letters: CSV where it is text, else a workbook."""
    return Response(
        content,
        media_type="text/csv; charset=utf-8" if isinstance(content, str) else MEDIA_TYPE,
        headers={**headers, "Content-Disposition": f'attachment; filename="{filename}"'},
    )
