"""How few suppliers share the money of an agency, as a card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from components import links
from components.chart_card import chart_card
from components.frames import records
from components.process_story import published
from components.ranking import RankRow, cut_note, ranking_list
from components.shell import callout
from components.slots import short
from components.view_tables import table

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from components.text import Text
    from data_loader.filters import Filters
    from data_loader.queries import Concentration


_SHOWN: Final = 10
_FEW: Final = 3


def concentration_card(text: Text, filters: Filters, found: Concentration, *, wide: bool = True) -> Component:
    """Return the share of the first supplier in each agency's money: the agencies with most money, all in the data."""
    rows = records(found.rows.head(_SHOWN))
    return chart_card(
        text,
        id="concentration",
        title=_concentration_title(text, found, rows),
        note=text("Share of the first supplier in the money whose supplier is named, {unit}", unit=found.unit or "—"),
        body=[
            ranking_list(text, [_concentration_row(text, filters, row) for row in rows])
            if rows
            else callout(text, text("No amount was published here.")),
            cut_note(text, _SHOWN, found.groups),
        ],
        table=table(
            found.rows,
            {
                "id": text("Identifier"),
                "name": text("Agency"),
                "amount": text("Amount ({unit})", unit=found.unit or "—"),
                "named_amount": text("With a named supplier ({unit})", unit=found.unit or "—"),
                "unnamed_amount": text("Without a named supplier ({unit})", unit=found.unit or "—"),
                "suppliers": text("Suppliers"),
                "top_supplier_name": text("First supplier"),
                "top_amount": text("Of the first supplier ({unit})", unit=found.unit or "—"),
                "top_share": text("Share of the first"),
                "top3_share": text("Share of the first three"),
                "hhi": text("HHI (0–10,000)"),
            },
        ),
        about=[
            text(
                "HHI, the Herfindahl-Hirschman index, adds up the squares of the shares in percent: 10,000 is a single "
                "supplier; a hundred equal ones give 100. The United States' merger guidelines of 2023 call a market above 1,800 "
                "highly concentrated."
            ),
            text("Money without a named supplier is in no share; how much it is stands beside them."),
            text("Few purchases make few suppliers: the number of suppliers says how much a share can mean."),
        ],
        filename="concentration",
        filters=filters,
        wide=wide,
    )


def _concentration_title(text: Text, found: Concentration, rows: list[dict[str, Any]]) -> str:
    known = [row for row in rows if published(row["top_share"])]
    if found.groups == 1:
        if not known or known[0]["suppliers"] <= _FEW:
            return text("How few suppliers share an agency's money")
        return text(
            "The first three of {n} suppliers have {share}",
            n=text.number(known[0]["suppliers"]),
            share=text.percent(known[0]["top3_share"]),
        )
    if found.dominated:
        return text.n(
            "In {n} of {all} agencies one supplier has half of the money or more",
            "In {n} of {all} agencies one supplier has half of the money or more",
            found.dominated,
            all=text.number(found.measured),
        )
    return text("How few suppliers share an agency's money")


def _concentration_row(text: Text, filters: Filters, row: dict[str, Any]) -> RankRow:
    known = published(row["top_share"])
    sub = [text.n("{n} supplier", "{n} suppliers", int(row["suppliers"]))]
    if known:
        sub.insert(0, short(str(row["top_supplier_name"]), 70))
        sub.append(text("first three {share}", share=text.percent(row["top3_share"])))
    if published(row["unnamed_amount"]):
        sub.append(text("{amount} without a named supplier", amount=text.money_short(row["unnamed_amount"])))
    identity = row["id"] if published(row["id"]) else None
    return RankRow(
        name=text.name(row["name"] if identity else None, "agency"),
        href=links.agency(identity, filters, text),
        value=text.percent(row["top_share"]) if known else text("not measurable"),
        sub=" · ".join(sub),
        share_text=text.money_short(row["amount"]),
        fraction=row["top_share"] if known else None,
    )
