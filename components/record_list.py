"""A plain list of things that one process published: each with its name, its amount and its particulars."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from components.elements import html
from components.process_lines import as_date
from components.process_story import published

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dash.development.base_component import Component

    from components.text import Text


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list: `href` None where there is nowhere to go."""

    name: str
    href: str | None = None
    value: Component | str = ""
    sub: Sequence[Component | str] = field(default=())
    outside: bool = False


_UNFOLDED: Final = 300


def entries(text: Text, items: Sequence[Entry], *, limit: int | None = None) -> Component:
    """Return the list; what is beyond `limit` unfolds, and of more than some hundreds it says that the data have them."""
    shown = items if limit is None else items[:limit]
    listing = html.Ul([_entry(item) for item in shown], className="v-records v-entries")
    rest = items[len(shown) :][:_UNFOLDED]
    if not rest:
        return listing
    beyond = len(items) - len(shown) - len(rest)
    return html.Div(
        [
            listing,
            html.Details(
                [
                    html.Summary(text.n("Show {n} more", "Show {n} more", len(rest))),
                    html.Ul([_entry(item) for item in rest], className="v-records v-entries"),
                ],
                className="p-more",
            ),
            html.P(
                text.n("{n} more is in the data of this card.", "{n} more are in the data of this card.", beyond),
                className="note",
            )
            if beyond
            else None,
        ]
    )


def _entry(item: Entry) -> Component:
    return html.Li(
        [
            html.Span(_name(item), className="v-record-title"),
            html.Span(item.value, className="v-record-amount") if item.value else None,
            html.Div([html.Span(part) for part in item.sub if part], className="v-record-sub"),
        ],
    )


def _name(item: Entry) -> Component | str:
    if item.href is None:
        return item.name
    if item.outside:
        return html.A(item.name, href=item.href, rel="noopener noreferrer nofollow", target="_blank")
    return html.A(item.name, href=item.href)


def web_address(value: Any) -> str | None:
    """Return a published address when it is one of the web (http or https), else None: never javascript: or data:.

    >>> web_address("https://example.org/a.pdf"), web_address("javascript:alert(1)")
    ('https://example.org/a.pdf', None)
    """
    if not published(value):
        return None
    address = str(value).strip()
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if parts.scheme.lower() in {"http", "https"} and parts.netloc else None


def words(value: Any) -> str:
    """Return a published text, "" where it was not published."""
    return str(value).strip() if published(value) else ""


def day(text: Text, value: Any) -> str:
    """Return a published day in words, "" where it was not published."""
    found = as_date(value)
    return text.date(found) if found else ""


def money(text: Text, row: dict[str, Any]) -> str:
    """Return amount and currency of a row, or that the amount was not published."""
    if not published(row.get("amount")):
        return text("amount not published")
    if not published(row.get("currency")):
        return text("{number}, currency not published", number=text.number(row["amount"]))
    return text.money_short(row["amount"], row["currency"])
