"""How much does each agency publish: a gauge an agency, and field by field what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import dash
import pandas as pd

from components import links
from components.card_footer import permalink, to_copy
from components.chart_card import chart_card
from components.completeness_findings import completeness_headline, fields_finding, trend_finding, wall_finding
from components.elements import html
from components.exclusions import exclusions
from components.field_list import field_label, field_list
from components.gauge_wall import gauge_alone, gauge_wall
from components.paging import chosen, page_links, page_of, switch
from components.publication_cards import GROUPS, groups_card, history_card, timeliness_card
from components.shell import Accent, callout, current_snapshot, page
from components.text import Text
from components.todo_card import todo_card
from components.view_tables import completeness_table, fields_table
from data_loader import queries
from data_loader.filters import Filters

if TYPE_CHECKING:
    from dash.development.base_component import Component

dash.register_page(__name__, path="/completeness", name="completeness")

_SORTS: Final = ("money", "score", "size", "trend")
_PAGE_SIZE: Final = 24


def layout(**query: Any) -> Component:
    """Return the page for what the URL asks for; with one agency in the filter it is that agency's own view."""
    text, filters, snapshot = Text.for_request(query.get("lang")), Filters.from_query(query), current_snapshot()
    result = queries.completeness(snapshot, filters)
    fields = queries.completeness_fields(snapshot, filters)
    agency = _only_agency(text, filters, result.agencies)
    wall = _agency_card if agency else _wall_card
    return page(
        text,
        filters,
        question=text("How much does {agency} publish?", agency=agency)
        if agency
        else (text("How much does each agency publish?")),
        headline=completeness_headline(text, result.score, result.stages, Accent, agency=agency),
        sub=[
            _context(text, result) + " ",
            html.A(text("And do the data add up?"), href=links.href("/quality", filters, text)),
        ],
        not_shown=exclusions(
            text,
            filters,
            snapshot,
            text("That a field is filled does not mean that what it says is true."),
            money=False,
        ),
        body=[
            wall(text, filters, result, query),
            todo_card(text, filters, queries.todo(snapshot, filters)),
            _fields_card(text, filters, fields),
            _groups(text, filters, query),
            timeliness_card(text, filters, queries.timeliness(snapshot, filters)),
            history_card(text, filters, queries.completeness_history(snapshot, filters)),
        ],
    )


def _groups(text: Text, filters: Filters, query: dict[str, Any]) -> Component:
    by = chosen(query, "by", GROUPS)
    found = queries.completeness_by(current_snapshot(), filters, by=by)
    return groups_card(
        text,
        filters,
        found,
        by=by,
        href=lambda value: links.href("/completeness", filters, text, by=value) + "#groups",
    )


def _only_agency(text: Text, filters: Filters, agencies: pd.DataFrame) -> str | None:
    if len(filters.agency) != 1 or len(agencies) != 1:
        return None
    return text.name(agencies.iloc[0]["name"], "agency")


def _context(text: Text, result: Any) -> str:
    if not result.applicable:
        return text("No process is left with these filters.")
    return text(
        "{published} of the {applicable} data that {processes} owe.",
        published=text.number(result.published),
        applicable=text.number(result.applicable),
        processes=text.n("{n} process", "{n} processes", result.processes),
    )


def _wall_card(text: Text, filters: Filters, result: Any, query: dict[str, Any]) -> Component:
    sort, number = chosen(query, "sort", _SORTS), page_of(query)

    def here(**changes: Any) -> str:
        return links.href("/completeness", filters, text, **{"sort": sort, **changes})

    trend = queries.completeness_trend(current_snapshot(), filters)
    agencies = sorted_agencies(with_trend(result.agencies, trend), sort)
    shown = agencies.iloc[(number - 1) * _PAGE_SIZE : number * _PAGE_SIZE]
    names = {"money": text("money"), "score": text("score"), "size": text("number of processes")}
    if len(trend):
        names["trend"] = text("trend")
    return chart_card(
        text,
        id="agencies",
        title=(trend_finding(text, agencies) if sort == "trend" else "") or wall_finding(text, agencies),
        note=text("Each gauge: data published of those that apply. Bars: the five stages."),
        body=[
            switch(text("Order by"), list(names.items()), sort, lambda value: here(sort=value)),
            gauge_wall(text, shown, href=lambda one: _agency_href(filters, text, one)),
            page_links(
                text, page=number, page_size=_PAGE_SIZE, total=len(agencies), href=lambda value: here(page=value)
            ),
        ]
        if len(shown)
        else callout(text, text("No process is left with these filters.")),
        table=completeness_table(text, agencies),
        about=_about(text),
        filename=f"completeness-by-{sort}",
        filters=filters,
        wide=True,
    )


def with_trend(agencies: pd.DataFrame, trend: pd.DataFrame) -> pd.DataFrame:
    """Return the agencies with `change` and `since` of their scores, missing where there is one snapshot only."""
    found = {}
    for name, kind in (("change", "float64"), ("since", object)):
        known = dict(zip(trend["id"], trend[name], strict=True))
        found[name] = pd.Series(list(map(known.get, agencies["id"])), agencies.index, dtype=kind)
    return agencies.assign(**found)


def sorted_agencies(agencies: pd.DataFrame, sort: str) -> pd.DataFrame:
    """Return the agencies by money, score, number of processes or trend, those without it last."""
    column = {"money": "money_share", "score": "score", "size": "processes", "trend": "change"}[sort]
    return agencies.sort_values([column, "processes"], ascending=False, na_position="last", kind="stable")


def _agency_href(filters: Filters, text: Text, agency: str | None) -> str:
    return links.href("/completeness", filters.replace(agency=(agency or "none",)), text)


def _agency_card(text: Text, filters: Filters, result: Any, _query: dict[str, Any]) -> Component:
    return chart_card(
        text,
        id="agencies",
        title=text("{agency}, in five stages", agency=text.name(result.agencies.iloc[0]["name"], "agency")),
        note=text("Data published of those that apply"),
        body=[
            gauge_alone(text, result.score, result.stages),
            html.Dl(
                html.Div(
                    [
                        html.Dt(text("Share this agency's view")),
                        html.Dd(to_copy(text, permalink(), text("Copy the link"))),
                    ]
                ),
                className="card-offers",
            ),
        ],
        table=completeness_table(text, result.agencies),
        about=_about(text),
        filename="completeness-agency",
        filters=filters,
        wide=True,
    )


def _about(text: Text) -> list[str]:
    return [
        text("The score is data published ÷ data that apply, over a documented list of fields of each stage."),
        text("A field applies when the process has got far enough: an open tender owes no award."),
        text("Blanks, “N/A”, “No Capturado” and other placeholders count as not published."),
        text(
            "The share of the money stands beside the score, so that a small agency's 100 % is not read as a victory."
        ),
    ]


def _fields_card(text: Text, filters: Filters, fields: pd.DataFrame) -> Component:
    worst_first = fields[fields["applicable"] > 0].sort_values(["score", "applicable"], ascending=[True, False])

    def listed(field: str) -> str:
        return links.href("/processes", filters, text, missing=field)

    return chart_card(
        text,
        id="fields",
        title=fields_finding(text, fields, lambda row: field_label(text, row)),
        note=text("Every field that is owed, the least published first; each opens the processes that lack it"),
        body=field_list(text, worst_first, listed),
        table=fields_table(text, fields),
        about=_about(text),
        filename="completeness-fields",
        filters=filters,
        wide=True,
    )
