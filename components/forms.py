"""Form fields that work without a script: plain GET forms, every field with its label."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash.development.base_component import Component

from components.elements import html
from components.snapshot import carried
from components.text import Text
from data_loader.filters import Filters


def hidden_fields(filters: Filters, text: Text, *, without: Sequence[str] = ()) -> list[Component]:
    """Return what a form must carry on: the filters that it does not ask for, the language and the snapshot."""
    kept = [(name, value) for name, value in filters.active() if name not in without]
    kept += [("lang", text.lang), *carried().items()]
    return [dbc.Input(type="hidden", name=name, value=value) for name, value in kept]


def search_field(text: Text, *, name: str, value: str | None, label: str) -> Component:
    """Return a search field; its label is read out and stands in it as a hint."""
    return html.Label(
        [
            html.Span(text("Search"), className="visually-hidden"),
            dbc.Input(
                type="search", name=name, value=value or "", placeholder=label, maxLength=300, autoComplete="off"
            ),
        ]
    )


def choice(
    name: str,
    label: str,
    options: Sequence[tuple[str, str]],
    value: str,
    *,
    form: str,
    explained: Any = None,
    more: str = "",
) -> Component:
    """Return a list to choose one of; the option with value "" stands for all, `explained` beside the label.

    `more` says, at its end, where those are that it does not have.
    """
    identity = f"{form}-{name}"
    return html.Div(
        [
            html.Label(label, htmlFor=identity),
            explained,
            dbc.Select(
                id=identity,
                name=name,
                value=value,
                placeholder=dict(options).get(""),
                options=[
                    *({"label": words, "value": option} for option, words in options),
                    *([{"label": more, "value": "more", "disabled": True}] if more else []),
                ],
            ),
        ],
        className="field",
    )


def entry(name: str, label: str, value: str, *, form: str, kind: str = "text", hint: str = "") -> Component:
    """Return a field to type in."""
    identity = f"{form}-{name}"
    return html.Div(
        [
            html.Label(label, htmlFor=identity),
            dbc.Input(id=identity, type=kind, name=name, value=value, placeholder=hint, maxLength=300),
        ],
        className="field",
    )
