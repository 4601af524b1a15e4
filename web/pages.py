"""The pages as documents: drawn once for each request, off the event loop, with the status that is true."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.responses import HTMLResponse

from components import drawing
from components.address import EMBED
from components.document import Bundle, document
from components.drawing import Drawing
from components.elements import html
from components.gone import gone_page
from components.shell import plain_page
from components.snapshot import current_snapshot
from components.text import Text
from data_loader.exceptions import GoneError, SnapshotError, VitrinaError
from data_loader.filters import Filters

if TYPE_CHECKING:
    from starlette.requests import Request

LOG = logging.getLogger("vitrina")


class Pages:
    """Answers any address with a page: the one that is there, else one that says what is not."""

    def __init__(self, bundle: Bundle) -> None:
        self._bundle = bundle

    def answer(self, request: Request) -> HTMLResponse:
        """Return the document of the page at the address; X-Snapshot names the data that alone make it what it is."""
        path = request.scope["raw_path"].decode("ascii", "replace")
        query = request.scope["query_string"].decode("utf-8", "replace")
        text = Text.for_request(dict(parse_qsl(query)).get("lang"))
        before = _snapshot_id()
        try:
            found, status = _drawn(path, query)
            content = document(text, found, self._bundle)
        except Exception as error:  # noqa: BLE001  whatever it is, the reader gets a page and the log the reason
            status = _status(error)
            content = document(text, failed(text, error, path, query), self._bundle)
        headers = {"Vary": "Accept-Language", "Cache-Control": "private, no-cache"}
        if status == HTTPStatus.OK and found.lasting and before == _snapshot_id() and before:
            headers["X-Snapshot"] = before
        return HTMLResponse(content, status, headers)


def _drawn(path: str, query: str) -> tuple[Drawing, int]:
    found = drawing.draw(path, query)
    if found is None:
        return drawing.not_found(path, query), HTTPStatus.NOT_FOUND
    empty = found.path.startswith(f"{EMBED}/") and not found.title  # no such card
    return found, HTTPStatus.OK if found.there and not empty else HTTPStatus.NOT_FOUND


def _snapshot_id() -> str:
    try:
        return current_snapshot().id
    except VitrinaError:
        return ""


def _status(error: Exception) -> int:
    if isinstance(error, GoneError):
        return HTTPStatus.GONE if error.known else HTTPStatus.NOT_FOUND
    return HTTPStatus.SERVICE_UNAVAILABLE if isinstance(error, SnapshotError) else HTTPStatus.INTERNAL_SERVER_ERROR


def failed(text: Text, error: Exception, path: str = "/", query: str = "") -> Drawing:
    """Return a page that says what went wrong in plain words; what exactly is for the log."""
    if isinstance(error, GoneError):
        title, shown = gone_page(text, error, path, query)
        return Drawing(path=path, query=query, title=title, component=shown)
    if isinstance(error, SnapshotError):
        words, more = text("There is no data yet."), text("It is being loaded: try again in a minute.")
    else:
        LOG.error("A page could not be made", exc_info=error)
        words, more = text("This page could not be made."), text("It is our fault, and it has been noted.")
    said: list[Any] = [html.P(text("Sorry"), className="question"), html.H1(words), html.P(more, className="sub")]
    shown = plain_page(text, Filters(), [html.Div(said, className="hero")])
    return Drawing(path=path, query=query, title=words, description=more, component=shown)
