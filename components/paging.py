"""Choices that live in the URL: one of several ways to see a list, its pages, a search within it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar
from urllib.parse import parse_qsl, urlsplit

import dash_bootstrap_components as dbc

from components.elements import html

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dash.development.base_component import Component

    from components.text import Text

Choice = TypeVar("Choice", bound=str)
LONGEST: Final = 300
"""Characters of a parameter that are read."""
_MOST_PAGES: Final = 100_000


def chosen(query: dict[str, Any], name: str, allowed: Sequence[Choice]) -> Choice:
    """Return the value of a query parameter when it is one of `allowed`, else the first of them."""
    value = last(query, name)
    return next((one for one in allowed if one == value), allowed[0])


def last(query: dict[str, Any], name: str) -> str | None:
    """Return the last value that a query parameter has, None where it has none that is worth reading."""
    value = query.get(name)
    if isinstance(value, list | tuple):
        value = value[-1] if value else None
    return str(value).strip()[:LONGEST] or None if value is not None else None


def page_of(query: dict[str, Any]) -> int:
    """Return the page asked for, from 1; whatever is no such number is 1."""
    value = last(query, "page") or ""
    return min(max(int(value), 1), _MOST_PAGES) if value.isascii() and value.isdigit() and len(value) < 8 else 1


def switch(
    label: str,
    options: Sequence[tuple[str, str]],
    current: str,
    href: Callable[[str], str],
) -> Component:
    """Return links to the other ways to see the same thing; the present one is said to be so."""
    return html.Div(
        [
            html.Span(label),
            *(
                html.B(words, **{"aria-current": "true"}) if value == current else html.A(words, href=href(value))
                for value, words in options
            ),
        ],
        className="v-switch",
    )


class Paged(Protocol):
    """A page of a list: its number from 1, how many rows a page has, how many there are in all."""

    @property
    def page(self) -> int:
        """The number of the page."""

    @property
    def page_size(self) -> int:
        """The most rows of a page."""

    @property
    def total(self) -> int:
        """The rows of all pages."""


def pager(text: Text, found: Paged, href: Callable[[int], str]) -> Component | None:
    """Return the pager of a page of a list as a query found it."""
    return page_links(text, page=found.page, page_size=found.page_size, total=found.total, href=href)


def page_links(
    text: Text, *, page: int, page_size: int, total: int, href: Callable[[int], str], label: str | None = None
) -> Component | None:
    """Return "1–25 of 548" with links to the page before and after, None where all fits on one page.

    `label` tells it from another pager of the same page.
    """
    pages = max(1, math.ceil(total / page_size))
    if pages == 1:
        return None
    first, end = (page - 1) * page_size + 1, min(page * page_size, total)
    words = text(
        "{first}–{last} of {total}",
        first=text.number(first),
        last=text.number(end),
        total=text.number(total),
    )
    links: list[Component] = []
    if page > 1:
        links.append(html.A(text("← Previous"), href=href(page - 1), rel="prev"))
    links.append(html.Span(words))
    if page < pages:
        links.append(html.A(text("Next →"), href=href(page + 1), rel="next"))
    return html.Nav(links, className="v-pages", **{"aria-label": label or text("Pages")})


def search_within(text: Text, *, label: str, value: str | None, action: str) -> Component:
    """Return a plain search form that keeps everything else that the URL says.

    `action` is the address of the same view without `q` and `page`: its query becomes hidden fields, because a form
    that is sent by GET replaces the query of its address.
    """
    address = urlsplit(action)
    hidden = [
        dbc.Input(type="hidden", name=name, value=given)
        for name, given in parse_qsl(address.query)
        if name not in {"q", "page"}
    ]
    return html.Form(
        [
            *hidden,
            html.Label(
                [
                    html.Span(label, className="visually-hidden"),
                    dbc.Input(type="search", name="q", value=value or "", placeholder=label, maxLength=300),
                ],
            ),
            html.Button(text("Search"), type="submit"),
        ],
        action=address.path,
        method="GET",
        className="v-within",
        role="search",
    )
