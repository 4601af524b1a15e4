"""Where to look: what the indicators raise as a list of tips, by a recipe that the reader sees and changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

import dash
import pandas as pd

from components import links
from components.chart_card import chart_card
from components.elements import html
from components.frames import records
from components.lead_forms import LeadsChoice, group_names, leads_choice, recipe_form, thresholds_form, which_form
from components.lead_parts import (
    caution,
    counts_table,
    groups_list,
    indicator_href,
    lead_list,
    leads_table,
    not_shown,
    part_words,
    rate_words,
)
from components.lead_words import said
from components.paging import chosen, page_of, pager, switch
from components.process_list import title_of
from components.ranking import RankRow, ranking_list
from components.shell import Accent, callout, current_snapshot, page
from components.slots import filled, slot
from components.snapshot import carried
from components.text import Text
from data_loader import queries
from data_loader.filters import Filters
from data_loader.indicators.definitions import indicator_of
from data_loader.queries import WEIGHTS
from data_loader.queries.leads import Subject

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from components.slots import Part
    from data_loader.queries import Leads

dash.register_page(__name__, path="/leads", name="leads")

_PAGE_SIZE: Final = 20
_GROUPS_A_PAGE: Final = 8
_SUBJECTS: Final[tuple[Subject, ...]] = ("process", "agency", "supplier")
_COUNTED: Final = 12


def layout(**query: Any) -> Component:
    """Return the page for what the URL asks for."""
    text, filters, snapshot = Text.for_request(query.get("lang")), Filters.from_query(query), current_snapshot()
    choices = leads_choice(query, snapshot.published_at)
    size = _PAGE_SIZE if choices.group == "none" else _GROUPS_A_PAGE
    found = queries.leads(snapshot, filters, choices.asked, group=choices.group, page=page_of(query), page_size=size)
    return page(
        text,
        filters,
        question=text("Where would you look?"),
        headline=_headline(text, found),
        sub=[
            caution(text),
            " ",
            html.A(text("What each indicator means"), href=links.href("/indicators", filters, text)),
        ],
        facts=_refused(text, choices),
        not_shown=not_shown(text, filters, snapshot, money=True),
        body=[
            _leads_card(text, filters, choices, found),
            _recipe_card(text, filters, choices),
            _together_card(text, filters, choices, chosen(query, "together", _SUBJECTS)),
            _counts_card(text, filters, choices),
        ],
    )


def _headline(text: Text, found: Leads) -> list[Part]:
    if not found.leads:
        return [text("Nothing is raised with these filters.")]
    words = text.n(
        "{figure} question worth asking", "{figure} questions worth asking", found.leads, figure=slot("figure")
    )
    return filled(words, figure=Accent(text.number(found.leads)))


def _refused(text: Text, choices: LeadsChoice) -> Component | None:
    if not choices.refused:
        return None
    words = text("Left out, because it is no value there: {filters}.", filters=text.join(list(choices.refused)))
    return html.P(words, className="notice", role="status")


def _leads_card(text: Text, filters: Filters, choices: LeadsChoice, found: Leads) -> Component:
    def here(number: int) -> str:
        return choices.href(text, filters, page=number)

    new = text.n("{n} lead is new since the last pull", "{n} leads are new since the last pull", found.new)
    return chart_card(
        text,
        id="leads",
        title=text.n("{n} lead, the likeliest first", "{n} leads, the likeliest first", found.leads),
        note=text("Each sentence is made of published figures; its score is of 100, by the recipe below"),
        body=[
            switch(
                text("Group by"),
                group_names(text),
                choices.group,
                lambda value: choices.href(text, filters, group=value if value != "none" else None),
            ),
            html.P(html.A(new, href=choices.href(text, filters, since="last")), className="l-since")
            if found.new
            else None,
            html.Details(
                [html.Summary(text("Choose leads")), which_form(text, filters, choices)], className="l-choose"
            ),
            _listed(text, filters, choices, found),
            pager(text, found, here),
            html.P(html.A(text("All of them as CSV"), href=_csv(filters, choices)), className="more"),
        ],
        table=leads_table(text, found.rows),
        about=[
            caution(text),
            text("An agency with more contracts has more flags: the rate of each indicator stands beside its count."),
            text("Figures about an organisation are of all its published processes, whatever the filters."),
        ],
        filename="leads",
        filters=filters,
        wide=True,
    )


def _listed(text: Text, filters: Filters, choices: LeadsChoice, found: Leads) -> Component:
    if found.rows.empty:
        return callout(text, text("Take off a filter to see more."))
    if choices.group == "none":
        return lead_list(text, found.rows)

    def name(row: dict[str, Any]) -> str:
        if choices.group == "indicator":
            return said(text, indicator_of(row["indicator"]), "name")
        if choices.group == "process":
            return title_of(text, row)
        return str(row[f"{choices.group}_name"] or row[f"{choices.group}_id"])

    def href(row: dict[str, Any]) -> str | None:
        if choices.group == "indicator":
            return choices.href(text, filters, group=None, indicator=row["indicator"])
        if choices.group == "process":
            return links.process(row["ocid"], row["source"], text)
        own = filters.replace(**{choices.group: (row[f"{choices.group}_id"],)})
        return choices.href(text, own, group=None)

    return groups_list(text, found.rows, name, href)


def _csv(filters: Filters, choices: LeadsChoice) -> str:
    asked = {
        "format": "csv",
        "page_size": 5000,
        **carried(),
        **({"indicator": choices.given["indicator"]} if "indicator" in choices.given else {}),
    }
    return "/api/v1/indicators/results?" + "&".join(part for part in (filters.to_query(), urlencode(asked)) if part)


def _recipe_card(text: Text, filters: Filters, choices: LeadsChoice) -> Component:
    weights = choices.asked.weights
    table = pd.DataFrame(
        {
            text("Part of the score"): [part_words(text, name) for name in WEIGHTS],
            text("Weight"): [getattr(weights, name) for name in WEIGHTS],
        }
    )
    return chart_card(
        text,
        id="recipe",
        title=text("How the score is made, and how to change it"),
        note=text("Each part is between 0 and 1; the score is their mean by these weights, times 100"),
        body=[
            recipe_form(text, filters, choices),
            html.Details(
                [html.Summary(text("Move the thresholds")), thresholds_form(text, filters, choices)],
                className="l-choose",
            ),
        ],
        table=table,
        about=[
            text(
                "Fact: fixed by the indicator; a date before another is a fact, a share above its peers is a pattern."
            ),
            text("Rare: 1 less the rate at which the indicator is raised in all the data."),
            text("Money: the logarithm of the amount at stake, of that of the largest lead in its currency."),
            text(
                "Other flags: 0 for none, 1 for four or more other indicators raised on the same process or organisation."
            ),
            text("A threshold moved here is in the address of the page, so that a link keeps it."),
        ],
        filename="leads-recipe",
        filters=filters,
        wide=True,
    )


def _together_card(text: Text, filters: Filters, choices: LeadsChoice, by: Subject) -> Component | None:
    found = queries.together(current_snapshot(), filters, choices.asked, by=by)
    names = {"process": text("process"), "agency": text("agency"), "supplier": text("supplier")}
    rows = records(found)
    pairs = [
        text(
            "{one} and {other}",
            one=said(text, indicator_of(row["first"]), "name"),
            other=said(text, indicator_of(row["second"]), "name"),
        )
        for row in rows
    ]
    most = max((row["n"] for row in rows), default=1)
    return chart_card(
        text,
        id="together",
        title=text("Which flags occur together"),
        note=text("On the same thing; beside it how many times more often than by chance among all that is flagged"),
        body=[
            switch(
                text("On the same"),
                list(names.items()),
                by,
                lambda value: choices.href(text, filters, together=value) + "#together",
            ),
            ranking_list(
                text,
                [
                    RankRow(
                        name=pair,
                        href=None,
                        value=text.number(row["n"]),
                        sub=text(
                            "{n_first} and {n_second} in all",
                            n_first=text.number(row["n_first"]),
                            n_second=text.number(row["n_second"]),
                        ),
                        share_text=text("×{n}", n=text.number(round(row["lift"], 1))),
                        fraction=row["n"] / most,
                    )
                    for pair, row in zip(pairs, rows, strict=True)
                ],
            )
            if rows
            else callout(text, text("No two indicators are raised twice on the same thing.")),
        ],
        table=pd.DataFrame(
            {
                text("Flags"): pairs,
                text("Together"): found["n"].to_list(),
                text("The first in all"): found["n_first"].to_list(),
                text("The second in all"): found["n_second"].to_list(),
                text("Times chance"): found["lift"].to_list(),
            }
        ),
        about=text("Two indicators that measure nearly the same thing occur together without meaning more than one."),
        filename="leads-together",
        filters=filters,
    )


def _counts_card(text: Text, filters: Filters, choices: LeadsChoice) -> Component:
    counts = queries.indicator_counts(current_snapshot(), filters)
    raised = counts[counts["raised"] > 0].sort_values("raised", ascending=False, kind="stable")
    rows = records(raised.head(_COUNTED))
    return chart_card(
        text,
        id="counts",
        title=text.n("{n} indicator is raised at least once", "{n} indicators are raised at least once", len(raised)),
        note=text("The bar is the rate: of what it can be computed for"),
        body=[
            ranking_list(
                text,
                [
                    RankRow(
                        name=said(text, indicator_of(row["indicator"]), "name"),
                        href=choices.href(text, filters, indicator=row["indicator"], group=None),
                        value=text.number(int(row["raised"])),
                        sub=html.Span(
                            [
                                rate_words(text, row),
                                " · ",
                                html.A(text("how"), href=indicator_href(text, row["indicator"])),
                            ]
                        ),
                        share_text=text.percent(row["rate"]),
                        fraction=row["rate"],
                    )
                    for row in rows
                ],
            ),
        ],
        table=counts_table(text, counts),
        about=text("Not computable is not clear: what it needs was not published, or there are too few peers."),
        filename="indicators",
        filters=filters,
    )
