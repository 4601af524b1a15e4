"""Who publishes and who does not, how soon, and what each still has to publish."""

import csv
import io
from collections.abc import Iterator
from itertools import chain, islice
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import Field

from api import rollout_models as models
from api.context import Context, Ctx, address
from api.parameters import FilterParameters, Language, Tabular
from api.routes.numbers import CSV
from api.tabular import MOST_WORKBOOK_ROWS, answer, cell, plain, rows, rows_of, table_response
from components.field_list import field_label, field_why
from components.links import records
from components.text import Text
from data_loader import queries
from data_loader.fields import completeness_field_list
from data_loader.queries.rollout import Basis
from data_loader.queries.roster import STATES

router = APIRouter()

Lang = Annotated[Language | None, Field(description="Language of labels and reasons.")]


class TimelinessParameters(FilterParameters, Tabular):
    by: Literal["agency", "source", "year"] | None = Field(None, description="What to group by.")


class TodoParameters(FilterParameters, Tabular):
    lang: Lang = None


class GapParameters(TodoParameters):
    after: Annotated[int, Field(ge=-1, le=2**53)] = Field(-1, description="Where to go on: follow `next`.")
    page_size: Annotated[int, Field(ge=1, le=5000)] = Field(100, description="Processes a page.")


class RolloutParameters(FilterParameters, Tabular):
    basis: Basis = Field(
        "release", description="Months by first release of a process, or by the process's own date (event)."
    )
    silent_after: Annotated[int, Field(ge=1, le=600)] = Field(
        6, description="Months without a release after which an agency is silent."
    )
    part: Literal["agencies", "months", "grid", "lorenz", "roster"] = Field(
        "agencies", description="Which table, as CSV."
    )


@router.get("/api/v1/timeliness", summary="How soon it is published", response_model=models.Timeliness, responses=CSV)
def timeliness(context: Ctx, parameters: Annotated[TimelinessParameters, Query()]) -> Response:
    """Days from a call, an award, a signature or a payment to the first release that carries it."""
    found = queries.timeliness(context.snapshot, parameters.filters(), by=parameters.by)
    if parameters.format != "json":
        columns = [name for name in models.TimelinessRow.model_fields if parameters.by or name not in ("id", "name")]
        return table_response(
            parameters.format, columns, rows(found), filename="vitrina-timeliness-days", headers=context.headers
        )
    told = rows_of(models.TimelinessRow, found.reindex(columns=list(models.TimelinessRow.model_fields)))
    return answer(models.Timeliness, {"by": parameters.by, "rows": told}, context.headers)


@router.get("/api/v1/todo", summary="What is still missing", response_model=models.Todo, responses=CSV)
def todo(context: Ctx, parameters: Annotated[TodoParameters, Query()]) -> models.Todo | Response:
    """Fields that are owed and not published, the basic ones first, with how many objects and processes lack each."""
    filters, text = parameters.filters(), Text.for_request(parameters.lang)
    table = [
        models.TodoRow(
            **{name: row[name] for name in models.TodoRow.model_fields if name in row},
            label=field_label(text, row),
            reason=field_why(text, row),
            url=context.base_url + records(filters, text, missing=row["field"]),
        )
        for row in rows(queries.todo(context.snapshot, filters))
    ]
    if parameters.format != "json":
        lines = [row.model_dump() for row in table]
        return table_response(
            parameters.format,
            list(models.TodoRow.model_fields),
            lines,
            filename="vitrina-todo",
            headers=context.headers,
        )
    return models.Todo(rows=table)


