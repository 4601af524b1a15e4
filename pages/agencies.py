"""Who spends the most: agencies ranked by money or by processes, over the years, and how much the first three have."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final, Literal

import dash

from components import links
from components.chart_card import chart_card
from components.check_findings import outlier_remark
from components.concentration_card import concentration_card
from components.data_table import LISTED
from components.direct_card import direct_card
from components.elements import html
from components.exclusions import exclusions
from components.paging import chosen, page_links, page_of, switch
from components.ranking import ranking_list
from components.shell import callout, current_snapshot, page
from components.spending_findings import (
    DOMINANT,
    agencies_finding,
    concentration,
    without_the_first,
)
from components.spending_parts import publishers, rank_rows, spending_frame, what_ranks
from components.supplier_rows import left_out
from components.text import Text
from components.trend import trend_card
from data_loader import queries
from data_loader.filters import Filters

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from data_loader.queries import Spenders
    from data_loader.snapshot import Snapshot

dash.register_page(__name__, path="/agencies", name="agencies")

Order = Literal["amount", "processes"]
_ORDERS: Final[tuple[Order, ...]] = ("amount", "processes")
_PAGE_SIZE: Final = 25
_FIRST: Final = 3


def layout(**query: Any) -> Component:
    """Return the agencies for what the address asks for."""
    text = Text.for_request(query.get("lang"))
    filters = Filters.from_query(query)
    snapshot = current_snapshot()
    spenders = queries.spenders(snapshot, filters)
    return page(
        text,
        filters,
        question=text("Who spends the most?"),
        headline=concentration(text, spenders, filters.stage),
        sub=_context(text, filters, snapshot, spenders),
        facts=outlier_remark(text, queries.heavy_outliers(snapshot, filters), filters),
        not_shown=exclusions(text, filters, snapshot),
        body=[
            _top_three(text, filters, snapshot, spenders) if spenders.agencies > _FIRST and spenders.total else None,
            trend_card(
                text, filters, *(queries.spending(snapshot, filters, by=period) for period in ("year", "month"))
            ),
            _ranking(text, filters, snapshot, order=chosen(query, "order", _ORDERS), number=page_of(query)),
            concentration_card(text, filters, queries.concentration(snapshot, filters, limit=LISTED)),
            direct_card(text, filters, queries.direct_awards(snapshot, filters, limit=LISTED), by="agency"),
        ]
        if spenders.processes
        else [callout(text, text("Take off a filter to see more."))],
    )


def _context(text: Text, filters: Filters, snapshot: Snapshot, spenders: Spenders) -> Any:
    top = spenders.top_agency
    if top is None or top.share is None or top.share < DOMINANT or spenders.agencies < 2:
        return None
    kept = filters.replace(exclude_agency=(*filters.exclude_agency, top.id), agency=())
    return without_the_first(
        text,
        queries.spending(snapshot, filters, by="agency", limit=8).rows,
        link=html.A(text("See it without this agency"), href=links.href("/agencies", kept, text)),
        agency_link=lambda identity, name: html.A(name, href=links.agency(identity, filters, text)),
    )


def _ranking(text: Text, filters: Filters, snapshot: Snapshot, *, order: Order, number: int) -> Component:
    ask = partial(queries.spending, snapshot, filters, by="agency", order=order)
    shown = ask(limit=_PAGE_SIZE, offset=(number - 1) * _PAGE_SIZE)
    longest = ask(limit=1).rows[order].tolist() if number > 1 else []
    most = float(longest[0]) if longest else None
    orders = [("amount", text("amount")), ("processes", text("number of processes"))]
    rows = rank_rows(
        text,
        shown,
        kind="agency",
        href=lambda one: links.agency(one, filters, text),
        order=order,
        most=most,
        publisher=publishers(snapshot),
    )

    def here(**changes: Any) -> str:
        return links.href("/agencies", filters, text, **changes) + "#agencies"

    return chart_card(
        text,
        id="agencies",
        title=text("The agencies with most processes")
        if order == "processes"
        else agencies_finding(text, queries.lead(snapshot, filters, by="agency"), money=shown.total is not None),
        note=what_ranks(text, shown),
        body=[
            switch(text("Order by"), orders, order, lambda value: here(order=value)),
            ranking_list(text, rows) if rows else callout(text, text("There is nothing on this page of the list.")),
            page_links(
                text,
                page=number,
                page_size=_PAGE_SIZE,
                total=shown.groups,
                href=lambda value: here(order=order, page=value),
            ),
            left_out(text, shown),
        ],
        table=spending_frame(text, shown, kind="agency", header=text("Agency")),
        about=[
            text("The agency is the buyer; where none is published, the procuring entity."),
            text("An amount that was not published is not zero: it is in no total, and it is counted."),
        ],
        filename=f"agencies-by-{order}",
        filters=filters,
        wide=True,
    )


def _top_three(text: Text, filters: Filters, snapshot: Snapshot, spenders: Spenders) -> Component:
    shown = queries.spending(snapshot, filters, by="agency", limit=_FIRST)
    share = spenders.top3_share
    title = (
        text("The first three have {share} of the money", share=text.percent(share))
        if share is not None
        else text("Share of the first three")
    )
    rows = rank_rows(text, shown, kind="agency", href=lambda one: links.agency(one, filters, text), most=spenders.total)
    return chart_card(
        text,
        id="top-three",
        title=title,
        note=text("Each bar is a share of the whole, {amount}", amount=text.money(spenders.total, spenders.currency)),
        body=ranking_list(text, rows),
        table=spending_frame(text, shown, kind="agency", header=text("Agency")),
        about=text("Where few agencies have nearly all, an average says little about the others."),
        filename="agencies-top-three",
        filters=filters,
    )
