"""Indicators of risk. None is computed yet: the lists are empty and say so, rather than look clear."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api import models
from api.context import Ctx
from api.parameters import IndicatorParameters, NoParameters
from api.routes.numbers import CSV
from api.tabular import table_response

router = APIRouter()

NONE_YET = "This version computes no indicators. An empty list says nothing about any process."


@router.get("/api/v1/indicators", summary="Definitions of the indicators")
def indicators(_context: Ctx, _parameters: Annotated[NoParameters, Query()]) -> models.Indicators:
    """What each indicator measures. This version has none."""
    return models.Indicators(definitions=[], note=NONE_YET)


@router.get(
    "/api/v1/indicators/results",
    summary="Results of the indicators",
    response_model=models.IndicatorResults,
    responses=CSV,
)
def results(context: Ctx, parameters: Annotated[IndicatorParameters, Query()]) -> models.IndicatorResults | Response:
    """Where an indicator is raised, clear or not computable. This version computes none: no rows."""
    if parameters.format != "json":
        columns = list(models.IndicatorRow.model_fields)
        return table_response(parameters.format, columns, [], filename="vitrina-indicators", headers=context.headers)
    return models.IndicatorResults(rows=[])
