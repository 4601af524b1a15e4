"""The quiet button that puts a number, a chart, a record, a flag or a search into the reader's story kit.

assets/kit.js does what it says; without a script the button is not there. What is pinned is an address of ours: the page
with its filters, and on it a card or a figure. Any element can carry the same attributes:

    data-pin         what it is: figure, chart, table, record, search or flag
    data-pin-of      which card or key figure of the page; "" or left out for the page's headline
    data-pin-at      the address of the page, where it is another than the one that the button stands on
    data-pin-title   what to call it, where no heading of a card says so
    data-pin-value   the figure as it is shown
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal
from urllib.parse import urlencode

from components.attributes import attributes
from components.drawing import is_quotable
from components.elements import html

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from components.text import Text

Kind = Literal["figure", "chart", "table", "record", "search", "flag"]


def kit_link(text: Text) -> Component:
    """Return the link to the kit, which a script shows with the number of what is pinned once there is something.

    It carries the words that the script has for every button.
    """
    return html.A(
        [html.Span(text("Story kit"), className="kit-name"), " ", html.Span(className="kit-count")],
        href=f"/kit?{urlencode({'lang': text.lang})}",
        className="kit-link",
        **attributes(
            data_some=text("Pinned: {n}", n="#"),
            data_pinned=text("Pinned"),
            data_what=text("Put it into your story kit"),
            data_most=text("A kit holds no more than {n} pins.", n="#"),
            data_full=text("Your browser has no room for it: what you did last is not kept."),
        ),
    )


def pin_button(
    text: Text, kind: Kind, *, of: str = "", at: str = "", title: str = "", value: str = ""
) -> Component | None:
    """Return the button, None on a page that shows something else than what its data hold.

    `of`, `at`, `title` and `value` as the attributes of these names.
    """
    if not is_quotable():
        return None
    given = {"of": of, "at": at, "title": title, "value": value}
    named = title or (text("This record") if kind == "record" else "")
    return html.Button(
        [
            html.Span(text("Pin this search") if kind == "search" else text("Pin"), className="pin-words"),
            html.Span(f": {named}", className="visually-hidden") if named else None,
        ],
        type="button",
        className="pin",
        **attributes(
            data_pin=kind,
            aria_pressed="false",
            **{f"data_pin_{name}": value for name, value in given.items() if value},
        ),
    )
