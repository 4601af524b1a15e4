"""Suppliers, durations, ends, payments and growth: each route asks one query and words its answer."""

from collections.abc import Sequence
from typing import Annotated, Any, TypeVar

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
from api.tabular import plain, rows, table_response
from data_loader import queries

router = APIRouter()
Row = TypeVar("Row", bound=BaseModel)


def _typed(frame: pd.DataFrame, row: type[Row]) -> list[Row]:
    return [row.model_validate(found) for found in rows(frame)]


def _file(
    kind: Format, context: Context, row: type[BaseModel], table: Sequence[BaseModel], name: str, **same: Any
) -> Response:
    """Return the rows as a file; `same` are columns with one value in every line, such as the unit."""
    lines = [{**item.model_dump(), **same} for item in table]
    columns = [*row.model_fields, *same]
    return table_response(kind, columns, lines, filename=f"vitrina-{name}", headers=context.headers)


@router.get("/api/v1/suppliers", summary="Suppliers, ranked", response_model=models.Suppliers, responses=CSV)
def suppliers(context: Ctx, parameters: Annotated[SupplierParameters, Query()]) -> models.Suppliers | Response:
    """Suppliers by amount, number of processes or agencies served, with how much of it comes from one agency."""
    found = queries.suppliers(
        context.snapshot,
        parameters.filters(),
        order=parameters.order,
        limit=parameters.limit,
        offset=parameters.offset,
    )
    table = _typed(found.rows, models.SupplierRow)
    if parameters.format != "json":
        return _file(
            parameters.format, context, models.SupplierRow, table, "suppliers", stage=found.stage, unit=found.unit
        )
    return models.Suppliers(
        unit=found.unit, stage=found.stage, total=plain(found.total), groups=found.groups, rows=table
    )


@router.get(
    "/api/v1/concentration",
    summary="How few suppliers share an agency's money",
    response_model=models.Concentrations,
    responses=CSV,
)
def concentration(context: Ctx, parameters: Annotated[PagedParameters, Query()]) -> models.Concentrations | Response:
    """Share of the first supplier and of the first three, and HHI, of each agency's money with a named supplier."""
    filters = parameters.filters()
    found = queries.concentration(context.snapshot, filters, limit=parameters.limit, offset=parameters.offset)
    table = _typed(found.rows, models.ConcentrationRow)
    if parameters.format != "json":
        return _file(
            parameters.format,
            context,
            models.ConcentrationRow,
            table,
            "concentration",
            stage=filters.stage,
            unit=found.unit,
        )
    return models.Concentrations(unit=found.unit, stage=filters.stage, groups=found.groups, rows=table)


@router.get(
    "/api/v1/direct-awards",
    summary="How much is awarded directly",
    response_model=models.DirectAwards,
    responses=CSV,
)
def direct_awards(context: Ctx, parameters: Annotated[DirectParameters, Query()]) -> models.DirectAwards | Response:
    """Direct awards in number and in money, of the processes that publish their method; the others beside them."""
    filters = parameters.filters()
    found = queries.direct_awards(
        context.snapshot, filters, by=parameters.by, limit=parameters.limit, offset=parameters.offset
    )
    table = _typed(found.rows, models.DirectRow)
    if parameters.format != "json":
        name = f"direct-awards-by-{parameters.by}"
        return _file(parameters.format, context, models.DirectRow, table, name, stage=filters.stage, unit=found.unit)
    return models.DirectAwards(unit=found.unit, stage=filters.stage, by=parameters.by, groups=found.groups, rows=table)


@router.get(
    "/api/v1/new-suppliers",
    summary="New suppliers, year by year",
    response_model=models.NewSuppliers,
    responses=CSV,
)
def new_suppliers(context: Ctx, parameters: Annotated[TabularFilters, Query()]) -> models.NewSuppliers | Response:
    """Suppliers of each year, and those of them that no source names in an earlier year."""
    filters = parameters.filters()
    found = queries.new_suppliers(context.snapshot, filters)
    table = _typed(found.rows, models.NewSuppliersRow)
    if parameters.format != "json":
        return _file(
            parameters.format,
            context,
            models.NewSuppliersRow,
            table,
            "new-suppliers",
            stage=filters.stage,
            unit=found.unit,
        )
    return models.NewSuppliers(
        unit=found.unit, stage=filters.stage, begins=plain(found.begins), undated=found.undated, rows=table
    )


@router.get(
    "/api/v1/durations",
    summary="How the days of a step are distributed",
    response_model=models.Durations,
    responses=CSV,
)
def durations(context: Ctx, parameters: Annotated[DurationParameters, Query()]) -> models.Durations | Response:
    """How many processes took a day, a week, a month or a year for one of the five steps, bin by bin."""
    found = queries.durations(context.snapshot, parameters.filters(), step=parameters.step)
    table = _typed(found.rows, models.DurationRow)
    if parameters.format != "json":
        return _file(
            parameters.format,
            context,
            models.DurationRow,
            table,
            f"durations-{found.step}",
            step=found.step,
            unit="days",
        )
    facts = {name: plain(getattr(found, name)) for name in models.Durations.model_fields if name != "rows"}
    return models.Durations(**facts, rows=table)


@router.get("/api/v1/overdue", summary="What is past its end", response_model=models.Overdue, responses=CSV)
def overdue(context: Ctx, parameters: Annotated[TabularFilters, Query()]) -> models.Overdue | Response:
    """Contracts past their end without closure and calls for bids past theirs without award, on the snapshot's day."""
    found = queries.overdue(context.snapshot, parameters.filters())
    table = _typed(found.rows, models.OverdueRow)
    day = found.day.isoformat()
    if parameters.format != "json":
        return _file(parameters.format, context, models.OverdueRow, table, "overdue", day=day, unit=found.unit)
    return models.Overdue(day=day, unit=found.unit, rows=table)


@router.get("/api/v1/payments", summary="Payments against contracts", response_model=models.Payments, responses=CSV)
def payments(context: Ctx, parameters: Annotated[TabularFilters, Query()]) -> models.Payments | Response:
    """What was contracted and what was paid, month by month and so far, in one currency."""
    found = queries.payments(context.snapshot, parameters.filters())
    table = _typed(found.rows, models.PaymentsRow)
    if parameters.format != "json":
        return _file(parameters.format, context, models.PaymentsRow, table, "payments-by-month", unit=found.unit)
    facts = {name: plain(getattr(found, name)) for name in models.Payments.model_fields if name != "rows"}
    return models.Payments(**facts, rows=table)


@router.get("/api/v1/growth", summary="How values grow", response_model=models.Growth, responses=CSV)
def growth(context: Ctx, parameters: Annotated[TabularFilters, Query()]) -> models.Growth | Response:
    """How much more contracts are worth than their awards, and than they were at first; only what can be compared."""
    found = queries.growth(context.snapshot, parameters.filters())
    table = _typed(found.rows, models.GrowthRow)
    if parameters.format != "json":
        return _file(parameters.format, context, models.GrowthRow, table, "growth", unit=found.unit)
    return models.Growth(unit=found.unit, rows=table)
