"""The line above a page of an earlier snapshot: whose day these data are of, and the way to today's."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from components.address import path_here, query_here
from components.attributes import attributes
from components.elements import html
from components.snapshot import PARAMETER, asked_snapshot, current_snapshot, todays_snapshot
from data_loader.exceptions import VitrinaError

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from components.text import Text


def held_banner(text: Text) -> Component | None:
    """Return the line; None where the address asks for no snapshot, or for one that is not there."""
    if asked_snapshot() is None:
        return None
    try:
        shown, today = current_snapshot(), todays_snapshot()
    except VitrinaError:
        return None
    when = text.moment(shown.published_at)
    if shown.id == today.id:
        words, way = text("This address holds fast the data of {when}, which are today's.", when=when), text("Let go")
    else:
        words, way = text("You are looking at the data of {when}.", when=when), text("See today's")
    return html.Aside(
        [html.Span(words), " ", html.A(way, href=in_snapshot(path_here(), query_here(), None))],
        className="held-banner",
        **attributes(aria_label=text("Earlier data")),
    )


def in_snapshot(path: str, query: str, identity: str | None) -> str:
    """Return the address of a page on another snapshot; None: on today's."""
    asked = [(name, value) for name, value in parse_qsl(query) if name != PARAMETER]
    query = urlencode([*asked, *([(PARAMETER, identity)] if identity else [])])
    return path + (f"?{query}" if query else "")
