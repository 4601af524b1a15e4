"""Who deals with whom: one agency or supplier in the middle, its counterparts, and theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import dash
import pandas as pd

from components import links
from components.chart_card import chart_card
from components.elements import html
from components.exclusions import exclusions
from components.frames import records
from components.network_figure import money_words, network_figure
from components.process_list import amount_name
from components.shell import Accent, callout, current_snapshot, page
from components.slots import clean, filled, slot
from components.text import Text
from data_loader import queries
from data_loader.filters import NOT_PUBLISHED, Filters

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from data_loader.queries import Network
    from data_loader.queries.network import Side
    from data_loader.snapshot import Snapshot

dash.register_page(__name__, path="/network", name="network")

_LARGEST: Final = 6
_LINKED: Final = 4
_EACH: Final = 2


def layout(**query: Any) -> Component:
    """Return the surroundings of the agency or supplier in the address; without one, of the agency with most money."""
    text, filters, snapshot = Text.for_request(query.get("lang")), Filters.from_query(query), current_snapshot()
    side, centre = _centre(filters, snapshot)
    organisation = queries.organisation(snapshot, centre) if centre else None
    if organisation is None:
        return page(
            text,
            filters,
            question=text("Who deals with whom?"),
            headline=text("There is nobody to put in the middle."),
            finding=None,
            sub=text("No agency and no supplier of this name was published with these filters."),
            body=[],
        )
    filters = filters.replace(agency=(), exclude_agency=(), supplier=()).replace(**{side: (organisation.id,)})
    found = queries.network(
        snapshot, filters, side=side, centre=organisation.id, ring=_LARGEST, linked=_LINKED, each=_EACH
    )
    own = links.agency if side == "agency" else links.supplier
    return page(
        text,
        filters,
        question=text("Who deals with whom around {name}?", name=clean(organisation.name)),
        headline=_headline(text, found, side),
        sub=[
            _context(text, found, side) + " ",
            html.A(text("Its own page"), href=own(organisation.id, Filters(stage=filters.stage), text)),
        ],
        not_shown=exclusions(
            text, filters, snapshot, text("Who owns a company, and who works for it as a subcontractor.")
        ),
        body=[_card(text, filters, found, side, organisation.name)],
    )


def _centre(filters: Filters, snapshot: Snapshot) -> tuple[Side, str | None]:
    for side in ("supplier", "agency"):
        chosen = [one for one in getattr(filters, side) if one != NOT_PUBLISHED]
        if chosen:
            return side, chosen[0]
    rows = queries.spending(snapshot, filters, by="agency", limit=2).rows["id"].dropna()
    return "agency", str(rows.iloc[0]) if len(rows) else None


def _headline(text: Text, found: Network, side: Side) -> list[Any]:
    count, figure = found.counterparts, slot("figure")
    if not count:
        return [text("Nobody it deals with was published.")]
    if side == "agency":
        sentence = text.n("It buys from {figure} supplier.", "It buys from {figure} suppliers.", count, figure=figure)
        more = text.n("They sell to {n} other agency.", "They sell to {n} other agencies.", found.others)
    else:
        sentence = text.n("It sells to {figure} agency.", "It sells to {figure} agencies.", count, figure=figure)
        more = text.n("They buy from {n} other supplier.", "They buy from {n} other suppliers.", found.others)
    return [*filled(sentence, figure=Accent(text.number(count))), " ", more]


def _context(text: Text, found: Network, side: Side) -> str:
    parts = []
    if found.counterparts > len(found.first):
        parts.append(
            text("Only the {n} largest are drawn, and {linked} that deal with most others.", n=_LARGEST, linked=_LINKED)
        )
    if found.others > found.second["id"].nunique():
        parts.append(text("Beyond each, at most its {n} largest others.", n=_EACH))
    if found.unnamed:
        parts.append(
            text.n("In {n} process no supplier is named.", "In {n} processes no supplier is named.", found.unnamed)
            if side == "agency"
            else text.n("In {n} process no agency is named.", "In {n} processes no agency is named.", found.unnamed)
        )
    return " ".join(parts)


def _card(text: Text, filters: Filters, found: Network, side: Side, name: str) -> Component:
    plain = Filters(stage=filters.stage, currency=filters.currency)

    def around(identity: str, place: str) -> str:
        return links.href("/network", plain.replace(**{place: (identity,)}), text)

    other = "supplier" if side == "agency" else "agency"
    drawn = network_figure(
        text,
        found,
        centre=name,
        label=text("The drawing of the list beside it"),
        near=lambda one: around(one, other),
        far=lambda one: around(one, side),
    )
    return chart_card(
        text,
        id="network",
        title=_title(text, found, name),
        note=text("Amount {stage} between the two, {unit}", stage=amount_name(text, filters.stage), unit=found.unit)
        if found.unit
        else text("No amount was published here."),
        body=html.Div([drawn, _list(text, found, filters, side, around)], className="n-both")
        if len(found.first)
        else callout(text, text("Nobody it deals with was published.")),
        table=_table(text, found, side, name),
        about=[
            text("A line is at least one process in which both are named; the amount is this supplier's share of it."),
            text("Whom an organisation deals with says nothing against it: in a small market everybody meets."),
        ],
        filename="network",
        filters=filters,
        wide=True,
    )


def _title(text: Text, found: Network, name: str) -> str:
    if found.shared > 1 and found.shared_name is not None:
        return text("{n} of these deal with {other} too", n=text.number(found.shared), other=clean(found.shared_name))
    return text("Around {name}", name=clean(name))


def _list(text: Text, found: Network, filters: Filters, side: Side, around: Any) -> Component:
    other = "supplier" if side == "agency" else "agency"
    beyond = records(found.second)
    return html.Ol(
        [
            html.Li(
                [
                    html.Div(
                        [
                            html.A(clean(str(row["name"])), href=around(row["id"], other)),
                            html.A(
                                money_words(text, row),
                                href=links.records(filters.replace(**{other: (row["id"],)}), text),
                                className="n-amount",
                            ),
                        ],
                        className="n-row",
                    ),
                    html.Ul(
                        [
                            html.Li(
                                html.Div(
                                    [
                                        html.A(clean(str(one["name"])), href=around(one["id"], side)),
                                        html.Span(money_words(text, one), className="n-amount"),
                                    ],
                                    className="n-row",
                                )
                            )
                            for one in beyond
                            if one["via"] == row["id"]
                        ]
                    )
                    if row["others"]
                    else html.P(text("With nobody else"), className="n-none"),
                ]
            )
            for row in records(found.first)
        ],
        className="n-list",
    )


def _table(text: Text, found: Network, side: Side, name: str) -> pd.DataFrame:
    names = {row["id"]: row["name"] for row in records(found.first)}
    rows = [(1, name, row) for row in records(found.first)]
    rows += [(2, names[row["via"]], row) for row in records(found.second)]
    kinds = {1: text("Supplier"), 2: text("Agency")} if side == "agency" else {1: text("Agency"), 2: text("Supplier")}
    return pd.DataFrame(
        {
            text("Ring"): [ring for ring, _, _ in rows],
            text("Deals with"): [of for _, of, _ in rows],
            text("Identifier"): [row["id"] for _, _, row in rows],
            text("Name"): [row["name"] for _, _, row in rows],
            text("What it is"): [kinds[ring] for ring, _, _ in rows],
            text("Amount ({unit})", unit=found.unit or "—"): [row["amount"] for _, _, row in rows],
            text("Processes"): [row["processes"] for _, _, row in rows],
        }
    )
