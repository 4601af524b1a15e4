"""The one card that every figure sits in: its finding as title, and under it the table, the files, the meaning, the link."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pandas as pd
from dash.development.base_component import Component

from components.attributes import attributes
from components.card_footer import Foot, card_footer, figure_in, instead_of_figure
from components.drawing import Card, note_card, words
from components.elements import html
from components.glossary import marked
from components.text import Text
from data_loader.filters import Filters


def chart_card(
    text: Text,
    *,
    id: str,  # noqa: A002  the word of HTML
    title: str | Sequence[Any],
    body: Any,
    table: pd.DataFrame,
    about: str | Sequence[str],
    filename: str,
    filters: Filters,
    note: str | None = None,
    wide: bool = False,
) -> Component:
    """Return a card.

    `title` is what the figure says, `note` what it measures, `table` the rows behind it with headers for people,
    `about` what the number means and leaves out.
    """
    heading, figure = f"{id}-title", figure_in(body)
    foot = Foot(
        id=id,
        title=words(title),
        about=[about] if isinstance(about, str) else list(about),
        filename=_file_part(filename),
        drawn=figure == "drawn",
        figure=figure is not None,
    )
    card = html.Section(
        [
            html.H2(title, id=heading),
            html.P(marked(text, note, place=id), className="note") if note else None,
            html.Div(body, className="card-body"),
            instead_of_figure(text, foot) if foot.drawn else None,
            card_footer(text, foot, table, filters),
        ],
        id=id,
        className="card card-wide" if wide else "card",
        **attributes(aria_labelledby=heading),
    )
    note_card(id, Card(foot.title, note or "", table, foot.filename, card, tuple(foot.about)))
    return card


def _file_part(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-")[:80] or "data"
