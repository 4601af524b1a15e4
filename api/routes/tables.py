"""The tables of the snapshot as files: what each has, and all of it as CSV or Parquet."""

import csv
import io
from collections.abc import Iterator
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import urlencode

import orjson
from fastapi import APIRouter, Path, Query
from fastapi.responses import FileResponse, Response, StreamingResponse

from api import models
from api.context import Ctx
from api.errors import ApiError
from api.parameters import NoParameters
from api.tabular import cell, plain
from data_loader import queries
from data_loader.snapshot import Snapshot
from data_loader.tables import Table

router = APIRouter()


@router.get("/api/v1/tables", summary="The tables behind all numbers")
def tables(context: Ctx, _parameters: Annotated[NoParameters, Query()]) -> models.Tables:
    """Each table of the snapshot with its columns, and where to download all of it as CSV or Parquet."""
    held = f"?{urlencode(context.carried)}".rstrip("?")
    return models.Tables(
        tables=[
            models.Table(
                name=table.name,
                description=table.comment,
                rows=table.rows,
                columns=[
                    models.Column(name=column.name, type=column.type, description=column.comment)
                    for column in table.columns
                ],
                csv=f"{context.base_url}/api/v1/tables/{table.name}.csv{held}",
                parquet=f"{context.base_url}/api/v1/tables/{table.name}.parquet{held}",
            )
            for table in queries.tables(context.snapshot)
        ]
    )


@router.get("/api/v1/tables/{name}.csv", include_in_schema=False)
def table_csv(context: Ctx, name: Annotated[str, Path()]) -> Response:
    """Every row of a table as CSV, sent while it is read."""
    table = _known(context.snapshot, name)
    headers = {**context.headers, "Content-Disposition": f'attachment; filename="vitrina-{name}.csv"'}
    return StreamingResponse(_lines(context.snapshot, table), media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/api/v1/tables/{name}.parquet", include_in_schema=False)
def table_parquet(context: Ctx, name: Annotated[str, Path()]) -> Response:
    """The Parquet file of a table as it is published."""
    _known(context.snapshot, name)
    file = queries.table_file(context.snapshot, name)
    return FileResponse(
        str(file),
        media_type="application/vnd.apache.parquet",
        filename=f"vitrina-{name}.parquet",
        headers=context.headers,
    )


def _known(snapshot: Snapshot, name: str) -> Table:
    for table in queries.tables(snapshot):
        if table.name == name:
            return table
    raise ApiError(
        HTTPStatus.NOT_FOUND, "unknown_table", "There is no table “{name}”. See /api/v1/tables.", "name", name=name
    )


def _lines(snapshot: Snapshot, table: Table) -> Iterator[str]:
    yield _written([[column.name for column in table.columns]])
    for batch in queries.table_rows(snapshot, table.name):
        yield _written([[_value(value) for value in row] for row in batch])


def _written(lines: list[list[Any]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(lines)
    return out.getvalue()


def _value(value: Any) -> Any:
    """A cell: what has parts as JSON, days and moments as ISO 8601, no formula, nothing for NULL."""
    if isinstance(value, list | dict):
        return cell(orjson.dumps(plain(value)).decode())
    if isinstance(value, bool):
        return str(value).lower()
    return cell(value.isoformat() if hasattr(value, "isoformat") else value)
