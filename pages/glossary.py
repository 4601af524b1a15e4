"""The words of the trade in plain ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dash
import pandas as pd

from components.chart_card import chart_card
from components.elements import html
from components.glossary import Entry, glossary
from components.shell import Accent, page
from components.slots import filled, slot
from components.text import Text
from data_loader.filters import Filters

if TYPE_CHECKING:
    from dash.development.base_component import Component

dash.register_page(__name__, path="/glossary", name="glossary")


def layout(**query: Any) -> Component:
    """Return the page, in the order of the alphabet."""
    text = Text.for_request(query.get("lang"))
    entries = sorted(glossary().values(), key=lambda entry: entry.named(text).casefold())
    return page(
        text,
        Filters(),
        question=text("What do these words mean?"),
        finding=None,
        headline=filled(
            text("Here are {figure} words of public contracting in plain ones.", figure=slot("figure")),
            figure=Accent(text.number(len(entries))),
        ),
        sub=text("A word with dots under it explains itself: point at it, touch it or reach it with the Tab key."),
        body=[
            chart_card(
                text,
                id="words",
                title=text("Word by word"),
                body=html.Dl([_entry(text, entry) for entry in entries], className="glossary"),
                table=pd.DataFrame(
                    [
                        {
                            text("Word"): entry.named(text),
                            text("Meaning"): entry.means(text),
                            text("In the standard (OCDS)"): entry.ocds or None,
                        }
                        for entry in entries
                    ]
                ),
                about=text("They are this site's words for what the Open Contracting Data Standard calls by a code."),
                filename="glossary",
                filters=Filters(),
                wide=True,
            )
        ],
        filtered=False,
    )


def _entry(text: Text, entry: Entry) -> Component:
    return html.Div(
        [
            html.Dt(entry.named(text)),
            html.Dd([entry.means(text), html.Small([" ", html.Code(entry.ocds)]) if entry.ocds else None]),
        ],
        id=entry.id,
    )
