"""Contracting processes: the list, one in full, and all of them as OCDS records."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from api import models
from api.context import Context, Ctx, address
from api.errors import ApiError
from api.parameters import Format, Id, ProcessesParameters, ProcessParameters, RecordsParameters
from api.routes.numbers import CSV
from api.tabular import plain, rows, table_response
from data_loader import queries
from data_loader.config import settings
from data_loader.filters import AMOUNT_STAGES

router = APIRouter()

STEPS = ("call_open", "decision", "signing", "execution", "first_payment")
NOT_FOUND: dict[int | str, dict[str, Any]] = {404: {"model": models.Error, "description": "No such process"}}


@router.get("/api/v1/processes", summary="List of processes", response_model=models.Processes, responses=CSV)
def processes(context: Ctx, parameters: Annotated[ProcessesParameters, Query()]) -> models.Processes | Response:
    """Processes that the filters keep, a page at a time; follow `next`."""
    filters = parameters.filters()
    found = queries.processes(
        context.snapshot,
        filters,
        page=parameters.page,
        page_size=parameters.page_size,
        sort=parameters.sort or ("relevance" if filters.q else "amount"),
        having=parameters.having,
    )
    table = [_row(row, context) for row in rows(found.rows)]
    if parameters.format != "json":
        return _file(parameters.format, table, context)
    return models.Processes(
        total=found.total,
        page=found.page,
        page_size=found.page_size,
        next=context.following(found),
        rows=table,
    )


@router.get("/api/v1/processes/{ocid:path}", summary="One process in full", responses=NOT_FOUND)
def process(
    context: Ctx, ocid: Annotated[Id, Path()], parameters: Annotated[ProcessParameters, Query()]
) -> models.Process:
    """A process by its ocid, with its compiled OCDS release. Ocids may hold “/” and spaces: encode them or not."""
    found = queries.process_record(context.snapshot, ocid, source=parameters.source)
    if found is None:
        wrong = (
            "There is no process {ocid} in the source {source}." if parameters.source else "There is no process {ocid}."
        )
        raise ApiError(HTTPStatus.NOT_FOUND, "unknown_process", wrong, "ocid", ocid=ocid, source=parameters.source)
    row = plain(found.row)
    others = [name for name in queries.sources_of(context.snapshot, ocid) if name != row["source"]]
    detail = models.ProcessDetail(
        **_row(row, context).model_dump(),
        description=row["description"],
        durations={step: row[step] for step in STEPS},
        score=row["score"],
        releases=row["releases"],
        fetched_at=row["fetched_at"],
        other_sources=others,
    )
    problems = [models.Problem.model_validate(problem) for problem in found.problems]
    return models.Process(
        process=detail,
        compiled=found.compiled,
        source_urls=plain(row["source_urls"]) or [],
        problems=problems,
    )


@router.get("/api/v1/records", summary="OCDS record package", response_model_exclude_none=True)
def records(context: Ctx, parameters: Annotated[RecordsParameters, Query()]) -> models.RecordPackage:
    """The compiled records themselves, as an OCDS 1.1 record package a page; follow `links.next`."""
    found = queries.records(
        context.snapshot, parameters.filters(), page=parameters.page, page_size=parameters.page_size
    )
    last = -(-found.total // found.page_size)
    links = models.Links(
        next=context.url(page=found.page + 1) if found.page < last else None,
        prev=context.url(page=min(found.page - 1, max(last, 1))) if found.page > 1 else None,
    )
    return models.RecordPackage(
        uri=context.url(),
        extensions=[],
        publishedDate=plain(context.snapshot.published_at),
        publisher=models.Publisher(name=settings().load().site.name, uri=context.base_url),
        records=[_record(row, context) for row in rows(found.rows)],
        links=links,
    )


def _record(row: dict[str, Any], context: Context) -> models.Record:
    urls = [url for url in row["source_urls"] or [] if "://" in url] or [address(row, "/api/v1/processes/", context)]
    date = row["compiled"].get("date") or row["fetched_at"]
    releases = [models.LinkedRelease(url=url, date=date) for url in urls]
    return models.Record(ocid=row["ocid"], releases=releases, compiledRelease=row["compiled"])


def _row(row: dict[str, Any], context: Context) -> models.ProcessRow:
    return models.ProcessRow(
        ocid=row["ocid"],
        source=row["source"],
        title=row["title"],
        agency=row["agency_name"],
        agency_id=row["agency_id"],
        stage=row["stage"],
        method=row["method"],
        category=row["category"],
        date=row["date"],
        amounts=models.Amounts(**{stage: row[stage] for stage in AMOUNT_STAGES}),
        currency=row["currency"],
        suppliers=[models.NamedId.model_validate(supplier) for supplier in row["suppliers"] or []],
        url=address(row, "/process/", context),
        api_url=address(row, "/api/v1/processes/", context),
    )


def _file(kind: Format, table: list[models.ProcessRow], context: Context) -> Response:
    lines = []
    for row in table:
        line = row.model_dump()
        suppliers = "; ".join(supplier["name"] or supplier["id"] or "" for supplier in line["suppliers"])
        lines.append({**line, **line["amounts"], "suppliers": suppliers})
    names = [name for name in models.ProcessRow.model_fields if name not in ("amounts", "currency", "suppliers")]
    at = names.index("url")
    columns = [*names[:at], "suppliers", *AMOUNT_STAGES, "currency", *names[at:]]
    return table_response(kind, columns, lines, filename="vitrina-processes", headers=context.headers)
