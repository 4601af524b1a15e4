"""The views of one section as tabs under the header, so that each is a click away from the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components import links
from components.address import path_here
from components.attributes import attributes
from components.elements import html

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from components.text import Text
    from data_loader.filters import Filters


def timelines_tabs(text: Text, filters: Filters) -> Component:
    """Return the tabs of the section of time lines; each keeps the filters."""
    tabs = [
        ("/timelines", text("Days of each step")),
        ("/board", text("Board of the stages")),
        ("/contracts", text("Contracts over time")),
    ]
    here = path_here().rstrip("/")
    return html.Nav(
        [
            html.A(
                name, href=links.href(path, filters, text), **attributes(aria_current="page" if path == here else None)
            )
            for path, name in tabs
        ],
        className="v-tabs",
        **attributes(aria_label=text("Views of the time lines")),
    )
