"""The page of a snapshot that is not kept: what replaced it, and never today's data in its place unsaid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.elements import html
from components.shell import plain_page
from components.snapshot import showing
from components.snapshot_banner import in_snapshot
from data_loader.filters import Filters

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from components.text import Text
    from data_loader.exceptions import GoneError


def gone_page(text: Text, gone: GoneError, path: str, query: str) -> tuple[str, Component]:
    """Return headline and page: when these data were replaced and by which, with the same view of those and of today's."""
    ways = [html.A(text("See the same on today's data"), href=in_snapshot(path, query, None))]
    if gone.known:
        headline, sub = text("These data are no longer kept."), text("Only today's are.")
    else:
        headline = text("There are no data of that name.")
        sub = text("The address names a snapshot that was never published here, or was copied incompletely.")
    if gone.next_id and gone.next_at:
        sub = text("The next that are kept were published on {when}.", when=text.moment(gone.next_at))
        ways.insert(0, html.A(text("See the same on those"), href=in_snapshot(path, query, gone.next_id)))
    hero = html.Div(
        [
            html.P(text("Snapshot {id}", id=gone.identity[:60]), className="question"),
            html.H1(headline),
            html.P(sub, className="sub"),
        ],
        className="hero",
    )
    lines = html.Div([html.P(way, className="more") for way in ways], className="cards")
    with showing(""):
        return headline, plain_page(text, Filters(), [hero, lines])
