"""Suppliers, durations, ends, payments and growth: each route asks one query and words its answer."""

from typing import Annotated, Any, get_args

import pandas as pd
from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from api import stage_models as models
from api.context import Context, Ctx
from api.parameters import (
    DirectParameters,
    DurationParameters,
    Format,
    PagedParameters,
    SupplierParameters,
    TabularFilters,
)
from api.routes.numbers import CSV
from api.tabular import answer, plain, rows, rows_of, table_response
from data_loader import queries

router = APIRouter()


def _answer(
    kind: Format,
    context: Context,
    model: type[BaseModel],
    found: pd.DataFrame,
    *,
    name: str,
    same: dict[str, Any],
    **more: Any,
) -> Response:
    """Return an answer of a model with these `rows`, and with what is the `same` for all of them and `more` beside.

    As a file it is the rows alone, with what is the same, as the unit, in each of its lines.
    """
    (row,) = get_args(model.model_fields["rows"].annotation)
    if kind != "json":
        lines = [line | same for line in rows(found)]
        columns = [*row.model_fields, *same]
        return table_response(kind, columns, lines, filename=f"vitrina-{name}", headers=context.headers)
    told = {name: plain(value) for name, value in (same | more).items()}
    return answer(model, told | {"rows": rows_of(row, found)}, context.headers)


@router.get("/api/v1/suppliers", summary="Suppliers, ranked", response_model=models.Suppliers, responses=CSV)
def suppliers(context: Ctx, parameters: Annotated[SupplierParameters, Query()]) -> Response:
    """Suppliers by amount, number of processes or agencies served, with how much of it comes from one agency."""
    found = queries.suppliers(
        context.snapshot,
        parameters.filters(),
        order=parameters.order,
        limit=parameters.limit,
        offset=parameters.offset,
    )
    same = {"stage": found.stage, "unit": found.unit}
    more = {"total": found.total, "groups": found.groups}
    return _answer(parameters.format, context, models.Suppliers, found.rows, name="suppliers", same=same, **more)


@router.get(
    "/api/v1/concentration",
    summary="How few suppliers share an agency's money",
    response_model=models.Concentrations,
    responses=CSV,
)
def concentration(context: Ctx, parameters: Annotated[PagedParameters, Query()]) -> Response:
    """Share of the first supplier and of the first three, and HHI, of each agency's money with a named supplier."""
    filters = parameters.filters()
    found = queries.concentration(context.snapshot, filters, limit=parameters.limit, offset=parameters.offset)
    same = {"stage": filters.stage, "unit": found.unit}
    kind, model = parameters.format, models.Concentrations
    return _answer(kind, context, model, found.rows, name="concentration", same=same, groups=found.groups)


@router.get(
    "/api/v1/direct-awards",
    summary="How much is awarded directly",
    response_model=models.DirectAwards,
    responses=CSV,
)
def direct_awards(context: Ctx, parameters: Annotated[DirectParameters, Query()]) -> Response:
    """Direct awards in number and in money, of the processes that publish their method; the others beside them."""
    filters = parameters.filters()
    found = queries.direct_awards(
        context.snapshot, filters, by=parameters.by, limit=parameters.limit, offset=parameters.offset
    )
    same = {"stage": filters.stage, "unit": found.unit}
    more = {"by": parameters.by, "groups": found.groups}
    name = f"direct-awards-by-{parameters.by}"
    return _answer(parameters.format, context, models.DirectAwards, found.rows, name=name, same=same, **more)


@router.get(
    "/api/v1/new-suppliers",
    summary="New suppliers, year by year",
    response_model=models.NewSuppliers,
    responses=CSV,
)
def new_suppliers(context: Ctx, parameters: Annotated[TabularFilters, Query()]) -> Response:
    """Suppliers of each year, and those of them that no source names in an earlier year."""
    filters = parameters.filters()
    found = queries.new_suppliers(context.snapshot, filters)
    same = {"stage": filters.stage, "unit": found.unit}
    more = {"begins": found.begins, "undated": found.undated}
    return _answer(parameters.format, context, models.NewSuppliers, found.rows, name="new-suppliers", same=same, **more)


@router.get(
    "/api/v1/durations",
    summary="How the days of a step are distributed",
    response_model=models.Durations,
    responses=CSV,
)
def durations(context: Ctx, parameters: Annotated[DurationParameters, Query()]) -> Response:
    """How many processes took a day, a week, a month or a year for one of the five steps, bin by bin."""
    found = queries.durations(context.snapshot, parameters.filters(), step=parameters.step)
    same = {"step": found.step, "unit": "days"}
    facts = ("measured", "missing", "negative", "p25", "median", "p75", "p90", "longest")
    more = {name: getattr(found, name) for name in facts}
    whole = found.rows.astype({"high": "Int64"})
    return _answer(
        parameters.format, context, models.Durations, whole, name=f"durations-{found.step}", same=same, **more
    )


@router.get("/api/v1/overdue", summary="What is past its end", response_model=models.Overdue, responses=CSV)
def overdue(context: Ctx, parameters: Annotated[TabularFilters, Query()]) -> Response:
    """Contracts past their end without closure and calls for bids past theirs without award, on the snapshot's day."""
    found = queries.overdue(context.snapshot, parameters.filters())
    same = {"day": found.day, "unit": found.unit}
    return _answer(parameters.format, context, models.Overdue, found.rows, name="overdue", same=same)


@router.get("/api/v1/payments", summary="Payments against contracts", response_model=models.Payments, responses=CSV)
def payments(context: Ctx, parameters: Annotated[TabularFilters, Query()]) -> Response:
    """What was contracted and what was paid, month by month and so far, in one currency."""
    found = queries.payments(context.snapshot, parameters.filters())
    more = {name: getattr(found, name) for name in models.Payments.model_fields if name not in {"rows", "unit"}}
    kind, model = parameters.format, models.Payments
    return _answer(kind, context, model, found.rows, name="payments-by-month", same={"unit": found.unit}, **more)


@router.get("/api/v1/growth", summary="How values grow", response_model=models.Growth, responses=CSV)
def growth(context: Ctx, parameters: Annotated[TabularFilters, Query()]) -> Response:
    """How much more contracts are worth than their awards, and than they were at first; only what can be compared."""
    found = queries.growth(context.snapshot, parameters.filters())
    return _answer(parameters.format, context, models.Growth, found.rows, name="growth", same={"unit": found.unit})
