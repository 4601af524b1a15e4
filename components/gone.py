"""The page of a snapshot that is not kept: what replaced it, and never today's data in its place unsaid."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from dash import html

from components.shell import plain_page
from components.snapshot import asked_snapshot, current_snapshot, showing
from components.snapshot_banner import in_snapshot
from data_loader.exceptions import GoneError, VitrinaError
from data_loader.filters import Filters

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from components.text import Text


def missing() -> int:
    """Return the status of an answer whose address asks for a snapshot that is not there; 0 where it is, or none is asked for."""
    if asked_snapshot() is None:
        return 0
    try:
        current_snapshot()
    except GoneError as gone:
        return int(HTTPStatus.GONE if gone.known else HTTPStatus.NOT_FOUND)
    except VitrinaError:
        return 0
    return 0


def gone_page(text: Text, gone: GoneError) -> Component:
    """Return the page: when these data were replaced and by which, with the same view of them and of today's."""
    with showing(""):
        ways = [html.A(text("See the same on today's data"), href=in_snapshot(None))]
        if gone.known and gone.next_id and gone.next_at:
            headline = text("These data are no longer kept.")
            sub = text("The next that are kept were published on {when}.", when=text.moment(gone.next_at))
            ways.insert(0, html.A(text("See the same on those"), href=in_snapshot(gone.next_id)))
        elif gone.known:
            headline = text("These data are no longer kept.")
            sub = text("Only today's are.")
        else:
            headline = text("There are no data of that name.")
            sub = text("The address names a snapshot that was never published here, or was copied incompletely.")
        hero = html.Div(
            [
                html.P(text("Snapshot {id}", id=gone.identity[:60]), className="question"),
                html.H1(headline),
                html.P(sub, className="sub"),
            ],
            className="hero",
        )
        lines = [html.P(way, className="more") for way in ways]
        return plain_page(text, Filters(), [hero, html.Div(lines, className="cards")])
