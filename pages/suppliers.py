"""Who gets the most: suppliers ranked by money, by processes or by agencies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import dash

from components import links
from components.chart_card import chart_card
from components.check_findings import outlier_remark
from components.data_table import LISTED
from components.direct_card import direct_card
from components.elements import html
from components.exclusions import exclusions
from components.newcomers_card import dependence_card, new_suppliers_card
from components.paging import chosen, last, page_links, page_of, search_within, switch
from components.process_list import amount_name
from components.proportion import proportion_line
from components.ranking import ranking_list
from components.shell import Accent, callout, current_snapshot, page
from components.supplier_findings import ranking_finding, suppliers_context, suppliers_headline
from components.supplier_rows import left_out, supplier_rows
from components.text import Text
from components.view_tables import suppliers_table
from data_loader import queries
from data_loader.filters import Filters
from data_loader.queries.money import Order

if TYPE_CHECKING:
    import pandas as pd
    from dash.development.base_component import Component

dash.register_page(__name__, path="/suppliers", name="suppliers")

_ORDERS: Final[tuple[Order, ...]] = ("amount", "processes", "agencies")
_PAGE_SIZE = 25


def layout(**query: Any) -> Component:
    """Return the page for what the URL asks for; `q` searches the names of suppliers, not the processes."""
    text = Text.for_request(query.get("lang"))
    searched = last(query, "q")
    filters = Filters.from_query(query).replace(q=None)
    order, number = chosen(query, "order", _ORDERS), page_of(query)
    snapshot = current_snapshot()
    recipients = queries.recipients(snapshot, filters)

    def here(**changes: Any) -> str:
        return links.href("/suppliers", filters, text, **{"order": order, "q": searched, **changes})

    ranking = queries.suppliers(
        snapshot,
        filters,
        order=order,
        limit=_PAGE_SIZE,
        offset=(number - 1) * _PAGE_SIZE,
        q=searched,
    )
    top = ranking
    if order != "amount" or number > 1 or searched:
        top = queries.suppliers(snapshot, filters, order="amount", limit=2)  # the first may be "not published"
    return page(
        text,
        filters,
        question=text("Who gets the most?"),
        headline=suppliers_headline(
            text,
            suppliers=recipients.suppliers,
            for_half=recipients.suppliers_for_half,
            top_share=_largest_share(top.rows),
            accent=Accent,
        ),
        sub=suppliers_context(text, top.rows, top.unit, lambda one: links.supplier(one, filters, text)),
        facts=html.Div(
            [
                outlier_remark(text, queries.heavy_outliers(snapshot, filters), filters),
                proportion_line(
                    text,
                    filters.stage,
                    None,
                    queries.standing(snapshot, filters, by="supplier", groups=_first(top.rows)),
                    of="first supplier",
                ),
            ]
        ),
        not_shown=exclusions(text, filters, snapshot, text("A supplier that no process names is in no ranking.")),
        body=[
            _ranking_card(text, filters, ranking, here, order=order, number=number, searched=searched),
            new_suppliers_card(text, filters, queries.new_suppliers(snapshot, filters)),
            dependence_card(text, filters, queries.dependence(snapshot, filters)),
            direct_card(
                text, filters, queries.direct_awards(snapshot, filters, by="supplier", limit=LISTED), by="supplier"
            ),
        ],
    )


def _first(rows: pd.DataFrame) -> tuple[str, ...]:
    """Return the id of the largest supplier that has a name and an amount, where there is one."""
    named = rows[rows["id"].notna() & rows["amount"].notna()]
    return tuple(named["id"].head(1))


def _largest_share(rows: pd.DataFrame) -> float | None:
    """Return the share of the largest supplier that has a name."""
    named = rows[rows["id"].notna() & rows["share"].notna()]
    return None if named.empty else float(named.iloc[0]["share"])


def _ranking_card(
    text: Text,
    filters: Filters,
    ranking: Any,
    here: Any,
    *,
    order: str,
    number: int,
    searched: str | None,
) -> Component:
    amount = amount_name(text, ranking.stage)
    orders = {
        "amount": text("amount {stage}", stage=amount),
        "processes": text("number of processes"),
        "agencies": text("number of agencies"),
    }

    def where(identity: str | None) -> str:
        if identity is None:
            return links.href("/processes", filters.replace(supplier=("none",)), text)
        return links.supplier(identity, filters, text)

    rows = supplier_rows(text, ranking, order=order, href=where)
    return chart_card(
        text,
        id="suppliers",
        title=ranking_finding(
            text, ranking.rows if number == 1 and not searched else ranking.rows.head(0), order=order
        ),
        note=text("{amount}; a joint award is shared equally between its suppliers", amount=_measure(text, ranking)),
        body=[
            search_within(text, label=text("Name of a supplier"), value=searched, action=here(q=None)),
            switch(text("Order by"), list(orders.items()), order, lambda value: here(order=value)),
            ranking_list(text, rows) if rows else _nothing(text, searched),
            page_links(
                text,
                page=number,
                page_size=_PAGE_SIZE,
                total=ranking.groups,
                href=lambda value: here(page=value),
            ),
            left_out(text, ranking),
        ],
        table=suppliers_table(text, ranking),
        about=[
            text("A supplier is counted once, however its name is written, where it publishes an identifier."),
            text("The share of an agency is of the money that the supplier has from all agencies in this view."),
            text("Amounts in other currencies are never added; processes without an amount are counted beside them."),
        ],
        filename=f"suppliers-by-{order}",
        filters=filters,
        wide=True,
    )


def _measure(text: Text, ranking: Any) -> str:
    amount = amount_name(text, ranking.stage).capitalize()
    return f"{amount}, {ranking.unit}" if ranking.unit else amount


def _nothing(text: Text, searched: str | None) -> Component:
    if searched:
        return callout(text, text("No supplier is called anything like “{name}”.", name=searched))
    return callout(text, text("With these filters no process names a supplier."))
