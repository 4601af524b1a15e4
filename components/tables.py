"""Data tables: what the Data button of a card shows, and what its Download gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from numbers import Number
from typing import TYPE_CHECKING, Any, Literal

from dash import html

from components.csv_safe import csv_cell

if TYPE_CHECKING:
    import pandas as pd
    from dash.development.base_component import Component

    from components.text import Text

Kind = Literal["any", "text", "number", "money", "percent", "date", "days"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: which one of the frame, its header, what is in it, where its cells lead."""

    name: str
    header: str
    kind: Kind = "any"
    href: Callable[[dict[str, Any]], str | None] | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A frame and how its columns are shown."""

    frame: pd.DataFrame
    columns: tuple[Column, ...]


def as_table(table: pd.DataFrame | Table) -> Table:
    """Return a frame as a table with its own headers; a table as it is."""
    if isinstance(table, Table):
        return table
    return Table(table, tuple(Column(str(name), str(name)) for name in table.columns))


def data_table(text: Text, frame: pd.DataFrame | Table, columns: tuple[Column, ...] | None = None) -> Component:
    """Return a table with a header row; empty cells say that nothing was published.

    Numbers are shown in the language's way and carry their exact value for the download.
    """
    table = Table(frame, columns) if columns is not None and not isinstance(frame, Table) else as_table(frame)
    records = table.frame.to_dict("records")
    numeric = {column.name for column in table.columns if _is_numeric(column, records)}
    head = html.Tr(
        [
            html.Th(column.header, scope="col", className="num" if column.name in numeric else None)
            for column in table.columns
        ],
    )
    rows = [html.Tr([_cell(text, column, row, column.name in numeric) for column in table.columns]) for row in records]
    if not rows:
        rows = [html.Tr(html.Td(text("There is nothing to list here."), colSpan=len(table.columns)))]
    return html.Div(
        html.Table([html.Thead(head), html.Tbody(rows)], className="data-table"),
        className="table-scroll",
        role="region",
        tabIndex=0,
        **{"aria-label": text("Table of the data")},
    )


def _is_numeric(column: Column, records: list[dict[str, Any]]) -> bool:
    if column.kind in {"number", "money", "percent", "days"}:
        return True
    values = [row.get(column.name) for row in records]
    given = [value for value in values if value is not None and value == value]  # noqa: PLR0124  NaN
    return column.kind == "any" and bool(given) and all(_number(value) for value in given)


def _number(value: Any) -> bool:
    return isinstance(value, Number) and not isinstance(value, bool)


def _cell(text: Text, column: Column, row: dict[str, Any], numeric: bool) -> Component:  # noqa: FBT001
    value = row.get(column.name)
    exact = csv_cell(value)
    missing = value is None or value != value or value == ""  # noqa: PLR0124  NaN
    shown: Any = html.Span("—", className="none", title=text("not published")) if missing else _shown(text, column, value)
    href = column.href(row) if column.href and not missing else None
    return html.Td(
        html.A(shown, href=href) if href else shown,
        className="num" if numeric else None,
        **({"data-csv": exact} if missing or exact != shown else {}),
    )


def _shown(text: Text, column: Column, value: Any) -> str:
    if column.kind == "percent":
        return text.percent(value)
    if column.kind == "days":
        return text.days(value)
    if column.kind == "date" or isinstance(value, date):
        return text.date(value)
    if _number(value):
        return text.number(value, 0 if column.kind == "number" else 2)
    return str(value)
