"""Indicators of risk: what each means and how often it is raised, and the results. A flag is a question, not proof."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api import indicator_models as models
from api.context import Context, Ctx
from api.parameters import IndicatorParameters, IndicatorsParameters
from api.routes.numbers import CSV
from api.tabular import rows, table_response
from components.lead_parts import lead_href
from components.lead_words import said
from components.text import Text
from data_loader import queries
from data_loader.config import settings
from data_loader.indicators.definitions import indicator_list

router = APIRouter()

NOTE = "A flag is not proof: it is a question to ask, and most have an innocent answer."


@router.get(
    "/api/v1/indicators",
    summary="Definitions of the indicators",
    response_model=models.Indicators,
    responses=CSV,
)
def indicators(context: Ctx, parameters: Annotated[IndicatorsParameters, Query()]) -> models.Indicators | Response:
    """What each indicator measures, why, with which numbers, and how often it is raised, clear or not computable."""
    counts = rows(queries.indicator_counts(context.snapshot, parameters.filters()))
    text = Text(parameters.lang or "en")
    listed = [_definition(text, counts, code) for code in [one.code for one in indicator_list()]]
    if parameters.format != "json":
        columns = [
            name
            for name in models.Indicator.model_fields
            if name not in {"levels", "parameters", "needs", "references"}
        ]
        lines = [one.model_dump() for one in listed]
        return table_response(parameters.format, columns, lines, filename="vitrina-indicators", headers=context.headers)
    return models.Indicators(definitions=listed, note=text(NOTE))


def _definition(text: Text, counts: list[dict[str, Any]], code: str) -> models.Indicator:
    one = next(item for item in indicator_list() if item.code == code)
    own = [row for row in counts if row["indicator"] == code]
    raised, clear, missing = (sum(row[name] for row in own) for name in ("raised", "clear", "not_computable"))
    return models.Indicator(
        indicator=code,
        title=said(text, one, "name"),
        definition=said(text, one, "what"),
        why=said(text, one, "why"),
        innocent=said(text, one, "innocent"),
        next=said(text, one, "next"),
        family=one.family,
        level=one.level,
        levels=list(one.all_levels),
        unit=one.unit,
        compare=one.compare if one.adjustable else "",
        parameters=one.parameters | settings().load().indicators.of_each.get(code, {}),
        needs=one.needs,
        references=one.references,
        raised=raised,
        clear=clear,
        not_computable=missing,
        rate=raised / (raised + clear) if raised + clear else None,
    )


@router.get(
    "/api/v1/indicators/results",
    summary="Results of the indicators",
    response_model=models.IndicatorResults,
    responses=CSV,
)
def results(context: Ctx, parameters: Annotated[IndicatorParameters, Query()]) -> models.IndicatorResults | Response:
    """Where an indicator is raised, clear or not computable, with the figures; follow `next`. Without `state`: raised only."""
    found = queries.indicator_results(
        context.snapshot,
        parameters.filters(),
        indicators=tuple(parameters.indicator),
        states=tuple(parameters.state) or ("raised",),
        ocids=tuple(parameters.ocid),
        page=parameters.page,
        page_size=parameters.page_size,
    )
    listed = [_result(row, context) for row in rows(found.rows)]
    if parameters.format != "json":
        lines = [{**one.model_dump(), "evidence": json.dumps(one.evidence, ensure_ascii=False)} for one in listed]
        columns = list(models.IndicatorRow.model_fields)
        return table_response(
            parameters.format, columns, lines, filename="vitrina-indicator-results", headers=context.headers
        )
    return models.IndicatorResults(
        total=found.total, page=found.page, page_size=found.page_size, next=context.following(found), rows=listed
    )


def _result(row: dict[str, Any], context: Context) -> models.IndicatorRow:
    evidence = json.loads(row["evidence"]) if row["evidence"] else _figures(row)
    return models.IndicatorRow(
        **{name: row[name] for name in ("indicator", "level", "state", "reason", "ocid", "source", "item", "value")},
        **{name: row[name] for name in ("threshold", "peer_group", "amount", "currency", "since")},
        agency=row["agency_id"],
        agency_name=row["agency_name"],
        supplier=row["supplier_id"],
        supplier_name=row["supplier_name"],
        peers=None if row["peers"] is None else int(row["peers"]),
        evidence=evidence,
        url=None if row["state"] == "not_computable" else context.base_url + lead_href(Text("en"), row),
    )


def _figures(row: dict[str, Any]) -> dict[str, Any]:
    """Return the figures of a result that is not raised, or why there are none."""
    names = ("value", "threshold", "peer_group", "peers", "reason")
    return {name: row[name] for name in names if row[name] is not None}
