"""Rows of the ranking of suppliers, and what the ranking leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from components.elements import html
from components.frames import records
from components.process_story import published
from components.ranking import RankRow
from components.supplier_findings import dependence

if TYPE_CHECKING:
    from collections.abc import Callable

    from dash.development.base_component import Component

    from components.text import Text


def supplier_rows(text: Text, ranking: Any, *, order: str, href: Callable[[str | None], str]) -> list[RankRow]:
    """Return the rows of the page of a ranking; bars show what it is ordered by.

    `ranking`: queries.suppliers. A row without id stands for the processes that name no supplier.
    """
    rows = records(ranking.rows)
    order = "processes" if order == "amount" and ranking.total is None else order
    measure = {"amount": "share", "processes": "processes", "agencies": "agencies"}[order]
    most = max((float(row[measure]) for row in rows if published(row[measure])), default=0.0)
    return [_row(text, row, ranking.unit, _fraction(row[measure], most), href) for row in rows]


def _fraction(value: Any, most: float) -> float | None:
    return float(value) / most if most and published(value) else None


def _row(
    text: Text,
    row: dict[str, Any],
    unit: str | None,
    fraction: float | None,
    href: Callable[[str | None], str],
) -> RankRow:
    identity = row["id"] if published(row["id"]) else None
    sub = [
        text.n("{n} process", "{n} processes", int(row["processes"])),
        dependence(text, row),
        text.n("{n} agency", "{n} agencies", int(row["agencies"])) if (row["agencies"] or 0) > 1 else "",
        text.n("{n} joint award", "{n} joint awards", int(row["joint"])) if row["joint"] else "",
    ]
    return RankRow(
        name=text.name(row["name"] if identity else None, "supplier"),
        href=href(identity),
        value=text.money_short(row["amount"], unit) if published(row["amount"]) else text("amount not published"),
        sub=" · ".join(part for part in sub if part),
        share_text=text.percent(row["share"]) if published(row["share"]) else "",
        fraction=fraction,
    )


def left_out(text: Text, ranking: Any) -> Component | None:
    """Return what the amounts leave out: processes without an amount, in other currencies or in none."""
    parts = []
    if ranking.without_amount:
        parts.append(
            text.n("{n} process publishes no amount", "{n} processes publish no amount", ranking.without_amount),
        )
    if ranking.other_currency:
        parts.append(
            text.n(
                "{n} has its amount in another currency only",
                "{n} have their amount in another currency only",
                ranking.other_currency,
            ),
        )
    if ranking.currency_not_published:
        parts.append(
            text.n(
                "{n} does not say in which currency",
                "{n} do not say in which currency",
                ranking.currency_not_published,
            ),
        )
    if not parts:
        return None
    return html.P(text("Not in these amounts: {what}.", what=text.join(parts)), className="note")
