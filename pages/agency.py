"""One agency: what it planned, awarded and paid, over the years, from whom it buys, how much of it is published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

import dash
import pandas as pd

from components import links
from components.chart_card import chart_card
from components.check_cards import agency_checks_card
from components.check_findings import outlier_remark
from components.concentration_card import concentration_card
from components.direct_card import direct_card
from components.elements import html
from components.exclusions import exclusions
from components.explore_parts import compare_link
from components.gauge_wall import gauge_alone
from components.growth_card import growth_card
from components.lead_cards import flags_card
from components.method_card import method_card
from components.organisation_identity import identity_card
from components.organisation_units import counted, units_card
from components.overdue_card import overdue_card
from components.paging import last
from components.payments_card import payments_card
from components.process_story import published
from components.profile_cards import profile_cards
from components.proportion import one_in, proportion_line
from components.publication_cards import history_card
from components.ranking import ranking_list
from components.shell import Accent, callout, current_snapshot, page
from components.slots import clean, filled, short, slot
from components.spending_findings import measure, of_the_money
from components.spending_parts import amounts_frame, five_amounts, rank_rows, spending_frame
from components.text import Text
from components.todo_card import todo_card
from components.trend import trend_card
from data_loader import queries
from data_loader.filters import AMOUNT_STAGES, NOT_PUBLISHED, PROCESS_STAGES, Filters

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from data_loader.queries import Spenders
    from data_loader.snapshot import Snapshot

dash.register_page(__name__, path_template="/agency/<agency_id>", name="agency")

_SHOWN: Final = 6


def layout(agency_id: str = "", **query: Any) -> Component:
    """Return the profile of an agency for what the address asks for."""
    text = Text.for_request(query.get("lang"))
    snapshot = current_snapshot()
    chosen = Filters.from_query(query)
    identity = unquote(agency_id)
    organisation = queries.organisation(snapshot, identity)
    if identity != NOT_PUBLISHED and not (organisation and (organisation.is_agency or organisation.units)):
        return _unknown(text, chosen)
    name = text.name(organisation.name if organisation else None, "agency")
    with_units = organisation is not None and (not organisation.is_agency or last(query, "units") == "1")
    agencies = counted(organisation, with_units=with_units) if organisation else (NOT_PUBLISHED,)
    filters = chosen.replace(agency=agencies, exclude_agency=())
    own = queries.spenders(snapshot, filters)
    everyone = chosen.replace(agency=(), currency=own.currency)
    share = queries.share_of(snapshot, everyone, by="agency", groups=agencies)
    return page(
        text,
        filters,
        trail=[
            html.A(text("Agencies"), href=links.href("/agencies", chosen.replace(agency=()), text)),
            " › ",
            name,
        ],
        question=text("How does {agency} spend?", agency=name)
        if organisation
        else text("What is spent without naming the agency?"),
        headline=_headline(text, own, filters.stage),
        sub=[
            *_context(text, filters, own, share),
            *_onward(text, filters, organisation.id if organisation else NOT_PUBLISHED),
        ],
        facts=html.Div(
            [
                outlier_remark(text, queries.heavy_outliers(snapshot, filters), filters),
                proportion_line(
                    text,
                    filters.stage,
                    queries.proportion(snapshot, filters),
                    queries.standing(snapshot, everyone, by="agency", groups=agencies),
                ),
            ]
        ),
        not_shown=exclusions(text, filters, snapshot),
        body=[
            *(_cards(text, filters, snapshot, own) if own.processes else [_nothing(text)]),
            flags_card(
                text,
                filters,
                queries.flags_of(snapshot, agency=organisation.id),
                more=links.href("/leads", Filters(agency=(organisation.id,)), text),
            )
            if organisation
            else None,
            units_card(text, filters, organisation, snapshot, with_units=with_units)
            if organisation and organisation.units
            else None,
            identity_card(text, filters, organisation, snapshot) if organisation else None,
        ],
    )


def _unknown(text: Text, chosen: Filters) -> Component:
    return page(
        text,
        chosen,
        question=text("An agency"),
        headline=text("No agency with this identifier has been published."),
        finding=None,
        there=False,
        body=[callout(text, html.A(text("All agencies"), href=links.href("/agencies", Filters(), text)))],
        filtered=False,
    )


def _nothing(text: Text) -> Component:
    return callout(text, text("Take off a filter to see more."))


def _cards(text: Text, filters: Filters, snapshot: Snapshot, own: Spenders) -> list[Component | None]:
    return [
        _amounts(text, filters, snapshot),
        trend_card(text, filters, *(queries.spending(snapshot, filters, by=period) for period in ("year", "month"))),
        _suppliers(text, filters, snapshot),
        method_card(text, filters, queries.spending(snapshot, filters, by="method")),
        *profile_cards(text, filters, snapshot, own.currency, of_supplier=False),
        concentration_card(text, filters, queries.concentration(snapshot, filters), wide=False),
        direct_card(text, filters, queries.direct_awards(snapshot, filters, by="year"), by="year", wide=False),
        payments_card(text, filters, queries.payments(snapshot, filters)),
        overdue_card(
            text,
            filters,
            queries.overdue(snapshot, filters),
            queries.longest_overdue(snapshot, filters, what="contract", limit=_SHOWN),
        ),
        growth_card(
            text,
            filters,
            queries.growth(snapshot, filters),
            queries.most_grown(snapshot, filters, step="amendment", limit=_SHOWN),
        ),
        _completeness(text, filters, snapshot),
        agency_checks_card(text, filters, queries.checks(snapshot, filters)),
        todo_card(text, filters, queries.todo(snapshot, filters)),
        history_card(text, filters, queries.completeness_history(snapshot, filters)),
    ]


def _headline(text: Text, own: Spenders, stage: str) -> list[Any]:
    if not own.processes:
        return [text("With these filters no process is left.")]
    if own.total is None:
        sentence = text.n(
            "{figure} process, and no amount was published.",
            "{figure} processes, and no amount was published.",
            own.processes,
            figure=slot("figure"),
        )
        return filled(sentence, figure=Accent(text.number(own.processes)))
    figure, number = slot("figure"), own.processes
    sentence = {
        "planned": text.n(
            "{figure} planned in {n} process.", "{figure} planned in {n} processes.", number, figure=figure
        ),
        "tendered": text.n(
            "{figure} tendered in {n} process.", "{figure} tendered in {n} processes.", number, figure=figure
        ),
        "awarded": text.n(
            "{figure} awarded in {n} process.", "{figure} awarded in {n} processes.", number, figure=figure
        ),
        "contracted": text.n(
            "{figure} contracted in {n} process.", "{figure} contracted in {n} processes.", number, figure=figure
        ),
        "paid": text.n("{figure} paid in {n} process.", "{figure} paid in {n} processes.", number, figure=figure),
    }[stage]
    return filled(sentence, figure=Accent(text.money(own.total, own.currency)))


def _context(text: Text, filters: Filters, own: Spenders, share: float | None) -> list[Any]:
    parts: list[Any] = []
    if own.total is not None and share is not None:
        parts.append(_share(text, filters, own, share))
    if own.without_amount:
        parts.append(text.n("{n} process publishes no amount.", "{n} processes publish no amount.", own.without_amount))
    see = html.A(text("See its processes"), href=links.records(filters, text))
    return [*(f"{part} " for part in parts), see]


def _share(text: Text, filters: Filters, own: Spenders, share: float) -> str:
    """Return the agency's share of the whole, in the words of a purse where they fit it."""
    figures = {"share": text.percent(share), "money": of_the_money(text, filters.stage)}
    if whole := one_in(share):
        return text(
            "That is {share} {money} by all agencies: 1 in every {n} {currency}.",
            n=whole,
            currency=text.currency(own.currency),
            **figures,
        )
    return text("That is {share} {money} by all agencies.", **figures)


