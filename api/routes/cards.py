"""/api/cards: the table of any card of any page as a file, the same rows that the card shows."""

from http import HTTPStatus
from typing import Annotated, Literal
from urllib.parse import parse_qsl, quote, urlencode

from fastapi import APIRouter, Query, Response

from api.context import Ctx
from api.errors import ApiError
from api.tabular import file_response
from components.card_footer import source_line
from components.data_table import csv_text
from components.drawing import draw
from components.text import Text
from components.workbook import workbook

router = APIRouter(include_in_schema=False)

_BYTE_ORDER_MARK = "\ufeff"  # Excel reads UTF-8 by it
_OURS = ("card", "format")


@router.get("/api/cards/{page:path}")
def card_table(
    context: Ctx,
    page: str,
    card: Annotated[str, Query(max_length=100)],
    format: Literal["csv", "xlsx"] = "csv",  # noqa: A002  the word of the API
) -> Response:
    """The table of one card of a page, with what the page's address asks for."""
    asked = [item for item in parse_qsl(context.request.url.query) if item[0] not in _OURS]
    drawing = draw(f"/{_as_written(page)}", urlencode(asked))
    found = drawing.cards.get(card) if drawing else None
    if found is None:
        raise ApiError(HTTPStatus.NOT_FOUND, "not_found", "There is no such card at this address.", "card")
    name = f"vitrina-{found.filename}.{format}"
    if format == "csv":
        return file_response(_BYTE_ORDER_MARK + csv_text(found.table), filename=name, headers=context.headers)
    text = Text.for_request(dict(asked).get("lang"))
    rows = found.table.itertuples(index=False, name=None)
    notes = [note for note in (found.title, found.note, source_line(text)) if note]
    return file_response(workbook(list(found.table.columns), rows, notes=notes), filename=name, headers=context.headers)


def _as_written(page: str) -> str:
    """Return a page's path with the one thing that it names in one part, as its pages take it ("agency/a%2Fb")."""
    kind, slash, identity = page.partition("/")
    return f"{kind}{slash}{quote(identity, safe='')}"
