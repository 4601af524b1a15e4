"""The to-do list of an agency or a source: what is missing, where, and all of it as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from components import links
from components.chart_card import chart_card
from components.elements import html
from components.field_list import field_label, field_why
from components.frames import records
from components.shell import callout
from components.stage_reach import stage_name
from components.view_tables import table

if TYPE_CHECKING:
    import pandas as pd
    from dash.development.base_component import Component

    from components.text import Text
    from data_loader.filters import Filters

_OPEN: Final = 8


def todo_card(text: Text, filters: Filters, todo: pd.DataFrame) -> Component:
    """Return the card; `todo` as `queries.todo` gives it."""
    rows = records(todo)
    basic = sum(row["level"] == "basic" for row in rows)
    return chart_card(
        text,
        id="todo",
        title=text.n(
            "{n} basic field is still missing somewhere", "{n} basic fields are still missing somewhere", basic
        )
        if basic
        else text("What is still to be published"),
        note=text("The basic fields first; each line opens the processes that it is about"),
        body=[
            _list(text, filters, rows),
            html.P(
                html.A(
                    text("Every gap, record by record (CSV)"),
                    href=links.href("/api/v1/todo/records", filters, text, format="csv"),
                    download="",
                ),
                className="more",
            ),
        ]
        if rows
        else callout(text, text("Nothing that is owed here is missing.")),
        table=todo_table(text, todo),
        about=[
            text(
                "A field is missing where a process owes it and does not publish it, or not in every contract or award."
            ),
            text("Basic fields are those without which a purchase cannot be followed; then intermediate and advanced."),
        ],
        filename="todo",
        filters=filters,
        wide=True,
    )


def _list(text: Text, filters: Filters, rows: list[dict[str, Any]]) -> Component:
    items = [_item(text, filters, row) for row in rows]
    if len(items) <= _OPEN + 2:
        return html.Ul(items, className="v-todo")
    rest = text.n("{n} more", "{n} more", len(items) - _OPEN)
    folded = html.Details([html.Summary(rest), html.Ul(items[_OPEN:], className="v-todo")], className="v-fold")
    return html.Div([html.Ul(items[:_OPEN], className="v-todo"), folded])


def _item(text: Text, filters: Filters, row: dict[str, Any]) -> Component:
    return html.Li(
        [
            html.A(lacks(text, row), href=links.records(filters, text, missing=row["field"]), className="v-todo-what"),
            html.Span(level_name(text, row["level"]), className=f"v-level v-level-{row['level']}"),
            html.Div(
                [
                    html.Span(said)
                    for said in (stage_name(text, row["stage"]), _empty(text, row), field_why(text, row))
                    if said
                ],
                className="v-record-sub",
            ),
        ]
    )


def lacks(text: Text, row: dict[str, Any]) -> str:
    """Return what is missing as a task: "312 contracts lack this: Signature date"."""
    field = field_label(text, row)
    number = int(row["lacking"])
    if not number or row["object"] is None:
        return text.n(
            "{n} process lacks this: {field}", "{n} processes lack this: {field}", int(row["processes"]), field=field
        )
    if row["object"] == "award":
        return text.n("{n} award lacks this: {field}", "{n} awards lack this: {field}", number, field=field)
    if row["object"] == "contract":
        return text.n("{n} contract lacks this: {field}", "{n} contracts lack this: {field}", number, field=field)
    return text.n("{n} payment lacks this: {field}", "{n} payments lack this: {field}", number, field=field)


def _empty(text: Text, row: dict[str, Any]) -> str:
    number = int(row["empty"])
    if not number:
        return ""
    return {
        "award": text.n("{n} process publishes no award", "{n} processes publish no award", number),
        "contract": text.n("{n} process publishes no contract", "{n} processes publish no contract", number),
        "payment": text.n("{n} process publishes no payment", "{n} processes publish no payment", number),
    }[row["object"]]


def level_name(text: Text, level: str) -> str:
    """Return the name of a level."""
    names = {"basic": text("basic"), "intermediate": text("intermediate"), "advanced": text("advanced")}
    return names.get(level, level)


def todo_table(text: Text, todo: pd.DataFrame) -> pd.DataFrame:
    """Return the list with headers for people."""
    rows = records(todo)
    named = todo.assign(
        _level=[level_name(text, row["level"]) for row in rows],
        _stage=[stage_name(text, row["stage"]) for row in rows],
        _label=[field_label(text, row) for row in rows],
        _why=[field_why(text, row) for row in rows],
        _lacking=todo["lacking"].where(todo["object"].notna()),
        _objects=todo["objects"].where(todo["object"].notna()),
    )
    headers = {
        "_level": text("Level"),
        "_stage": text("Stage"),
        "_label": text("Field"),
        "field": text("Path in OCDS"),
        "_lacking": text("Awards, contracts or payments that lack it"),
        "_objects": text("Awards, contracts or payments"),
        "processes": text("Processes that lack it"),
        "applicable": text("Owed by (processes)"),
        "_why": text("Why it matters"),
    }
    return table(named, headers)
