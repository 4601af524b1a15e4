"""The one card that every figure sits in: its finding as title, and under it the table, the download, the meaning."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from components.attributes import attributes
from components.data_table import csv_link, data_table
from components.snapshot import current_snapshot
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
    heading = f"{id}-title"
    return html.Section(
        [
            html.H2(title, id=heading),
            html.P(note, className="note") if note else None,
            html.Div(body, className="card-body"),
            html.Footer(
                [
                    html.Details([html.Summary(text("Data")), data_table(text, table)], className="card-data"),
                    html.A(
                        text("Download"),
                        href=csv_link(table),
                        download=f"vitrina-{_file_part(filename)}.csv",
                        title=text("The same table as CSV"),
                    ),
                    html.Details([html.Summary(text("About this number")), _about(text, about, filters)]),
                    html.Button(
                        text("Share"),
                        type="button",
                        **attributes(data_share=id, data_done=text("Link copied"), aria_live="polite"),
                    ),
                ],
                className="card-foot",
            ),
        ],
        id=id,
        className="card card-wide" if wide else "card",
        **attributes(aria_labelledby=heading),
    )


def _about(text: Text, about: str | Sequence[str], filters: Filters) -> Component:
    sentences = [about] if isinstance(about, str) else list(about)
    snapshot = current_snapshot()
    chosen = [f"{text.code('filter', name)}: {value}" for name, value in filters.active()]
    filtered = text("With these filters: {filters}.", filters=", ".join(chosen)) if chosen else ""

    when = text("From the data pulled {when}, snapshot {id}.", when=text.moment(snapshot.published_at), id=snapshot.id)
    return html.Div([html.P(sentence) for sentence in (*sentences, filtered, when) if sentence], className="about")


def _file_part(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-")[:80] or "data"
