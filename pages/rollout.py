"""Which agencies publish: since when, how regularly, with which share, and who of the roster is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import dash

from components import links
from components.elements import html
from components.exclusions import exclusions
from components.paging import chosen, last, page_of
from components.publication_cards import timeliness_card
from components.rollout_cards import agencies_card, curve_card, grid_card, lorenz_card
from components.roster_card import THRESHOLDS, roster_card, roster_sentence
from components.shell import Accent, callout, current_snapshot, page
from components.slots import filled, slot
from components.text import Text
from data_loader import queries
from data_loader.filters import Filters
from data_loader.queries.rollout import BASES
from data_loader.queries.roster import SILENT_AFTER

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from data_loader.queries import Rollout, Roster

dash.register_page(__name__, path="/rollout", name="rollout")

_FIRST: Final = (str(SILENT_AFTER), *(months for months in THRESHOLDS if months != str(SILENT_AFTER)))


def layout(**query: Any) -> Component:
    """Return the page for what the URL asks for."""
    text, filters, snapshot = Text.for_request(query.get("lang")), Filters.from_query(query), current_snapshot()
    basis, number = chosen(query, "basis", BASES), page_of(query)
    silent, until = chosen(query, "silent_after", _FIRST), last(query, "until")
    found = queries.rollout(snapshot, filters)
    held = queries.roster(snapshot, filters, silent_after=int(silent))

    def here(**changes: Any) -> str:
        kept = {"basis": basis, "silent_after": silent, "until": until}
        return links.href("/rollout", filters, text, **(kept | changes))

    months = queries.rollout_months(snapshot, filters, basis=basis)
    grid = queries.rollout_grid(snapshot, filters, basis=basis)
    cards = [
        curve_card(text, filters, months, found, basis=basis),
        lorenz_card(text, filters, queries.lorenz(snapshot, filters), found),
        grid_card(
            text,
            filters,
            grid,
            found,
            basis=basis,
            until=until,
            now=snapshot.published_at.year,
            number=number,
            here=here,
        ),
        roster_card(text, filters, held, href=lambda value: here(silent_after=value) + "#roster"),
        agencies_card(text, filters, found, number=number, here=here),
        timeliness_card(text, filters, queries.timeliness(snapshot, filters)),
    ]
    return page(
        text,
        filters,
        question=text("Which agencies publish?"),
        headline=_headline(text, found),
        sub=_context(text, held),
        not_shown=exclusions(text, filters, snapshot, money=False),
        body=cards if found.processes else [callout(text, text("Take off a filter to see more."))],
    )


def _headline(text: Text, found: Rollout) -> list[Any]:
    number = len(found.agencies)
    if not found.processes:
        return [text("With these filters no process is left.")]
    if number > 3 and found.top3_processes is not None:
        sentence = text(
            "{n} agencies have published; three of them made {figure} of the processes.",
            n=text.number(number),
            figure=slot("figure"),
        )
        return filled(sentence, figure=Accent(text.percent(found.top3_processes)))
    sentence = text.n(
        "{figure} agency has published.", "{figure} agencies have published.", number, figure=slot("figure")
    )
    return filled(sentence, figure=Accent(text.number(number)))


def _context(text: Text, held: Roster) -> list[Any] | str:
    if held.rows.empty:
        return text("Who should publish and does not, only a roster can say.")
    return [f"{roster_sentence(text, held)}. ", html.A(text("See which"), href="#roster")]
