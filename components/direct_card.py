"""How much is awarded directly, in number and in money, as a card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from components import links
from components.chart_card import chart_card
from components.elements import html
from components.frames import records
from components.process_story import published
from components.ranking import RankRow, cut_note, ranking_list
from components.view_tables import table

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from components.text import Text
    from data_loader.filters import Filters
    from data_loader.queries import DirectAwards


_SHOWN: Final = 10


def direct_card(text: Text, filters: Filters, found: DirectAwards, *, by: str, wide: bool = True) -> Component:
    """Return the share of direct awards by agency, supplier or year, in number and in money."""
    total = records(found.total)[0] if len(found.total) else {}
    header = {"agency": text("Agency"), "supplier": text("Supplier"), "year": text("Year")}[by]
    rows = records(found.rows[found.rows["known"] > 0].head(_SHOWN))
    return chart_card(
        text,
        id="direct",
        title=_direct_title(text, total),
        note=text("Direct awards among the processes that publish their method"),
        body=[
            html.P(_direct_words(text, filters, total, found.unit), className="v-plain"),
            ranking_list(text, [_direct_row(text, filters, row, by) for row in rows]) if len(rows) > 1 else None,
            cut_note(text, _SHOWN, found.groups),
        ],
        table=table(
            found.rows,
            {
                "id": text("Identifier"),
                "name": header,
                "processes": text("Processes"),
                "known": text("With a published method"),
                "unknown": text("Method not published"),
                "direct": text("Direct awards"),
                "share": text("Direct ÷ with a method"),
                "known_amount": text("Amount with a method ({unit})", unit=found.unit or "—"),
                "direct_amount": text("Amount of direct awards ({unit})", unit=found.unit or "—"),
                "amount_share": text("Share of the amount"),
                "unknown_amount": text("Amount without a method ({unit})", unit=found.unit or "—"),
            },
        ),
        about=[
            text(
                "A direct award is one whose procurement method is published as direct: one supplier, without competition."
            ),
            text("Invitations to a few (limited, selective) are none. Where no method was published nobody can tell."),
        ],
        filename=f"direct-awards-by-{by}",
        filters=filters,
        wide=wide,
    )


def _direct_title(text: Text, total: dict[str, Any]) -> str:
    if not total.get("known"):
        return text("How it was contracted was not published")
    return text(
        "{direct} of {known} processes with a published method are direct awards",
        direct=text.number(total["direct"]),
        known=text.number(total["known"]),
    )


def _direct_words(text: Text, filters: Filters, total: dict[str, Any], unit: str | None) -> list[Component | str]:
    parts: list[Component | str] = []
    if total.get("known") and published(total["amount_share"]):
        parts.append(
            text(
                "They have {share} of the money of processes with a method: {direct} of {known}.",
                share=text.percent(total["amount_share"]),
                direct=text.money(total["direct_amount"] if published(total["direct_amount"]) else 0, unit),
                known=text.money(total["known_amount"], unit),
            )
        )
    if total.get("unknown"):
        words = text.n(
            "{n} process does not publish its method.",
            "{n} processes do not publish their method.",
            int(total["unknown"]),
        )
        parts.append(html.A(words, href=links.records(filters.replace(method=("none",)), text)))
    return [piece for part in parts for piece in (part, " ")]


def _direct_row(text: Text, filters: Filters, row: dict[str, Any], by: str) -> RankRow:
    identity = str(row["id"]) if published(row["id"]) else None
    known = int(row["known"])
    sub = [
        text("{direct} of {known} processes", direct=text.number(row["direct"]), known=text.number(known)),
    ]
    if published(row["amount_share"]):
        sub.append(text("{share} of the money", share=text.percent(row["amount_share"])))
    if row["unknown"]:
        sub.append(text.n("{n} without a method", "{n} without a method", int(row["unknown"])))
    kept = links.of_group(filters.replace(method=("direct",)), by, identity)
    return RankRow(
        name=text.name(row["name"] if identity else None, by),
        href=links.records(kept, text) if kept and row["direct"] else None,
        value=text.percent(row["share"]),
        sub=" · ".join(sub),
        share_text="",
        fraction=row["share"],
    )
