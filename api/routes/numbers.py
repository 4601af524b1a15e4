"""The three questions that the charts answer: how much, how long, how complete."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Annotated, Any

import pandas as pd
from fastapi import APIRouter, Query, Response

from api import models
from api.check_models import Outlier
from api.context import Context, Ctx, address
from api.parameters import CompletenessParameters, SpendingParameters, TimelineParameters
from api.tabular import answer, as_json, plain, rows, rows_by_batch, rows_of, table_response
from components.workbook import MEDIA_TYPE
from data_loader import queries
from data_loader.filters import PROCESS_STAGES, Filters

router = APIRouter()

CSV: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            "text/csv": {"schema": {"type": "string"}},
            MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}},
        }
    }
}


@router.get("/api/v1/spending", summary="How much, grouped", response_model=models.Spending, responses=CSV)
def spending(context: Ctx, parameters: Annotated[SpendingParameters, Query()]) -> Response:
    """Amounts of one stage in one currency by agency, supplier, method, category, year, month or source."""
    found = queries.spending(
        context.snapshot,
        parameters.filters(),
        by=parameters.by,
        order=parameters.order,
        limit=parameters.limit,
        offset=parameters.offset,
    )
    if parameters.format != "json":
        lines = [{**row, "stage": found.stage, "unit": found.unit} for row in rows(found.rows)]
        columns = [*models.SpendingRow.model_fields, "stage", "unit"]
        name = f"vitrina-spending-by-{parameters.by}-{found.stage}-{found.unit}"
        return table_response(parameters.format, columns, lines, filename=name, headers=context.headers)
    given = ("rows", "by", "outliers")
    totals = {name: plain(getattr(found, name)) for name in models.Spending.model_fields if name not in given}
    outliers = [row.model_dump() for row in _outliers(context, parameters.filters())]
    told = {"by": parameters.by, "rows": rows_of(models.SpendingRow, found.rows), "outliers": outliers}
    return answer(models.Spending, totals | told, context.headers)


def _outliers(context: Context, filters: Filters) -> list[Outlier]:
    """Return the absurd amounts that a reader of the total must know of."""
    return [
        Outlier(
            **{name: row[name] for name in ("ocid", "source", "path", "amount", "median", "times", "share")},
            agency=row["agency_name"],
            url=address(row, "/process/", context),
        )
        for row in rows(queries.heavy_outliers(context.snapshot, filters))
    ]


@router.get("/api/v1/timelines", summary="How long each step takes", response_model=models.Timelines, responses=CSV)
def timelines(context: Ctx, parameters: Annotated[TimelineParameters, Query()]) -> Response:
    """Days that each of five steps takes; a step whose dates contradict each other is counted and left out."""
    filters, by, fields = parameters.filters(), parameters.by, list(models.TimelineStep.model_fields)
    steps = queries.timelines(context.snapshot, filters)
    groups = queries.timelines(context.snapshot, filters, by=by) if by else None
    if parameters.format != "json":
        name = f"vitrina-timelines-days-by-{by}" if by else "vitrina-timelines-days"
        columns, lines = ([*_GROUP, *fields], rows(groups)) if groups is not None else (fields, rows(steps))
        return table_response(parameters.format, columns, lines, filename=name, headers=context.headers)
    told = as_json(_by_group(groups, fields)) if groups is not None else []
    return answer(models.Timelines, {"steps": rows(steps[fields]), "by": by, "groups": told}, context.headers)


_GROUP = ("group_id", "group_name")


def _by_group(found: pd.DataFrame, fields: list[str]) -> Iterator[dict[str, Any]]:
    """Yield each group with its rows, which stand beside each other."""
    each = zip(*(found[name] for name in _GROUP), rows_by_batch(found[fields]), strict=True)
    for (identity, name), own in groupby(each, key=itemgetter(0, 1)):
        yield {"id": identity, "name": name, "steps": [step for *_, step in own]}


@router.get(
    "/api/v1/completeness",
    summary="How complete, agency by agency",
    response_model=models.Completeness,
    responses=CSV,
)
def completeness(context: Ctx, parameters: Annotated[CompletenessParameters, Query()]) -> Response:
    """Fields published ÷ fields applicable, 0–1, in all, by stage, by agency and by what is asked."""
    found = queries.completeness(context.snapshot, parameters.filters())
    groups = queries.completeness_by(context.snapshot, parameters.filters(), by=parameters.by)
    if parameters.format != "json":
        name = f"vitrina-completeness-by-{parameters.by}"
        return table_response(
            parameters.format, list(groups.columns), rows(groups), filename=name, headers=context.headers
        )
    told = ("score", "published", "applicable", "processes")
    return answer(
        models.Completeness,
        {name: plain(getattr(found, name)) for name in told}
        | {
            "stages": _stages(plain(found.stages)),
            "by": parameters.by,
            "rows": rows_of(models.CompletenessRow, groups),
            "agencies": rows_of(models.AgencyCompleteness, found.agencies, ("stages", PROCESS_STAGES)),
        },
        context.headers,
    )


def _stages(scores: dict[str, Any]) -> dict[str, Any]:
    return {stage: scores.get(stage) for stage in PROCESS_STAGES}
