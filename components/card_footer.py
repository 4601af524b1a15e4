"""What stands under every card: its table, its files, its meaning, and the ways to take it elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import urlencode

from dash import dcc

from components.address import embedded, origin, path_here, query_here
from components.attributes import attributes
from components.data_table import data_table
from components.elements import html
from components.glossary import marked
from components.pin_button import pin_button
from components.snapshot import current_snapshot
from data_loader.config import settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from dash.development.base_component import Component

    from components.text import Text
    from data_loader.filters import Filters

CARDS: Final = "/api/cards"
"""Under it each page's cards are files."""


@dataclass(frozen=True, slots=True)
class Foot:
    """What a footer needs to know of its card."""

    id: str
    title: str
    about: Sequence[str]
    filename: str
    drawn: bool  # by Plotly; a card that HTML draws is painted from its page alone
    figure: bool  # whether there is one at all, else a list or a table


def card_footer(text: Text, foot: Foot, table: pd.DataFrame, filters: Filters) -> Component:
    """Return the footer; each part opens under its word, and none needs a mouse."""
    return html.Footer(
        [
            html.Details(
                [html.Summary(text("Data")), html.Div(data_table(text, table), id=_table_id(foot))],
                className="card-data",
            ),
            html.Details([html.Summary(text("Download")), _files(text, foot)]),
            html.Details([html.Summary(text("About this number")), _about(text, foot, filters)]),
            html.Details([html.Summary(text("Share")), _share(text, foot)], className="card-share"),
            pin_button(text, "chart" if foot.figure else "table", of=foot.id),
        ],
        className="card-foot",
    )


def instead_of_figure(text: Text, foot: Foot) -> Component:
    """Return what stands in the place of a figure where no script draws it: the way to its table."""
    return html.Noscript(
        html.P(html.A(text("The figure as a table"), href=f"#{_table_id(foot)}", target="_self"), className="more")
    )


def _table_id(foot: Foot) -> str:
    return f"{foot.id}-data"


def file_address(path: str, query: str, card: str, kind: str) -> str:
    """Return the address of a card's table as a file.

    >>> file_address("/", "lang=en", "years", "csv")
    '/api/cards/?lang=en&card=years&format=csv'
    """
    asked = urlencode({"card": card, "format": kind})
    return f"{CARDS}{path}?{query}&{asked}" if query else f"{CARDS}{path}?{asked}"


def source_line(text: Text) -> str:
    """Return where a card comes from: site, when the data were pulled, snapshot."""
    snapshot = current_snapshot()
    return text(
        "{site}. Data pulled {when}, snapshot {id}.",
        site=settings().load().site.name,
        when=text.moment(snapshot.published_at),
        id=snapshot.id,
    )


def _files(text: Text, foot: Foot) -> Component:
    path, query = path_here(), query_here()
    if f"lang={text.lang}" not in query.split("&"):  # a file says nothing of the language that its reader prefers
        query = f"{query}&lang={text.lang}".lstrip("&")
    offers: list[Any] = [
        html.A(
            [kind.upper(), html.Small(words)],
            href=file_address(path, query, foot.id, kind),
            download=f"vitrina-{foot.filename}.{kind}",
        )
        for kind, words in (("csv", text("for any program")), ("xlsx", text("for Excel")))
    ]
    offers += [
        html.Button([kind.upper(), html.Small(words)], type="button", **attributes(data_picture=kind))
        for kind, words in (("png", text("picture")), ("svg", text("picture to edit")))
    ]
    alone = f"{embedded(path)}?{query}&{urlencode({'card': foot.id})}"
    return html.Div(
        offers,
        className="card-files",
        **attributes(
            data_picture_title=foot.title,
            data_picture_source=source_line(text),
            data_file=f"vitrina-{foot.filename}",
            data_alone=None if foot.drawn else alone,
        ),
    )


def permalink() -> str:
    """Return the address of the page as it stands, filters and all."""
    query = query_here()
    return f"{origin.get()}{path_here()}{f'?{query}' if query else ''}"


def to_copy(text: Text, value: str, words: str) -> list[Component]:
    """Return a text with the button that copies it."""
    done = attributes(data_copy="", data_done=text("Copied"), aria_live="polite")
    return [html.Code(value), html.Button(words, type="button", **done)]


def _share(text: Text, foot: Foot) -> Component:
    path, query, site = path_here(), query_here(), origin.get()
    link = f"{permalink()}#{foot.id}"
    alone = f"{site}{embedded(path)}?{f'{query}&' if query else ''}{urlencode({'card': foot.id})}"
    frame = f'<iframe src="{escape(alone)}" title="{escape(foot.title)}" width="100%" height="640" loading="lazy" style="border:0"></iframe>'
    cite = f"{foot.title.rstrip('.')}. {source_line(text)} {link}"
    offers = (
        (text("Link"), link, text("Copy the link")),
        (text("To put this card in another page"), frame, text("Copy the code")),
        (text("To quote it"), cite, text("Copy the text")),
    )
    return html.Dl(
        [
            html.Div(
                [
                    html.Dt(name),
                    html.Dd(to_copy(text, value, words)),
                ]
            )
            for name, value, words in offers
        ],
        className="card-offers",
    )


def _about(text: Text, foot: Foot, filters: Filters) -> Component:
    snapshot = current_snapshot()
    chosen = [f"{text.code('filter', name)}: {value}" for name, value in filters.active()]
    filtered = text("With these filters: {filters}.", filters=", ".join(chosen)) if chosen else ""
    when = text("From the data pulled {when}, snapshot {id}.", when=text.moment(snapshot.published_at), id=snapshot.id)
    about = [
        html.P(marked(text, sentence, place=f"{foot.id}-about-{place}")) for place, sentence in enumerate(foot.about)
    ]
    return html.Div([*about, *(html.P(sentence) for sentence in (filtered, when) if sentence)], className="about")


def figure_in(body: Any) -> Literal["drawn", "boxed"] | None:
    """Return whether there is a figure in a card's body: one that Plotly draws, or only one that is in the page already.

    Tables, which have cells by the thousand, hold none.
    """
    waiting: list[Any] = [body]
    found: Literal["boxed"] | None = None
    while waiting:
        part = waiting.pop()
        kind = type(part)
        if part is None or kind is str or kind is html.Table:
            continue
        if kind is dcc.Graph:
            return "drawn"
        if kind is list or kind is tuple:
            waiting.extend(part)
            continue
        if "figure-box" in (getattr(part, "className", None) or ""):
            found = "boxed"
        if (inside := getattr(part, "children", None)) is not None:
            waiting.append(inside)
    return found
