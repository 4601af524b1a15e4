"""What changed between pulls, and the tables of the snapshot as files."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api import models
from api.context import Context, Ctx, address
from api.parameters import ChangesParameters, Format
from api.routes.numbers import CSV
from api.tabular import plain, rows, table_response
from data_loader import queries

router = APIRouter()


@router.get("/api/v1/changes", summary="What changed since a day", response_model=models.Changes, responses=CSV)
def changes(context: Ctx, parameters: Annotated[ChangesParameters, Query()]) -> models.Changes | Response:
    """Processes added, changed field by field, no longer published and published again, latest first; follow `next`."""
    found = queries.changes(
        context.snapshot,
        parameters.filters(),
        since=parameters.moment(),
        kind=tuple(parameters.kind),
        page=parameters.page,
        page_size=parameters.page_size,
    )
    table = [_row(row, context) for row in rows(found.rows)]
    if parameters.format != "json":
        return _file(parameters.format, table, context)
    return models.Changes(
        total=found.total,
        processes=found.processes,
        counts=models.ChangeCounts(**found.counts),
        first=_utc(plain(found.first)),
        page=found.page,
        page_size=found.page_size,
        next=context.following(found),
        rows=table,
    )


def _row(row: dict[str, Any], context: Context) -> models.ChangeRow:
    known = row["process_id"] is not None
    return models.ChangeRow(
        at=_utc(row["changed_at"]) or "",
        source=row["source"],
        ocid=row["ocid"],
        title=row["title"],
        kind=row["kind"],
        fields_total=row["fields_total"],
        fields=[models.FieldChange.model_validate(field) for field in row["fields"]],
        url=address(row, "/process/", context) if known else None,
    )


def _utc(moment: str | None) -> str | None:
    return f"{moment}Z" if moment else None


def _file(kind: Format, table: list[models.ChangeRow], context: Context) -> Response:
    lines = []
    for row in table:
        event = row.model_dump(exclude={"fields"})
        lines += [{**event, **field.model_dump()} for field in row.fields] or [event]
    columns = ["at", "source", "ocid", "title", "kind", "path", "before", "after", "fields_total", "url"]
    return table_response(kind, columns, lines, filename="vitrina-changes", headers=context.headers)
