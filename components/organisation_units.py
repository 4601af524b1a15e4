"""The units of an agency with their money, and a total that says whether they are in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from components import links
from components.chart_card import chart_card
from components.elements import html
from components.frames import records
from components.paging import switch
from components.process_story import published
from components.ranking import RankRow, ranking_list
from components.slots import clean
from components.spending_findings import measure
from data_loader import queries

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from components.text import Text
    from data_loader.filters import Filters
    from data_loader.queries import Organisation
    from data_loader.snapshot import Snapshot

MOST: Final = 49
"""Units that one address can name beside their parent: a filter takes 50 values."""


def counted(organisation: Organisation, *, with_units: bool) -> tuple[str, ...]:
    """Return the ids that the figures of a page count: the agency alone, or it and all that is below it."""
    units = organisation.units if with_units and len(organisation.units) <= MOST else ()
    return (organisation.id, *(unit.id for unit in units))


def units_card(
    text: Text, filters: Filters, organisation: Organisation, snapshot: Snapshot, *, with_units: bool
) -> Component:
    """Return the card of an agency that has units: each with its amount, and the way to count them too."""
    alone = filters.replace(agency=(organisation.id,))
    everyone = (organisation.id, *(unit.id for unit in organisation.units))
    whole = queries.spending(snapshot, filters.replace(agency=everyone), by="agency")
    rows = _rows(organisation, whole.rows)
    total = text.money(whole.total, whole.unit) if published(whole.total) else text("amount not published")
    choice = {"": text("this agency alone"), "1": text("with its units")}
    return chart_card(
        text,
        id="units",
        title=text.n("With its {n} unit: {amount}", "With its {n} units: {amount}", len(rows) - 1, amount=total),
        note=measure(text, filters.stage),
        body=[
            switch(
                text("This page counts"),
                list(choice.items()),
                "1" if with_units else "",
                lambda value: links.agency(organisation.id, alone, text, units=value or None),
            )
            if organisation.is_agency and len(organisation.units) <= MOST
            else None,
            ranking_list(text, [_line(text, row, whole, alone) for row in rows]),
            html.P(html.A(text("See the processes of all of them"), href=_behind(filters, everyone, text)))
            if len(everyone) <= MOST + 1
            else None,
        ],
        table=_table(text, rows, whole.unit),
        about=[
            text("Units are those that the records or the alias file say are part of this agency, at any depth."),
            text("Everywhere else an agency is counted alone: the units are in a figure only where it says so."),
        ],
        filename="units",
        filters=filters,
        wide=True,
    )


def _behind(filters: Filters, everyone: tuple[str, ...], text: Text) -> str:
    return links.records(filters.replace(agency=everyone), text)


def _rows(organisation: Organisation, spending: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the agency itself and each unit, the largest first; one that no process names as its agency has none."""
    known = {row["id"]: row for row in records(spending)}
    none = {"amount": None, "share": None, "processes": 0, "without_amount": 0}
    listed = [(organisation.id, organisation.name), *((unit.id, unit.name) for unit in organisation.units)]
    rows = [none | known.get(key, {}) | {"id": key, "name": name} for key, name in listed]
    return sorted(rows, key=lambda row: (-(row["amount"] if published(row["amount"]) else -1), -row["processes"]))


def _line(text: Text, row: dict[str, Any], whole: queries.Spending, filters: Filters) -> RankRow:
    amount = row["amount"] if published(row["amount"]) else None
    share = row["share"] if published(row["share"]) else None
    itself = filters.agency == (row["id"],)
    return RankRow(
        name=text("{name} itself", name=clean(row["name"])) if itself else clean(row["name"]),
        href=links.records(filters, text) if itself else links.agency(row["id"], filters, text),
        value=text.money_short(amount, whole.unit) if amount is not None else text("amount not published"),
        sub=text.n("{n} process", "{n} processes", int(row["processes"])),
        share_text=text.percent(share) if share is not None else "",
        fraction=share,
    )


def _table(text: Text, rows: list[dict[str, Any]], unit: str | None) -> pd.DataFrame:
    return pd.DataFrame(
        {
            text("Identifier"): [row["id"] for row in rows],
            text("Agency"): [row["name"] for row in rows],
            text("Amount ({unit})", unit=unit or text("no currency")): [row["amount"] for row in rows],
            text("Processes"): [row["processes"] for row in rows],
            text("Processes without an amount"): [row["without_amount"] for row in rows],
        }
    )
