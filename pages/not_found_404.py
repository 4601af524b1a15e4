"""There is no such page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dash

from components import links
from components.elements import html
from components.shell import page
from components.text import Text
from data_loader.filters import Filters

if TYPE_CHECKING:
    from dash.development.base_component import Component

dash.register_page(__name__, path="/not-found-404", name="not found")


def layout(**query: Any) -> Component:
    """Return a friendly page with the ways on."""
    text = Text.for_request(query.get("lang"))
    return page(
        text,
        Filters(),
        question=text("404"),
        headline=text("There is no page at this address."),
        finding=None,
        sub=text("It may have been written wrong, or what it showed is not published any more."),
        body=[html.P(html.A(text("To the overview"), href=links.href("/", Filters(), text)), className="more")],
        filtered=False,
    )
