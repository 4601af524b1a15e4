"""One card alone, to stand in a page of somebody else: no header, no filters, the way to the whole page under it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import dash

from components.address import unwrapped
from components.card_footer import source_line
from components.drawing import draw, note_page
from components.elements import html
from components.paging import last
from components.text import Text
from data_loader.config import settings

if TYPE_CHECKING:
    from dash.development.base_component import Component

dash.register_page(__name__, path_template="/embed/<address>", name="embed")


def layout(address: str = "", **query: Any) -> Component:
    """Return the card of the page at `address` that `card` names, or in words that there is none."""
    text, wanted = Text.for_request(query.get("lang")), last(query, "card")
    path = unwrapped(f"/embed/{address}")
    asked = urlencode({name: value for name, value in query.items() if name != "card"}, doseq=True)
    drawing = None if address.startswith("embed/") else draw(path, asked)
    card = drawing.cards.get(wanted or "") if drawing else None
    if card is not None:
        note_page(drawing.title if drawing else "", card.title, card.note)
    whole = f"{path}?{asked}#{wanted}" if card else "/"
    return html.Div(
        [
            html.Main(
                [
                    html.H1(card.title if card else text("There is no such card."), className="visually-hidden"),
                    card.component if card else html.P(text("There is no such card."), className="callout"),
                ],
                id="content",
            ),
            html.Footer(
                html.P(
                    [
                        html.Span(settings().load().site.name, className="brand visually-hidden"),
                        source_line(text),
                        " ",
                        html.A(text("See it with everything around it"), href=whole, target="_blank"),
                    ]
                ),
                className="foot",
            ),
        ],
        className="page embed",
    )
