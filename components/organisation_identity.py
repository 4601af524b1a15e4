"""Who an organisation is: its identifier, every way its name is written, what it is part of, what may be the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from components import links
from components.chart_card import chart_card
from components.elements import html
from components.frames import records
from components.organisation_matches import address, reason_words
from components.paging import LONGEST
from components.slots import clean
from data_loader import queries
from data_loader.filters import Filters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dash.development.base_component import Component

    from components.text import Text
    from data_loader.queries import Organisation
    from data_loader.snapshot import Snapshot

_OPEN: Final = 8
_SUGGESTED: Final = 5


def identity_card(text: Text, filters: Filters, organisation: Organisation, snapshot: Snapshot) -> Component:
    """Return the card that the page of an agency and that of a supplier end with."""
    spellings = len(organisation.variants)
    found = queries.matches(snapshot, organisation=organisation.id, page_size=_SUGGESTED)
    return chart_card(
        text,
        id="identity",
        title=text.n("Its name is spelt {n} way", "Its name is spelt {n} ways", max(spellings, 1)),
        note=text("As published, each spelling with the number of processes that have it"),
        body=html.Dl(
            [
                part
                for name, values in _facts(text, organisation, snapshot, found)
                if values
                for part in (html.Dt(name), html.Dd([html.Div(value) for value in values]))
            ],
            className="v-facts",
        ),
        table=identity_table(text, organisation),
        about=[
            text("Spellings are joined by identifier; names that only look alike are never joined by themselves."),
            text("What was merged, named or placed by hand stands in the alias file of this installation."),
        ],
        filename="identity",
        filters=filters,
        wide=True,
    )


def _facts(
    text: Text, organisation: Organisation, snapshot: Snapshot, found: queries.MatchPage
) -> list[tuple[str, Sequence[Any]]]:
    names = {source["id"]: source["name"] for source in snapshot.sources}
    parent = organisation.parent
    return [
        (text("Identifier"), _identifier(text, organisation)),
        (text("Written as"), [_spellings(text, organisation)]),
        (
            text("Name shown"),
            [text("{name}, given by hand", name=organisation.name)] if organisation.named_by_hand else [],
        ),
        (text("Merged by hand from"), [_merged(text, one) for one in organisation.merged]),
        (text("Part of"), [html.A(clean(parent.name), href=related(text, organisation, parent.id))] if parent else []),
        (text("May be the same as"), _suggested(text, organisation, found)),
        (text("Published by"), [text.join([names.get(source) or source for source in organisation.sources])]),
    ]


def related(text: Text, organisation: Organisation, other: str) -> str:
    """Return the address of an organisation beside this one: of an agency's parent as an agency, of a firm's as a firm."""
    page = links.supplier if organisation.is_supplier and not organisation.is_agency else links.agency
    return page(other, Filters(), text)


def _identifier(text: Text, organisation: Organisation) -> list[Any]:
    if not organisation.identifier:
        return [html.Span(text("not published"), className="none")]
    number = f"{organisation.scheme} {organisation.identifier}"
    said = verdict(text, organisation)
    return [number, html.Span(said, className="note")] if said else [number]


def verdict(text: Text, organisation: Organisation) -> str:
    """Return in a sentence whether the identifier can be what it says it is; "" where its form is not known."""
    if organisation.identifier_valid is None:
        return ""
    if not organisation.identifier_valid:
        return text("It does not have the form of this register: mistyped, or not an identifier of it.")
    if organisation.identifier_fault == "check_digit":
        return text("It has the right form, but its check digit does not fit: perhaps mistyped.")
    if organisation.person == "natural":
        return text("It has the right form, that of a person.")
    if organisation.person == "legal":
        return text("It has the right form, that of a company or institution.")
    return text("It has the right form.")


def _spellings(text: Text, organisation: Organisation) -> Any:
    if not organisation.variants:
        return html.Span(text("not published"), className="none")
    items = [
        html.Li([html.Span(name), " · ", _written_so(text, organisation, name, processes)])
        for name, processes in organisation.variants
    ]
    if len(items) <= _OPEN + 2:
        return html.Ul(items, className="v-list")
    more = text.n("{n} more spelling", "{n} more spellings", len(items) - _OPEN)
    folded = html.Details([html.Summary(more), html.Ul(items[_OPEN:], className="v-list")], className="v-fold")
    return [html.Ul(items[:_OPEN], className="v-list"), folded]


def _written_so(text: Text, organisation: Organisation, name: str, processes: int) -> Component | str:
    """Return how many processes write a name so, as the address of their list where there is one."""
    words = text.n("{n} process", "{n} processes", processes)
    value = f"{organisation.id} {name}"
    if name not in organisation.listed or len(value) > LONGEST:
        return words
    return html.A(words, href=links.records(Filters(), text, spelling=value))


def _merged(text: Text, one: queries.Named) -> str:
    words = text("{name} ({id})", name=clean(one.name), id=one.id)
    return f"{words}: {one.note}" if one.note else words


def _suggested(text: Text, organisation: Organisation, found: queries.MatchPage) -> list[Any]:
    parts: list[Any] = []
    for row in records(found.rows):
        side = "other_" if row["organisation_id"] == organisation.id else ""
        name = html.A(clean(row[f"{side}name"]), href=address(text, row, side))
        parts.append([name, " · ", reason_words(text, row)])
    if parts:
        suggestions = links.href("/matches", Filters(), text, organisation=organisation.id)
        parts.append(html.A(text("Suggested, not applied: see the suggestions"), href=suggestions))
    return parts


def identity_table(text: Text, organisation: Organisation) -> pd.DataFrame:
    """Return the spellings of an organisation with its identifier, and under which id each was merged."""
    variants = list(organisation.variants) or [(organisation.name, organisation.processes)]
    return pd.DataFrame(
        {
            text("Identifier"): organisation.id,
            text("Scheme"): organisation.scheme,
            text("Number"): organisation.identifier,
            text("Written as"): [name for name, _ in variants],
            text("Processes"): [processes for _, processes in variants],
        }
    )
