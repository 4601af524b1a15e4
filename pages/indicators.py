"""The indicators, one by one: what each measures, why, how it is computed, with which numbers, and how often here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dash
import pandas as pd

from components import links
from components.chart_card import chart_card
from components.elements import html
from components.frames import records
from components.lead_parts import caution, counts_table, family_words, level_words, not_shown, rate_words
from components.lead_words import problem_words, reason_words, said
from components.shell import Accent, current_snapshot, page
from components.slots import filled, slot
from components.text import Text
from data_loader import queries
from data_loader.config import settings
from data_loader.filters import Filters
from data_loader.indicators.definitions import FAMILIES, Family, Indicator, indicator_list, reasons

if TYPE_CHECKING:
    from dash.development.base_component import Component

dash.register_page(__name__, path="/indicators", name="indicators")


def layout(**query: Any) -> Component:
    """Return the page for what the URL asks for."""
    text, filters, snapshot = Text.for_request(query.get("lang")), Filters.from_query(query), current_snapshot()
    counts = queries.indicator_counts(snapshot, filters)
    number = len(indicator_list())
    words = text("{figure} indicators, each a question", figure=slot("figure"))
    return page(
        text,
        filters,
        question=text("What do the flags mean?"),
        headline=filled(words, figure=Accent(text.number(number))),
        sub=[caution(text), " ", html.A(text("The leads"), href=links.href("/leads", filters, text))],
        not_shown=not_shown(text, filters, current_snapshot()),
        body=[*(_family_card(text, filters, family, counts) for family in FAMILIES), _lists_card(text, filters)],
    )


def _family_card(text: Text, filters: Filters, family: Family, counts: pd.DataFrame) -> Component:
    listed = [one for one in indicator_list() if one.family == family]
    own = counts[counts["indicator"].isin([one.code for one in listed])]
    return chart_card(
        text,
        id=family,
        title=family_words(text, family),
        note=text.n("{n} indicator", "{n} indicators", len(listed)),
        body=[_indicator(text, filters, one, records(own)) for one in listed],
        table=counts_table(text, own),
        about=[
            text(
                "Each result is raised, clear, or not computable with the reason; it carries the figures that it rests on."
            ),
            text(
                "Outliers are those beyond the quartile fences of their peers (Q3 + 1.5 IQR), of money and time by their logarithms."
            ),
        ],
        filename=f"indicators-{family}",
        filters=filters,
        wide=True,
    )


def _lists_card(text: Text, filters: Filters) -> Component | None:
    """Return the rows of watch-lists and legal limits with something wrong, for whoever keeps them; None where all is well."""
    found = queries.list_problems(current_snapshot())
    if found.empty:
        return None
    names = [one or text("Legal limits") for one in found["list"]]
    wrong = [problem_words(text, one) for one in found["problem"]]
    rows = zip(names, found["line"], wrong, found["said"], strict=True)
    return chart_card(
        text,
        id="lists",
        title=text.n("{n} row of the lists has a problem", "{n} rows of the lists have a problem", len(found)),
        note=text("The other rows are used"),
        body=html.Ul(
            [
                html.Li(
                    text(
                        "{list}, row {line}: {problem}. {said}",
                        list=name,
                        line=text.number(line),
                        problem=what,
                        said=said[:160],
                    )
                )
                for name, line, what, said in rows
            ],
            className="l-rows",
        ),
        table=pd.DataFrame({text("List"): names, text("Row"): found["line"].to_list(), text("Problem"): wrong}),
        about=text("At most a hundred rows are shown; the table watchlists has them all."),
        filename="list-problems",
        filters=filters,
        wide=True,
    )


def _indicator(text: Text, filters: Filters, indicator: Indicator, counts: list[dict[str, Any]]) -> Component:
    """Return what an indicator asks and how often it finds it; how it is computed opens below."""
    often = [html.Div(rate_words(text, row)) for row in counts if row["indicator"] == indicator.code]
    return html.Section(
        [
            html.H3([said(text, indicator, "name"), " ", html.Code(indicator.code)]),
            _facts(
                [
                    (text("What it measures"), said(text, indicator, "what")),
                    (text("Why it matters"), said(text, indicator, "why")),
                    (text("An innocent explanation"), said(text, indicator, "innocent")),
                    (text("The next question"), said(text, indicator, "next")),
                    (text("How often here:").rstrip(":"), often),
                ]
            ),
            html.Details(
                [
                    html.Summary(text("How it is computed")),
                    _facts(
                        [
                            (text("About"), text.join([level_words(text, level) for level in indicator.all_levels])),
                            (text("What it needs"), html.Ul([html.Li(html.Code(need)) for need in indicator.needs])),
                            (text("Its numbers"), _numbers(text, indicator)),
                            (text("Why not computable"), _gaps(text, filters, indicator)),
                            (text("Based on"), html.Ul([html.Li(one) for one in indicator.references])),
                        ]
                    ),
                    html.Pre(html.Code(indicator.sql), className="l-sql", tabIndex=0),
                ]
            ),
        ],
        id=indicator.code,
        className="l-indicator",
    )


def _facts(facts: list[tuple[str, Any]]) -> Component:
    told = [part for name, value in facts if value for part in (html.Dt(name), html.Dd(value))]
    return html.Dl(told, className="v-facts")


def _numbers(text: Text, indicator: Indicator) -> Component | str:
    own = settings().load().indicators.of_each.get(indicator.code, {})
    given = indicator.parameters | own
    if not given:
        return text("none")
    items = [
        html.Li([html.Code(name), ": ", ", ".join(value) if isinstance(value, list) else text.number(float(value))])
        for name, value in given.items()
    ]
    return html.Ul(items)


def _gaps(text: Text, filters: Filters, indicator: Indicator) -> Component | None:
    found = queries.indicator_reasons(current_snapshot(), filters).get(indicator.code)
    if not found:
        return None
    return html.Ul(
        [
            html.Li([reason_words(text, reason, reasons()), " ", text("({n})", n=text.number(number))])
            for reason, number in found.items()
        ]
    )
