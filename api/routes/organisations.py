"""Who is who: one organisation, and pairs that may be one."""

from dataclasses import asdict
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from api import models, organisation_models
from api.context import Ctx
from api.errors import ApiError
from api.parameters import Id, MatchesParameters, NoParameters
from api.routes.numbers import CSV
from api.tabular import rows, table_response
from data_loader import queries

router = APIRouter()

NOT_FOUND: dict[int | str, dict[str, Any]] = {404: {"model": models.Error, "description": "No such organisation"}}


@router.get("/api/v1/organisations/{organisation_id:path}", summary="One organisation", responses=NOT_FOUND)
def organisation(
    context: Ctx,
    organisation_id: Annotated[Id, Path(description="Agency or supplier id.")],
    _parameters: Annotated[NoParameters, Query()],
) -> organisation_models.Organisation:
    """An agency or supplier by its id, or by the id of one that was merged into it by hand."""
    found = queries.organisation(context.snapshot, organisation_id)
    if found is None:
        wrong = "There is no organisation {id}."
        raise ApiError(HTTPStatus.NOT_FOUND, "unknown_organisation", wrong, "organisation_id", id=organisation_id)
    facts = asdict(found)
    spellings = [
        organisation_models.Spelling(name=name, processes=processes) for name, processes in facts.pop("variants")
    ]
    return organisation_models.Organisation.model_validate({**facts, "spellings": spellings})


@router.get(
    "/api/v1/matches",
    summary="Organisations that may be one",
    response_model=organisation_models.Matches,
    responses=CSV,
)
def matches(context: Ctx, parameters: Annotated[MatchesParameters, Query()]) -> organisation_models.Matches | Response:
    """Pairs that may be one organisation, the likeliest first. Suggestions: no number is made of them."""
    found = queries.matches(
        context.snapshot,
        role=parameters.role,
        organisation=parameters.organisation,
        page=parameters.page,
        page_size=parameters.page_size,
    )
    table = [organisation_models.Match.model_validate(row) for row in rows(found.rows)]
    if parameters.format != "json":
        lines = [row.model_dump() for row in table]
        return table_response(
            parameters.format,
            list(organisation_models.Match.model_fields),
            lines,
            filename="vitrina-matches",
            headers=context.headers,
        )
    return organisation_models.Matches(
        total=found.total,
        page=found.page,
        page_size=found.page_size,
        next=context.following(found),
        rows=table,
    )
