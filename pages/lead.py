"""One lead: its evidence, the innocent explanation, the next question, a draft request, and how rare it is here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import dash

from components import links
from components.elements import html
from components.lead_cards import evidence_card, flags_card, meaning_card, peers_card, request_card
from components.lead_parts import caution, not_shown, state_words
from components.lead_words import said, sentence
from components.paging import last
from components.shell import callout, current_snapshot, page
from components.text import Text
from data_loader import queries
from data_loader.filters import Filters
from data_loader.indicators.definitions import indicator_list, indicator_of
from data_loader.queries import LeadFound, LeadKey

if TYPE_CHECKING:
    from dash.development.base_component import Component

dash.register_page(__name__, path_template="/lead/<code>", name="lead")


def layout(code: str = "", **query: Any) -> Component:
    """Return the page of the result that the address names, or one that says that there is none."""
    text, snapshot = Text.for_request(query.get("lang")), current_snapshot()
    key = LeadKey(
        indicator=unquote(code),
        source=last(query, "of_source"),
        ocid=last(query, "ocid"),
        item=last(query, "item"),
        agency=last(query, "of_agency"),
        supplier=last(query, "of_supplier"),
    )
    known = {one.code for one in indicator_list()}
    found = queries.lead_found(snapshot, key) if key.indicator in known else None
    if found is None:
        return _unknown(text)
    return page(
        text,
        Filters(),
        filtered=False,
        trail=_trail(text, found),
        question=said(text, indicator_of(key.indicator), "name"),
        headline=html.Span(sentence(text, found.row), className="v-long"),
        sub=[caution(text), *_not_raised(text, found)],
        not_shown=not_shown(text, Filters(), snapshot),
        body=[
            evidence_card(text, found),
            meaning_card(text, found, queries.indicator_counts(snapshot, Filters())),
            peers_card(text, found),
            request_card(text, found, snapshot),
            flags_card(text, Filters(), found.others),
        ],
    )


def _trail(text: Text, found: LeadFound) -> list[Component | str]:
    code = found.row["indicator"]
    return [
        html.A(text("Leads"), href=links.href("/leads", Filters(), text)),
        " › ",
        html.A(said(text, indicator_of(code), "name"), href=links.href("/leads", Filters(), text, indicator=code)),
    ]


def _not_raised(text: Text, found: LeadFound) -> list[Component | str]:
    if found.row["state"] == "raised":
        return []
    words = text("With the usual threshold it is {state}.", state=state_words(text, found.row["state"]))
    return [html.Br(), html.B(words)]


def _unknown(text: Text) -> Component:
    return page(
        text,
        Filters(),
        filtered=False,
        question=text("Where would you look?"),
        headline=text("There is no such lead in these data."),
        finding=None,
        there=False,
        sub=text("It may have been cleared by a later pull: what is published changes."),
        not_shown=not_shown(text, Filters(), current_snapshot()),
        body=[callout(text, html.A(text("All the leads"), href=links.href("/leads", Filters(), text)))],
    )
