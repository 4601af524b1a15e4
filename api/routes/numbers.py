"""The three questions that the charts answer: how much, how long, how complete."""

from itertools import groupby
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api import models
from api.check_models import Outlier
from api.context import Context, Ctx, address
from api.parameters import CompletenessParameters, SpendingParameters, TimelineParameters
from api.tabular import plain, rows, table_response
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
def spending(context: Ctx, parameters: Annotated[SpendingParameters, Query()]) -> models.Spending | Response:
    """Amounts of one stage in one currency by agency, supplier, method, category, year, month or source."""
    found = queries.spending(
        context.snapshot,
        parameters.filters(),
        by=parameters.by,
        order=parameters.order,
        limit=parameters.limit,
        offset=parameters.offset,
    )
    table = [models.SpendingRow.model_validate(row) for row in rows(found.rows)]
    if parameters.format != "json":
        lines = [{**row.model_dump(), "stage": found.stage, "unit": found.unit} for row in table]
        columns = [*models.SpendingRow.model_fields, "stage", "unit"]
        name = f"vitrina-spending-by-{parameters.by}-{found.stage}-{found.unit}"
        return table_response(parameters.format, columns, lines, filename=name, headers=context.headers)
    given = ("rows", "by", "outliers")
    totals = {name: plain(getattr(found, name)) for name in models.Spending.model_fields if name not in given}
    return models.Spending(**totals, by=parameters.by, rows=table, outliers=_outliers(context, parameters.filters()))


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
def timelines(context: Ctx, parameters: Annotated[TimelineParameters, Query()]) -> models.Timelines | Response:
    """Days that each of five steps takes; a step whose dates contradict each other is counted and left out."""
    filters = parameters.filters()
    steps = rows(queries.timelines(context.snapshot, filters))
    groups = rows(queries.timelines(context.snapshot, filters, by=parameters.by)) if parameters.by else []
    if parameters.format != "json":
        own = list(models.TimelineStep.model_fields)
        columns = ["group_id", "group_name", *own] if parameters.by else own
        name = f"vitrina-timelines-days-by-{parameters.by}" if parameters.by else "vitrina-timelines-days"
        return table_response(
            parameters.format, columns, groups if parameters.by else steps, filename=name, headers=context.headers
        )
    return models.Timelines(
        steps=[models.TimelineStep.model_validate(step) for step in steps],
        by=parameters.by,
        groups=[
            models.TimelineGroup(
                id=identity,
                name=name,
                steps=[models.TimelineStep.model_validate(step) for step in own],
            )
            for (identity, name), own in groupby(groups, key=lambda row: (row["group_id"], row["group_name"]))
        ],
    )


@router.get(
    "/api/v1/completeness",
    summary="How complete, agency by agency",
    response_model=models.Completeness,
    responses=CSV,
)
def completeness(
    context: Ctx, parameters: Annotated[CompletenessParameters, Query()]
) -> models.Completeness | Response:
    """Fields published ÷ fields applicable, 0–1, in all, by stage, by agency and by what is asked."""
    found = queries.completeness(context.snapshot, parameters.filters())
    groups = queries.completeness_by(context.snapshot, parameters.filters(), by=parameters.by)
    if parameters.format != "json":
        name = f"vitrina-completeness-by-{parameters.by}"
        return table_response(
            parameters.format, list(groups.columns), rows(groups), filename=name, headers=context.headers
        )
    table = rows(found.agencies)
    agencies = [
        models.AgencyCompleteness(
            id=row["id"],
            name=row["name"],
            processes=row["processes"],
            score=row["score"],
            stages=_stages(row),
        )
        for row in table
    ]
    return models.Completeness(
        score=plain(found.score),
        published=found.published,
        applicable=found.applicable,
        processes=found.processes,
        stages=_stages(plain(found.stages)),
        by=parameters.by,
        rows=[models.CompletenessRow.model_validate(row) for row in rows(groups)],
        agencies=agencies,
    )


def _stages(scores: dict[str, Any]) -> models.StageScores:
    return models.StageScores(**{stage: scores.get(stage) for stage in PROCESS_STAGES})
