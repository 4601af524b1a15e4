"""The checks of the data: what each one means and how it came out, and the results process by process."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api import check_models as models
from api.context import Ctx, address
from api.parameters import CheckParameters, CheckResultParameters
from api.routes.numbers import CSV
from api.tabular import rows, table_response
from data_loader import queries
from data_loader.checks import check_of

router = APIRouter()


@router.get("/api/v1/checks", summary="Do the data add up", response_model=models.Checks, responses=CSV)
def checks(context: Ctx, parameters: Annotated[CheckParameters, Query()]) -> models.Checks | Response:
    """Every check of the data: what it means, why it matters, how to mend it, how many processes pass and fail."""
    found = queries.checks(context.snapshot, parameters.filters())
    listed = rows(found.rows)
    if parameters.format != "json":
        lines = [
            {**row, "name_es": check_of(row["check"]).name_es, "name_en": check_of(row["check"]).name_en}
            for row in listed
        ]
        columns = ["check", "name_es", "name_en", "family", "level", *_COUNTS]
        return table_response(parameters.format, columns, lines, filename="vitrina-checks", headers=context.headers)
    return models.Checks(processes=found.processes, failing=found.failing, checks=[_definition(row) for row in listed])


_COUNTS = ("fails", "passes", "not_applicable", "share")


def _definition(row: dict[str, Any]) -> models.CheckDefinition:
    check = check_of(row["check"])
    words = {
        name: models.Words(es=getattr(check, f"{name}_es"), en=getattr(check, f"{name}_en"))
        for name in ("name", "what", "why", "mend", "reason", "needs")
    }
    return models.CheckDefinition(
        check=check.code,
        family=check.family,
        level=check.level,
        parameters=check.parameters,
        **words,
        **{name: row[name] for name in _COUNTS},
    )


@router.get(
    "/api/v1/checks/results",
    summary="What fails, process by process",
    response_model=models.CheckResults,
    responses=CSV,
)
def check_results(
    context: Ctx, parameters: Annotated[CheckResultParameters, Query()]
) -> models.CheckResults | Response:
    """Results of checks with the values that fail; follow `next`. Without `state`: fails only."""
    found = queries.check_results(
        context.snapshot,
        parameters.filters(),
        checks=tuple(parameters.check),
        states=tuple(parameters.state) or ("fail",),
        ocids=tuple(parameters.ocid),
        page=parameters.page,
        page_size=parameters.page_size,
    )
    table = [_result(row, context) for row in rows(found.rows)]
    if parameters.format != "json":
        columns = [name for name in models.CheckResult.model_fields if name != "examples"]
        lines = [{**row.model_dump(), **place} for row in table for place in _places(row)]
        return table_response(
            parameters.format,
            [*columns, *models.CheckExample.model_fields],
            lines,
            filename="vitrina-checks",
            headers=context.headers,
        )
    return models.CheckResults(
        total=found.total,
        page=found.page,
        page_size=found.page_size,
        next=context.following(found),
        rows=table,
    )


def _places(row: models.CheckResult) -> list[dict[str, Any]]:
    """Return the failing places of a result, one empty one where none fails: a line of the CSV each."""
    return [example.model_dump() for example in row.examples] or [{}]


def _result(row: dict[str, Any], context: Ctx) -> models.CheckResult:
    return models.CheckResult(
        check=row["check"],
        state=row["state"],
        ocid=row["ocid"],
        source=row["source"],
        title=row["title"],
        agency=row["agency_name"],
        agency_id=row["agency_id"],
        failures=row["failures"],
        examples=[models.CheckExample.model_validate(example) for example in row["examples"]],
        url=address(row, "/process/", context),
    )
