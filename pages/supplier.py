"""One supplier: how much, from which agencies, in which years, in which processes, under which names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

import dash

from components import links
from components.bidder_cards import bidders_card
from components.chart_card import chart_card
from components.check_findings import outlier_remark
from components.data_table import LISTED
from components.direct_card import direct_card
from components.elements import html
from components.exclusions import exclusions
from components.explore_parts import compare_link
from components.frames import records
from components.lead_cards import flags_card
from components.organisation_identity import identity_card
from components.paging import page_links, page_of
from components.payments_card import payments_card
from components.process_list import amount_name, process_list
from components.profile_cards import profile_cards
from components.proportion import proportion_line
from components.ranking import ranking_list
from components.shell import Accent, callout, current_snapshot, page
from components.supplier_profile import agency_rows, profile_context, profile_headline
from components.supplier_rows import left_out
from components.text import Text
from components.view_tables import processes_table, spending_table
from data_loader import queries
from data_loader.filters import Filters

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from data_loader.snapshot import Snapshot

dash.register_page(__name__, path_template="/supplier/<supplier_id>", name="supplier")

_AGENCIES: Final = 12
_PAGE_SIZE: Final = 10
_LONG_NAME: Final = 80


def layout(supplier_id: str = "", **query: Any) -> Component:
    """Return the page of the supplier of that id, or a page that says there is none."""
    text, filters, snapshot = Text.for_request(query.get("lang")), Filters.from_query(query), current_snapshot()
    asked = unquote(supplier_id or "")
    organisation = queries.organisation(snapshot, asked)
    if organisation is None:
        return _unknown(text, filters, asked)
    identity = organisation.id
    filters = filters.replace(supplier=(identity,))
    agencies = queries.spending(snapshot, filters, by="agency")
    ranked = queries.suppliers(snapshot, filters, order="amount", limit=1, offset=0)
    row = next(iter(records(ranked.rows)), None)
    return page(
        text,
        filters,
        question=text("Who pays this supplier?"),
        headline=_heading(profile_headline(text, organisation.name, agencies, Accent), organisation.name),
        sub=_context(text, filters, row, identity),
        facts=html.Div(
            [
                outlier_remark(text, queries.heavy_outliers(snapshot, filters), filters),
                proportion_line(
                    text,
                    filters.stage,
                    queries.proportion(snapshot, filters),
                    queries.standing(
                        snapshot,
                        filters.replace(supplier=(), currency=agencies.unit),
                        by="supplier",
                        groups=(identity,),
                    ),
                    of="supplier",
                ),
            ]
        ),
        not_shown=exclusions(text, filters, snapshot),
        body=_only_tendered(text, filters, organisation, snapshot)
        if not agencies.processes
        else [
            _agencies_card(text, filters, agencies),
            *profile_cards(text, filters, snapshot, agencies.unit, of_supplier=True),
            payments_card(text, filters, queries.payments(snapshot, filters)),
            direct_card(
                text, filters, queries.direct_awards(snapshot, filters, by="agency", limit=LISTED), by="agency"
            ),
            _processes_card(text, filters, snapshot, page_of(query), identity),
            flags_card(
                text,
                filters,
                queries.flags_of(snapshot, supplier=identity),
                more=links.href("/leads", Filters(supplier=(identity,)), text),
            ),
            identity_card(text, filters, organisation, snapshot),
        ],
    )


def _context(text: Text, filters: Filters, row: dict[str, Any] | None, identity: str) -> list[Any]:
    """Return the supplier in a line, and the ways on: to what its money is made of, and to another one beside it."""
    said = profile_context(text, row)
    explore = html.A(text("Explore its money"), href=links.href("/explore", filters, text))
    return [*([said, " · "] if said else []), explore, " · ", compare_link(text, filters, "supplier", identity)]


def _only_tendered(
    text: Text, filters: Filters, organisation: queries.Organisation, snapshot: Snapshot
) -> list[Component]:
    """Return the cards of an organisation that is nobody's supplier here: it may have tendered."""
    against = queries.bidders(snapshot, filters)
    return [
        bidders_card(text, filters, against, of_supplier=True, wide=True),
        identity_card(text, filters, organisation, snapshot),
    ]


def _heading(parts: list[Any], name: str) -> list[Any]:
    """Return the headline, set smaller where the name alone would fill the page."""
    return [html.Span(parts, className="v-long")] if len(name) > _LONG_NAME else parts


def _unknown(text: Text, filters: Filters, identity: str) -> Component:
    return page(
        text,
        filters,
        question=text("Who pays this supplier?"),
        headline=[text("There is no supplier “{id}” in this data.", id=identity[:200])],
        finding=None,
        there=False,
        sub=[html.A(text("See all suppliers"), href=links.href("/suppliers", Filters(), text))],
        body=[],
    )


def _agencies_card(text: Text, filters: Filters, agencies: Any) -> Component:
    rows = agency_rows(
        text, agencies, limit=_AGENCIES, href=lambda one: links.agency(one, Filters(stage=filters.stage), text)
    )
    title = text.n("{n} agency pays it", "{n} agencies pay it", agencies.groups)
    return chart_card(
        text,
        id="agencies",
        title=title,
        note=text("Amount {stage} by agency", stage=amount_name(text, agencies.stage)),
        body=[
            ranking_list(text, rows) if rows else callout(text, text("With these filters nothing is left.")),
            left_out(text, agencies),
            html.P(
                html.A(text("Who deals with whom around it"), href=links.href("/network", filters, text)),
                className="more",
            ),
        ],
        table=spending_table(text, agencies, by="agency"),
        about=text("Only this supplier's share of each process is counted; a joint award is shared equally."),
        filename="supplier-agencies",
        filters=filters,
    )


def _processes_card(text: Text, filters: Filters, snapshot: Snapshot, number: int, identity: str) -> Component:
    found = queries.processes(snapshot, filters, page=number, page_size=_PAGE_SIZE, sort="amount")
    own = filters.replace(supplier=())
    return chart_card(
        text,
        id="processes",
        title=text.n("{n} process", "{n} processes", found.total),
        note=text("The largest first"),
        body=[
            process_list(
                text,
                found.rows,
                stage=filters.stage,
                href=lambda ocid, source: links.process(ocid, source, text),
            ),
            page_links(
                text,
                page=found.page,
                page_size=found.page_size,
                total=found.total,
                href=lambda value: f"{links.supplier(identity, own, text, page=value)}#processes",
            ),
        ],
        table=processes_table(text, found.rows),
        about=text("The amounts of this list are those of the whole process, shared or not."),
        filename="supplier-processes",
        filters=filters,
        wide=True,
    )