@router.get("/api/v1/todo/records", summary="Each gap, record by record", response_model=models.Gaps, responses=CSV)
def todo_records(context: Ctx, parameters: Annotated[GapParameters, Query()]) -> models.Gaps | Response:
    """One row a process and field that it owes and lacks; as CSV all of them, as JSON a page at a time."""
    filters, text = parameters.filters(), Text.for_request(parameters.lang)
    if parameters.format != "json":
        batches = (_gaps(rows(batch), context, text) for batch in queries.missing_fields(context.snapshot, filters))
        if parameters.format == "xlsx":
            lines = (row.model_dump() for row in islice(chain.from_iterable(batches), MOST_WORKBOOK_ROWS + 1))
            name, columns = "vitrina-todo-records", list(models.Gap.model_fields)
            return table_response(parameters.format, columns, lines, filename=name, headers=context.headers)
        disposition = {"Content-Disposition": 'attachment; filename="vitrina-todo-records.csv"'}
        headers = context.headers | disposition
        return StreamingResponse(_streamed(batches), media_type="text/csv; charset=utf-8", headers=headers)
    batch = next(
        queries.missing_fields(context.snapshot, filters, a_time=parameters.page_size, after=parameters.after), None
    )
    if batch is None:
        return models.Gaps(next=None, rows=[])
    return models.Gaps(next=context.url(after=batch.attrs["after"]), rows=_gaps(rows(batch), context, text))


def _gaps(found: list[dict[str, Any]], context: Context, text: Text) -> list[models.Gap]:
    known = {
        field.path: (text.of_both(field.label_es, field.label_en), field.level) for field in completeness_field_list()
    }
    return [
        models.Gap(
            source=row["source"],
            ocid=row["ocid"],
            agency_id=row["agency_id"],
            agency=row["agency_name"],
            field=known[row["field"]][0],
            path=row["field"],
            level=known[row["field"]][1],
            objects=row["objects"],
            lacking=row["lacking"],
            url=address(row, "/process/", context),
            source_url=next(iter(row["source_urls"] or []), None),
        )
        for row in found
    ]


def _streamed(batches: Iterator[list[models.Gap]]) -> Iterator[str]:
    columns = list(models.Gap.model_fields)
    yield "\ufeff" + ",".join(columns) + "\r\n"
    for batch in batches:
        out = io.StringIO()
        csv.writer(out).writerows([cell(getattr(row, name)) for name in columns] for row in batch)
        yield out.getvalue()


@router.get("/api/v1/rollout", summary="Who publishes", response_model=models.Rollout, responses=CSV)
def rollout(context: Ctx, parameters: Annotated[RolloutParameters, Query()]) -> Response:
    """Agencies with their first and last release, month by month, their shares, and the roster of those that should."""
    snapshot, filters, basis = context.snapshot, parameters.filters(), parameters.basis
    held = queries.roster(snapshot, filters, silent_after=parameters.silent_after)
    if parameters.format != "json":
        frame = {
            "agencies": lambda: queries.rollout(snapshot, filters).agencies,
            "months": lambda: queries.rollout_months(snapshot, filters, basis=basis),
            "grid": lambda: queries.rollout_grid(snapshot, filters, basis=basis),
            "lorenz": lambda: queries.lorenz(snapshot, filters),
            "roster": lambda: held.rows.assign(agency_ids=held.rows["agency_ids"].map("; ".join)),
        }[parameters.part]()
        columns = [name for name in frame.columns if name not in ("roster_row", "agency_names")]
        name = f"vitrina-rollout-{parameters.part}"
        return table_response(parameters.format, columns, rows(frame), filename=name, headers=context.headers)
    found = queries.rollout(snapshot, filters)
    facts = {name: plain(getattr(found, name)) for name in FACTS}
    told = facts | {
        "agencies": rows_of(models.AgencyRollout, found.agencies),
        "months": rows_of(models.RolloutMonth, queries.rollout_months(snapshot, filters, basis=basis)),
        "lorenz": rows_of(models.LorenzPoint, queries.lorenz(snapshot, filters)),
        "roster": {
            "today": held.today.isoformat(),
            "silent_after": held.silent_after,
            **{str(state): held.count(state) for state in STATES},
            "rows": rows_of(models.RosterRow, held.rows),
            "unlisted": rows_of(models.Unlisted, held.unlisted),
            "problems": rows_of(models.RosterProblem, held.problems),
        },
    }
    return answer(models.Rollout, told, context.headers)


FACTS = (
    "unit",
    "processes",
    "unnamed",
    "undated",
    "top3_processes",
    "top3_money",
    "gini_processes",
    "gini_money",
)
