"""Do the data add up: every check with how it came out; each opens a page of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import dash

from components import links
from components.chart_card import chart_card
from components.check_findings import doubt, quality_context, quality_headline
from components.check_parts import (
    check_list,
    checks_table,
    family_name,
)
from components.elements import html
from components.exclusions import exclusions
from components.paging import chosen, switch
from components.shell import current_snapshot, page
from components.text import Text
from data_loader import queries
from data_loader.checks import FAMILIES
from data_loader.filters import Filters

if TYPE_CHECKING:
    import pandas as pd
    from dash.development.base_component import Component

    from data_loader.queries import Checks

dash.register_page(__name__, path="/quality", name="quality")

_SORTS: Final = ("fails", "kind")


def layout(**query: Any) -> Component:
    """Return the page for what the URL asks for."""
    text, filters, snapshot = Text.for_request(query.get("lang")), Filters.from_query(query), current_snapshot()
    found = queries.checks(snapshot, filters)
    return page(
        text,
        filters,
        question=text("Do the data add up?"),
        headline=quality_headline(text, found),
        sub=quality_context(text, found, filters),
        not_shown=exclusions(text, filters, snapshot, doubt(text), money=False),
        body=[_overview_card(text, filters, found, chosen(query, "sort", _SORTS))],
    )


def _overview_card(text: Text, filters: Filters, found: Checks, sort: str) -> Component:
    def opened(check: str) -> str:
        return links.check(check, filters, text)

    names = {"fails": text("what fails most"), "kind": text("kind")}
    most_first = found.rows.sort_values(["fails", "passes"], ascending=False, kind="stable")
    parts: list[Component] = (
        [check_list(text, most_first, opened)] if sort == "fails" else _by_family(text, found.rows, opened)
    )
    return chart_card(
        text,
        id="checks",
        title=_finding(text, found),
        note=text("Each bar: processes that fail, that pass, and those to which the check does not apply"),
        body=[
            switch(
                text("Order by"),
                list(names.items()),
                sort,
                lambda value: links.href("/quality", filters, text, sort=value),
            ),
            *parts,
        ],
        table=checks_table(text, found.rows),
        about=[
            text(
                "Each check has three answers: it fails, it passes, or it does not apply because what it needs was not published."
            ),
            text("The percentage is of the processes to which the check applies."),
            text("Every check is defined in one file with its reason; the numbers that it uses stand there too."),
        ],
        filename="checks",
        filters=filters,
        wide=True,
    )


def _finding(text: Text, found: Checks) -> str:
    return text.n(
        "{n} of the {all} checks finds nothing",
        "{n} of the {all} checks find nothing",
        found.clean,
        all=text.number(len(found.rows)),
    )


def _by_family(text: Text, rows: pd.DataFrame, opened: Any) -> list[Component]:
    return [
        html.Div([html.H3(family_name(text, family)), check_list(text, rows[rows["family"] == family], opened)])
        for family in FAMILIES
    ]
