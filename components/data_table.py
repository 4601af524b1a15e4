"""A frame as a table that a screen reader can walk and a printer can print, and as CSV that a spreadsheet can trust."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any, Final

import pandas as pd
from dash.development.base_component import Component

from components.attributes import attributes
from components.elements import html
from components.glossary import meaning_of
from components.text import Text

SHOWN: Final = 25
"""Rows of a table that a card shows; the download has them all. Every cell is a component that the browser must build."""
LISTED: Final = 200
"""Rows that a card asks for where its list could be as long as the data."""

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def data_table(text: Text, frame: pd.DataFrame) -> Component:
    """Return the first rows of a frame whose column names are for people; NaN and None are "not published"."""
    head = html.Thead(html.Tr([_head(text, str(name)) for name in frame.columns]))
    rows = (frame if len(frame) <= SHOWN else frame.head(SHOWN)).to_numpy(dtype=object)
    body = html.Tbody([html.Tr([_cell(text, value) for value in row]) for row in rows])
    table = html.Table([head, body], className="data")
    if len(frame) <= SHOWN:
        return html.Div(table, className="scroll", tabIndex=0, role="group", **attributes(aria_label=text("Table")))
    more = text("The first {shown} of {all} rows; the download has them all.", shown=SHOWN, all=text.number(len(frame)))
    return html.Div(
        [table, html.P(more)], className="scroll", tabIndex=0, role="group", **attributes(aria_label=text("Table"))
    )


def _head(text: Text, name: str) -> Component:
    meaning = meaning_of(text, name)
    return html.Th(name, scope="col", **({"title": meaning} if meaning else {}))


def _cell(text: Text, value: Any) -> Component:
    kind = "none" if missing(value) else "number" if is_number(value) else None
    return html.Td(cell_words(text, value), **({"className": kind} if kind else {}))


def is_number(value: Any) -> bool:
    """Whether a cell is a number, which stands at the right."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def cell_words(text: Text, value: Any) -> str:
    """Return a cell as a reader sees it."""
    if missing(value):
        return text("not published")
    if isinstance(value, bool):
        return text("yes") if value else text("no")
    if isinstance(value, int | float):
        return text.number(value)
    return text.date(value) if isinstance(value, date) else str(value)


def missing(value: Any) -> bool:
    """Whether a cell holds nothing that was published."""
    return value is None or (isinstance(value, float) and value != value) or value is pd.NaT  # noqa: PLR0124


def csv_text(frame: pd.DataFrame) -> str:
    """Return the frame as CSV (RFC 4180): plain numbers, ISO dates, an empty cell for what was not published."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([csv_safe(name) for name in frame.columns])
    for row in frame.itertuples(index=False, name=None):
        writer.writerow([csv_safe(value) for value in row])
    return buffer.getvalue()


def csv_safe(value: Any) -> Any:
    """Return a cell that no spreadsheet will run: a text that starts like a formula gets an apostrophe before it."""
    if missing(value):
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value
