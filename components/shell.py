"""What every page stands in: header, filters, the question and its answer, footer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final, Literal
from urllib.parse import parse_qsl

from dash.development.base_component import Component

from components import links
from components.address import path_here, query_here
from components.attributes import attributes
from components.card_columns import arranged
from components.drawing import note_page
from components.elements import html
from components.filter_bar import filter_bar
from components.forms import hidden_fields, search_field
from components.pin_button import kit_link, pin_button
from components.snapshot import PARAMETER, current_snapshot
from components.snapshot_banner import held_banner
from components.text import Text, known_languages, language_name
from components.tour import tour_link
from data_loader.config import settings
from data_loader.exceptions import VitrinaError
from data_loader.filters import FILTER_FIELDS, Filters

__all__ = ["Accent", "callout", "current_snapshot", "page", "plain_page"]

_HOMES: Final = ("/", "/about")
_MAIL: Final = re.compile(r"[^@\s<>?&]+@[^@\s<>?&]+\.[^@\s<>?&]+")


def Accent(words: str) -> Component:  # noqa: N802  reads as the component it returns
    """Return the one decisive figure of a headline, in the accent colour."""
    return html.Em(words)


def callout(_text: Text, words: Any) -> Component:
    """Return a sentence that stands out beside a figure."""
    return html.P(words, className="callout")


def page(
    text: Text,
    filters: Filters,
    *,
    question: str,
    headline: str | Sequence[Any],
    sub: Any = None,
    body: Sequence[Any],
    facts: Any = None,
    trail: Any = None,
    tabs: Component | None = None,
    filtered: bool = True,
    not_shown: Component | None = None,
    finding: Literal["figure", "record"] | None = "figure",
    there: bool = True,
) -> Component:
    """Return a page: its question in grey, the answer as headline, a line of context, key figures, then the evidence.

    `trail` is the way here from a page above, `tabs` the other views of the section; `filtered` False leaves the
    filter bar out where filters mean nothing; `not_shown` says what the view leaves out; `finding` is what the headline
    is when a reader pins it, None where it is nothing to quote; `there` False answers with a 404: the data do not have
    what the address names.
    """
    note_page(question, headline, sub, there=there)
    return plain_page(
        text,
        filters,
        [
            tabs,
            filter_bar(text, filters, path_here()) if filtered else None,
            html.Nav(trail, className="trail", **attributes(aria_label=text("You are here"))) if trail else None,
            html.Div(
                [
                    _introduction(text),
                    html.P(question, className="question"),
                    html.H1(headline, tabIndex=-1),
                    html.P(sub, className="sub") if sub else None,
                    pin_button(text, finding) if finding else None,
                ],
                className="hero",
            ),
            facts,
            html.Div(arranged(body), className="cards"),
            not_shown,
        ],
    )


def plain_page(text: Text, filters: Filters, children: Sequence[Any]) -> Component:
    """Return a page of any content between header and footer."""
    return html.Div(
        [
            html.Header(
                [
                    _brand(text, filters),
                    _sections(text, filters),
                    _search(text, filters),
                    html.Div([kit_link(text), _languages(text, filters)], className="top-end"),
                ],
                className="top",
            ),
            held_banner(text),
            html.Main([child for child in children if child is not None], id="content"),
            _footer(text),
        ],
        className="page",
        **_shown(text),
    )


def _shown(text: Text) -> dict[str, Any]:
    """Return for the script which data the page shows: what a reader pins is of these."""
    try:
        snapshot = current_snapshot()
    except VitrinaError:
        return {}
    return attributes(data_snapshot=snapshot.id, data_published=text.moment(snapshot.published_at))


def _brand(text: Text, filters: Filters) -> Component:
    site = settings().load().site
    mark = (
        html.Img(src="/site/logo", alt="", height=32, className="logo")
        if site.logo
        else html.Span([html.I(), html.I(), html.I()], className="mark", **attributes(aria_hidden="true"))
    )
    return html.A([mark, html.Span(site.name)], href=links.href("/", filters, text), className="brand")


def _introduction(text: Text) -> Component | None:
    words = settings().load().site.introduced(text.lang) if path_here() in _HOMES else ""
    return html.P(words, className="introduction") if words else None


def _contact(text: Text) -> Component | None:
    """Return whom to write to: an address that mail or browser can open, else the words as they are."""
    contact = settings().load().site.contact.strip()
    if not contact:
        return None
    address = links.safe_external(contact) or (f"mailto:{contact}" if _MAIL.fullmatch(contact) else None)
    named = html.A(contact, href=address) if address else contact
    return html.Span([text("Contact:"), " ", named])


def _sections(text: Text, filters: Filters) -> Component:
    here = path_here()
    sections = [
        ("/", text("Overview")),
        ("/explore", text("Explore")),
        ("/agencies", text("Agencies")),
        ("/timelines", text("Time lines")),
        ("/suppliers", text("Suppliers")),
        ("/leads", text("Leads")),
        ("/completeness", text("How complete")),
        ("/rollout", text("Who publishes")),
        ("/processes", text("Records")),
    ]
    return html.Nav(
        [_section(here, path, name, filters, text) for path, name in sections],
        **attributes(aria_label=text("Sections")),
    )


def _section(here: str, path: str, name: str, filters: Filters, text: Text) -> Component:
    above = {
        "/agency": "/agencies",
        "/compare": "/explore",
        "/supplier": "/suppliers",
        "/network": "/suppliers",
        "/process": "/processes",
        "/lead": "/leads",
        "/indicators": "/leads",
        "/board": "/timelines",
        "/contracts": "/timelines",
        "/quality": "/completeness",
    }
    at = above.get("/" + here.strip("/").split("/")[0], here)
    current = attributes(aria_current="page") if at == path else {}
    return html.A(name, href=links.href(path, filters, text), **current)


def _search(text: Text, filters: Filters) -> Component:
    """Return the search box: a plain form, which assets/search.js gives suggestions with the words of its data."""
    words = attributes(
        data_agency=text("Agency"),
        data_supplier=text("Supplier"),
        data_process=text("Contracting process"),
        data_counted=text("Processes: {n}", n="#"),
        data_all=text("See all processes found: {n}", n="#"),
        data_none=text("Nothing suggested; Enter searches all texts."),
        data_list=text("Suggestions"),
        data_some=text("Suggestions: {n}. Arrow keys choose one.", n="#"),
    )
    return html.Form(
        [
            *hidden_fields(filters.replace(q=None), text),
            search_field(text, name="q", value=filters.q, label=text("Agency, supplier, contract…")),
        ],
        action="/processes",
        method="GET",
        className="top-search",
        role="search",
        **words,
    )


def _in_language(code: str, filters: Filters) -> str:
    """Return the address of this very view in another language: what it asks for beside the filters stays."""
    own = dict(parse_qsl(query_here()))
    kept = {name: value for name, value in own.items() if name not in {*FILTER_FIELDS, "lang", PARAMETER}}
    return links.href(path_here(), filters, Text(code), **kept)


def _languages(text: Text, filters: Filters) -> Component:
    others = [code for code in known_languages() if code != text.lang]
    return html.Div(
        [
            html.A(
                code.upper(),
                href=_in_language(code, filters),
                hrefLang=code,
                lang=code,
                title=language_name(code),
                className="lang",
                **attributes(aria_label=f"{code.upper()}, {language_name(code)}"),
            )
            for code in others
        ]
    )


def _footer(text: Text) -> Component:
    try:
        snapshot = current_snapshot()
        fresh = text("Data pulled {when}.", when=text.moment(snapshot.published_at))
    except Exception:  # noqa: BLE001  a footer must not take a page down
        fresh = ""
    return html.Footer(
        [
            html.P([fresh, " ", text("A figure says what was published, not all that happened."), " ", _contact(text)]),
            html.P(
                [
                    tour_link(text),
                    html.A(text("About these data"), href=links.href("/about", Filters(), text)),
                    html.A(text("Glossary"), href=links.href("/glossary", Filters(), text)),
                    html.A(text("Data quality"), href=links.href("/quality", Filters(), text)),
                    html.A(text("How fresh they are"), href=links.href("/status", Filters(), text)),
                    html.A(text("What changed"), href=links.href("/changes", Filters(), text)),
                    html.A(text("Download the data"), href=links.href("/data", Filters(), text)),
                    html.A(text("Possible duplicates"), href=links.href("/matches", Filters(), text)),
                    html.A(text("Your story kit"), href=links.href("/kit", Filters(), text)),
                    html.A(text("API"), href=links.href("/api", Filters(), text)),
                ]
            ),
        ],
        className="foot",
    )
