"""What changed, in words: one line a process and pull, and under it each field before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from components.elements import html
from components.frames import records
from components.process_list import title_of
from components.process_story import published

if TYPE_CHECKING:
    from collections.abc import Callable

    from dash.development.base_component import Component

    from components.text import Text

_FIELDS: Final = 6


def kind_words(text: Text, kind: str) -> str:
    """Return what happened to a process in a word or two."""
    return {
        "added": text("published for the first time"),
        "changed": text("changed"),
        "vanished": text("no longer published"),
        "returned": text("published again"),
    }.get(kind, kind)


def change_list(text: Text, rows: pd.DataFrame, href: Callable[[str, str], str]) -> Component:
    """Return the list of changes; `rows` as in `queries.changes`, `href(ocid, source)` the page of a process."""
    return html.Ol([_change(text, row, href) for row in records(rows)], className="v-records v-changes")


def _change(text: Text, row: dict[str, Any], href: Callable[[str, str], str]) -> Component:
    name = title_of(text, row)
    known = published(row.get("process_id"))
    facts = [text.moment(row["changed_at"]), row["ocid"], row["source"]]
    return html.Li(
        [
            html.A(name, href=href(row["ocid"], row["source"]), className="v-record-title")
            if known
            else html.Span(name, className="v-record-title"),
            html.Span(kind_words(text, row["kind"]), className="v-record-amount"),
            html.Div([html.Span(fact) for fact in facts], className="v-record-sub"),
            field_changes(text, row["fields"], row["fields_total"]),
        ],
    )


def field_changes(text: Text, fields: list[dict[str, Any]], changed: int) -> Component | None:
    """Return the fields of one change with their values before and after, None where it has none."""
    if not fields:
        return None
    shown = fields[:_FIELDS]
    lines: list[Component] = [
        html.Li(
            [
                html.Code(field["path"]),
                html.Span([_value(text, field["before"], html.Del), " → ", _value(text, field["after"], html.Ins)]),
            ]
        )
        for field in shown
    ]
    rest = changed - len(shown)
    if rest > 0:
        lines.append(html.Li(text.n("and {n} more field", "and {n} more fields", rest)))
    return html.Ul(lines, className="v-changed")


def _value(text: Text, value: Any, mark: Callable[..., Component]) -> Component:
    if not published(value):
        return html.Span(text("not published"), className="none")
    return mark(str(value))


def changes_table(text: Text, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the changes as a table, one row a field."""
    lines = []
    for row in records(rows):
        event = {
            text("When (UTC)"): f"{row['changed_at']:%Y-%m-%d %H:%M}",
            text("Source"): row["source"],
            text("Identifier (ocid)"): row["ocid"],
            text("What happened"): kind_words(text, row["kind"]),
        }
        for field in row["fields"] or [{}]:
            changed = {
                text("Path in OCDS"): field.get("path"),
                text("Before"): field.get("before"),
                text("After"): field.get("after"),
            }
            lines.append(event | changed)
    return pd.DataFrame(lines)
