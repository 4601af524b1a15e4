"""Against whom a supplier tenders, who tenders at an agency, and with whom a supplier shares awards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from components import links
from components.chart_card import chart_card
from components.elements import html
from components.frames import records
from components.ranking import RankRow, cut_note, ranking_list
from components.shell import callout
from components.slots import clean
from components.view_tables import table

if TYPE_CHECKING:
    import pandas as pd
    from dash.development.base_component import Component

    from components.text import Text
    from data_loader.filters import Filters
    from data_loader.queries import Bidders

_SHOWN: Final = 8


def bidders_card(text: Text, filters: Filters, found: Bidders, *, of_supplier: bool, wide: bool = False) -> Component:
    """Return who tendered: against this supplier, or at this agency; and where nobody can know."""
    rows = records(found.rows.head(_SHOWN))
    most = max((int(row["processes"]) for row in rows), default=0)
    return chart_card(
        text,
        id="bidders",
        title=_bidders_title(text, found, of_supplier=of_supplier),
        note=text("Who else is named as tenderer in the processes in which it tendered or was chosen")
        if of_supplier
        else text("Who is named as tenderer, the most frequent first"),
        body=[
            ranking_list(text, [_bidder(text, filters, row, most) for row in rows])
            if rows
            else callout(text, text("No other tenderer was published here.")),
            html.P(
                text(
                    "{unnamed} of its {processes} processes do not say who tendered.",
                    unnamed=text.number(found.unnamed),
                    processes=text.number(found.processes),
                ),
                className="note",
            )
            if found.unnamed
            else None,
            cut_note(text, _SHOWN, found.total),
        ],
        table=table(
            found.rows,
            {
                "id": text("Identifier"),
                "name": text("Tenderer"),
                "processes": text("Tendered in (processes)"),
                "won": text("Of these it got (processes)"),
            },
        ),
        about=[
            text(
                "Tenderers are those of the call, of its bids and the parties with that role; most publishers name none."
            ),
            text("Got: it is a supplier of the process. Several may be, where a process has several awards."),
        ],
        filename="bidders",
        filters=filters,
        wide=wide,
    )


def _bidders_title(text: Text, found: Bidders, *, of_supplier: bool) -> str:
    if not found.named:
        return text("Who tendered was not published")
    if of_supplier and found.own:
        return text.n(
            "It is known to have tendered in {n} process, and got {won}",
            "It is known to have tendered in {n} processes, and got {won}",
            found.own,
            won=text.number(found.own_won),
        )
    if of_supplier:
        return text.n("{n} other tendered where it was chosen", "{n} others tendered where it was chosen", found.total)
    return text.n("{n} organisation tendered here", "{n} organisations tendered here", found.total)


def _bidder(text: Text, filters: Filters, row: dict[str, Any], most: int) -> RankRow:
    return RankRow(
        name=clean(str(row["name"])),
        href=links.supplier(row["id"], filters.replace(agency=(), supplier=()), text),
        value=text.n("{n} process", "{n} processes", int(row["processes"])),
        sub=text.n("got {n} of them", "got {n} of them", int(row["won"])),
        share_text="",
        fraction=int(row["processes"]) / most,
    )


def partners_card(text: Text, filters: Filters, found: pd.DataFrame) -> Component | None:
    """Return with whom a supplier shares awards and contracts; None where it shares none."""
    if found.empty:
        return None
    rows = records(found.head(_SHOWN))
    most = int(found["processes"].max())
    return chart_card(
        text,
        id="partners",
        title=text.n("It shares awards with {n} other", "It shares awards with {n} others", len(found)),
        note=text("Processes in which both are suppliers of one award or contract"),
        body=ranking_list(
            text,
            [
                RankRow(
                    name=clean(str(row["name"])),
                    href=links.supplier(row["id"], filters.replace(supplier=()), text),
                    value=text.n("{n} process", "{n} processes", int(row["processes"])),
                    sub="",
                    share_text="",
                    fraction=int(row["processes"]) / most,
                )
                for row in rows
            ],
        ),
        table=table(found, {"id": text("Identifier"), "name": text("Supplier"), "processes": text("Processes")}),
        about=text("A joint award is shared equally between its suppliers in every amount of this site."),
        filename="partners",
        filters=filters,
        wide=True,
    )
