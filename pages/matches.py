"""Which organisations may be one: pairs for officials to judge. Nothing here is applied by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, get_args

import dash

from components import links
from components.chart_card import chart_card
from components.elements import html
from components.organisation_matches import alias_rows, match_list
from components.paging import last, page_of, pager, switch
from components.shell import Accent, callout, current_snapshot, page
from components.slots import clean, filled, slot
from components.text import Text
from data_loader import queries
from data_loader.filters import Filters
from data_loader.queries.organisations import MatchRole

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from data_loader.queries import MatchPage, Organisation

dash.register_page(__name__, path="/matches", name="matches")

_ROLES: Final[tuple[MatchRole, ...]] = get_args(MatchRole)
_PAGE_SIZE: Final = 20
_MOST: Final = 1000
"""Pairs that the page itself holds for download; the API has them all."""


def layout(**query: Any) -> Component:
    """Return the page: pairs of agencies, of suppliers, of both, or of one organisation."""
    text, snapshot, number = Text.for_request(query.get("lang")), current_snapshot(), page_of(query)
    role = next((one for one in _ROLES if one == last(query, "role")), None)
    wanted = last(query, "organisation")
    organisation = queries.organisation(snapshot, wanted) if wanted else None
    one = organisation.id if organisation else None
    found = queries.matches(snapshot, role=role, organisation=one, page=number, page_size=_PAGE_SIZE)
    return page(
        text,
        Filters(),
        question=text("Which organisations may be one and the same?"),
        headline=_headline(text, found.total, organisation),
        sub=text("Each pair counts as two until somebody who knows writes it into the alias file."),
        body=[_card(text, found, role, one), _how(text)],
        filtered=False,
    )


def _headline(text: Text, total: int, organisation: Organisation | None) -> list[Any]:
    figure = slot("figure")
    sentence = (
        text.n(
            "{figure} organisation may be the same as {name}.",
            "{figure} organisations may be the same as {name}.",
            total,
            figure=figure,
            name=clean(organisation.name),
        )
        if organisation
        else text.n("{figure} pair looks like one.", "{figure} pairs look like one.", total, figure=figure)
    )
    return filled(sentence, figure=Accent(text.number(total)))


def _card(text: Text, found: MatchPage, role: MatchRole | None, organisation: str | None) -> Component:
    def here(**changes: Any) -> str:
        return links.href("/matches", Filters(), text, **{"role": role, "organisation": organisation, **changes})

    roles = {
        "": text("all"),
        "agency": text("agencies"),
        "supplier": text("suppliers"),
        "mixed": text("an agency and a supplier"),
    }
    everything = queries.matches(current_snapshot(), role=role, organisation=organisation, page_size=_MOST)
    return chart_card(
        text,
        id="matches",
        title=text("Suggested, never applied by itself"),
        note=text("The likeliest first; the second of a pair would be merged into the first"),
        body=[
            switch(text("Show"), list(roles.items()), role or "", lambda value: here(role=value or None)),
            match_list(text, found.rows) if len(found.rows) else callout(text, text("No pair looks like one here.")),
            pager(text, found, lambda value: here(page=value)),
        ],
        table=alias_rows(text, everything.rows),
        about=[
            text("Names are compared without the words for the kind of company, in any order of words."),
            text("The download has the {n} likeliest pairs of this list; the API has them all.", n=text.number(_MOST)),
            text("Agencies and suppliers only. Names that differ in a number are two, and so are the very short ones."),
        ],
        filename="matches",
        filters=Filters(),
        wide=True,
    )


def _how(text: Text) -> Component:
    steps = [
        text("Look at both organisations: same identifier, same addresses, same people in the records?"),
        text("Download the pairs: the file has the columns of the alias file."),
        text("Delete the rows that you reject, and paste the others into the alias file."),
        text("The next pull merges them. Old addresses lead to the one kept, and its page says what was merged."),
    ]
    return html.Div(
        [html.H2(text("From a suggestion to one organisation")), html.Ol([html.Li(step) for step in steps])],
        className="prose",
    )
