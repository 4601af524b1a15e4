"""The fields that are owed, how many publish each, and the way to the records that lack it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from components.elements import html
from components.frames import records
from components.process_story import published
from components.stage_reach import stage_name

_OPEN: Final = 12

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    from dash.development.base_component import Component

    from components.text import Text


def field_label(text: Text, row: Any) -> str:
    """Return the name of a completeness field in the reader's language."""
    return text.of_both(row["label_es"], row["label_en"])


def field_why(text: Text, row: Any) -> str:
    """Return why a completeness field matters, in the reader's language."""
    spanish, english = ((row[name] if published(row[name]) else None) for name in ("why_es", "why_en"))
    return text.of_both(spanish, english)


def field_list(text: Text, fields: pd.DataFrame, href: Callable[[str], str]) -> Component:
    """Return the fields as given, each with its bar.

    `fields`: stage, field, label_es, label_en, why_es, why_en, published, applicable, score (0–1, NaN: not owed).
    `href(field)` lists the processes that lack it.
    """
    items = [_item(text, row, href) for row in records(fields)]
    if len(items) <= _OPEN + 3:
        return html.Ul(items, className="v-fields")
    rest = text.n("The {n} that is published more", "The {n} that are published more", len(items) - _OPEN)
    folded = html.Details([html.Summary(rest), html.Ul(items[_OPEN:], className="v-fields")], className="v-fold")
    return html.Div([html.Ul(items[:_OPEN], className="v-fields"), folded])


def _item(text: Text, row: dict[str, Any], href: Callable[[str], str]) -> Component:
    return html.Li(
        [
            html.Div(
                [
                    html.Span(field_label(text, row), className="v-field-name"),
                    html.Span(f"{stage_name(text, row['stage'])} · {field_why(text, row)}".rstrip(" ·")),
                ],
                className="v-field-what",
            ),
            html.Span(_percent(text, row), className="v-field-score"),
            html.Span(
                html.Span(style={"width": f"{100 * (row['score'] if published(row['score']) else 0):.2f}%"}),
                className="v-field-rail",
                **{"aria-hidden": "true"},
            ),
            html.Div(_lacking(text, row, href), className="v-field-lack"),
        ],
        className=f"v-stage-{row['stage']}",
    )


def _percent(text: Text, row: dict[str, Any]) -> str:
    return text.percent(row["score"]) if published(row["score"]) else text("not owed")


def _lacking(text: Text, row: dict[str, Any], href: Callable[[str], str]) -> list[Component | str]:
    owed, given = int(row["applicable"]), int(row["published"])
    if not owed:
        return [text("No process here owes it yet.")]
    words = text("{n} of {total}", n=text.number(given), total=text.number(owed))
    lacking = owed - given
    if not lacking:
        return [words]
    link = text.n("see the {n} that lacks it", "see the {n} that lack it", lacking)
    return [words, " · ", html.A(link, href=href(row["field"]))]