def _onward(text: Text, filters: Filters, identity: str) -> list[Any]:
    """Return the ways on from here: to what its money is made of, and to another agency beside it."""
    explore = html.A(text("Explore its money"), href=links.href("/explore", filters, text))
    beside = [] if identity == NOT_PUBLISHED else [" · ", compare_link(text, filters, "agency", identity)]
    return [" · ", explore, *beside]


def _amounts(text: Text, filters: Filters, snapshot: Snapshot) -> Component:
    stages = {stage: queries.whole(snapshot, filters.replace(stage=stage)) for stage in AMOUNT_STAGES}
    return chart_card(
        text,
        id="amounts",
        title=text("From the plan to the payment"),
        note=text("The five amounts that a process can publish; they are never added"),
        body=ranking_list(text, five_amounts(text, stages, filters)),
        table=amounts_frame(text, stages),
        about=text(
            "Planned is the budget, tendered the value of the tender, awarded and contracted the sums of their values, paid the sum of the payments."
        ),
        filename="amounts",
        filters=filters,
    )


def _suppliers(text: Text, filters: Filters, snapshot: Snapshot) -> Component:
    shown = queries.spending(snapshot, filters, by="supplier", limit=_SHOWN)
    rows = rank_rows(text, shown, kind="supplier", href=lambda one: links.supplier(one, filters, text))
    first = shown.rows.iloc[0] if len(shown.rows) else None
    title = text("Who it buys from")
    if first is not None and published(first["id"]) and published(first["share"]) and first["share"] >= 0.25:
        title = text(
            "{share} goes to {supplier}",
            share=text.percent(first["share"]),
            supplier=short(clean(str(first["name"])), 60),
        )
    return chart_card(
        text,
        id="suppliers",
        title=title,
        note=text("{measure}; a joint award is shared equally", measure=measure(text, filters.stage)),
        body=[
            ranking_list(text, rows) if rows else callout(text, text("No supplier has been published here.")),
            html.P(
                [
                    html.A(
                        text.n(
                            "The {n} supplier", "All {n} suppliers", queries.recipients(snapshot, filters).suppliers
                        ),
                        href=links.href("/suppliers", filters, text),
                    ),
                    " · ",
                    html.A(text("Who deals with whom around it"), href=links.href("/network", filters, text)),
                ],
                className="more",
            ),
        ],
        table=spending_frame(text, shown, kind="supplier", header=text("Supplier")),
        about=text("The suppliers of the awards, or of the contracts where awards name none."),
        filename="suppliers",
        filters=filters,
    )


def _completeness(text: Text, filters: Filters, snapshot: Snapshot) -> Component:
    result = queries.completeness(snapshot, filters)
    table = pd.DataFrame(
        {
            text("Stage"): [text.code("stage_reached", stage) for stage in PROCESS_STAGES],
            text("Published of what is owed (%)"): [_hundred(result.stages.get(stage)) for stage in PROCESS_STAGES],
        },
    )
    return chart_card(
        text,
        id="completeness",
        title=text("It publishes {share} of the data that it owes", share=text.percent(result.score))
        if result.score is not None
        else text("Nothing is owed here"),
        body=[
            gauge_alone(text, result.score, result.stages),
            html.P(
                html.A(text("What is missing"), href=links.href("/completeness", filters, text)),
                className="more",
            ),
        ],
        table=table,
        about=text("Published data divided by the data that apply to each process at its stage."),
        filename="completeness",
        filters=filters,
        wide=True,
    )


def _hundred(score: float | None) -> float | None:
    return round(100 * score, 2) if score is not None else None
