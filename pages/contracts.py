"""What becomes of the contracts: from signature to end, what is late, what was paid, what grew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import dash

from components.contracts_card import contracts_card
from components.exclusions import exclusions
from components.growth_card import growth_card
from components.overdue_card import overdue_card
from components.payments_card import payments_card
from components.section_tabs import timelines_tabs
from components.shell import Accent, current_snapshot, page
from components.slots import filled, slot
from components.text import Text
from data_loader import queries
from data_loader.filters import Filters

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from data_loader.queries import ContractsOverTime, Payments

dash.register_page(__name__, path="/contracts", name="contracts")

_LISTED: Final = 6


def layout(**query: Any) -> Component:
    """Return the page for what the URL asks for."""
    text, filters, snapshot = Text.for_request(query.get("lang")), Filters.from_query(query), current_snapshot()
    over_time, paid = queries.contracts_over_time(snapshot, filters), queries.payments(snapshot, filters)
    return page(
        text,
        filters,
        question=text("What becomes of the contracts?"),
        headline=_headline(text, over_time, paid),
        sub=text("From the signature to the end, what is late, what was paid, and what grew after it was signed."),
        tabs=timelines_tabs(text, filters),
        not_shown=exclusions(text, filters, snapshot),
        body=[
            contracts_card(text, filters, over_time),
            overdue_card(
                text,
                filters,
                queries.overdue(snapshot, filters),
                queries.longest_overdue(snapshot, filters, what="contract", limit=_LISTED),
            ),
            payments_card(text, filters, paid),
            growth_card(
                text,
                filters,
                queries.growth(snapshot, filters),
                queries.most_grown(snapshot, filters, step="amendment", limit=_LISTED),
            ),
        ],
    )


def _headline(text: Text, over_time: ContractsOverTime, paid: Payments) -> list[Any]:
    """Return how much of what was contracted is published as paid; where that cannot be told, how many can be drawn."""
    if paid.contracted is not None and paid.share is not None:
        sentence = text(
            "Of {contracted} contracted, {figure} has been published as paid.",
            contracted=text.money(paid.contracted, paid.unit),
            figure=slot("figure"),
        )
        return filled(sentence, figure=Accent(text.percent(paid.share)))
    if not over_time.contracts:
        return [text("No contract was published under these filters.")]
    sentence = text.n(
        "{figure} of {n} contract says when it was signed, until when it runs and for how much.",
        "{figure} of {n} contracts say when they were signed, until when they run and for how much.",
        over_time.contracts,
        figure=slot("figure"),
    )
    return filled(sentence, figure=Accent(text.number(over_time.drawable)))
