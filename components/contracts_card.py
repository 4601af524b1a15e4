"""Contracts over time, as a card: a bar from signature to end for each, the thicker the larger."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING, Any

from components import links
from components.attributes import attributes
from components.chart_card import chart_card
from components.elements import html
from components.frames import records
from components.process_lines import as_date
from components.process_list import title_of
from components.process_story import published
from components.view_tables import table

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from components.text import Text
    from data_loader.filters import Filters
    from data_loader.queries import ContractsOverTime

_THINNEST, _THICKEST, _MOST_YEARS = 4, 24, 8


def contracts_card(text: Text, filters: Filters, found: ContractsOverTime) -> Component:
    """Return the largest contracts over time, each of which opens its process."""
    rows = records(found.rows)
    unit = found.unit or text("no currency")
    note = text(
        "Only the {n} largest are shown, of {all} contracts; the bar goes from signature to end, the thicker the larger",
        n=text.number(len(rows)),
        all=text.number(found.contracts),
    )
    return chart_card(
        text,
        id="contracts",
        title=text("The largest contracts over time"),
        note=note if rows else None,
        body=_chart(text, rows, found.unit)
        if rows
        else html.P(text("No contract publishes its signature, its end and an amount together."), className="none"),
        table=table(
            found.rows,
            {
                "ocid": "ocid",
                "title": text("Title"),
                "agency_name": text("Agency"),
                "date_signed": text("Signed"),
                "end_date": text("End date"),
                "days": text("Term (days)"),
                "amount": text("Amount ({unit})", unit=unit),
            },
        ),
        about=[
            text(
                "{n} of {all} contracts can be drawn: signed on a published day, with an end not before it and an amount "
                "in {unit}. Cancelled contracts are left out.",
                n=text.number(found.drawable),
                all=text.number(found.contracts),
                unit=unit,
            ),
            text("This does not show whether a contract really ended on that day, nor what was paid of it."),
        ],
        filename="contracts-over-time",
        filters=filters,
        wide=True,
    )


def _chart(text: Text, rows: list[dict[str, Any]], unit: str | None) -> Component:
    days = [day for row in rows for day in (as_date(row["date_signed"]), as_date(row["end_date"])) if day is not None]
    first, last = min(days), max(days)
    span = max((last - first).days, 1)

    def at(day: date) -> float:
        return round(100 * (day - first).days / span, 2)

    every = math.ceil((last.year - first.year) / _MOST_YEARS) or 1
    years = [date(year, 1, 1) for year in range(first.year + 1, last.year + 1, every)]
    ticks = [html.Span(str(day.year), style={"left": f"{at(day)}%"}) for day in years if at(day) <= 94]
    items = [_bar(text, row, unit, at) for row in rows]
    axis = html.Div(ticks, className="s-years", **attributes(aria_hidden="true"))
    return html.Div([html.Ul(items, className="s-contracts"), axis])


def _bar(text: Text, row: dict[str, Any], unit: str | None, at: Any) -> Component:
    signed, end = as_date(row["date_signed"]), as_date(row["end_date"])
    left = at(signed)
    size = max(row["size"], 0) if published(row["size"]) else 0
    thick = _THINNEST + (_THICKEST - _THINNEST) * math.sqrt(size)
    style = {"left": f"{left}%", "width": f"{at(end) - left:.2f}%", "height": f"{thick:.1f}px"}
    words = text("signed {day}, for {term}", day=text.date(signed), term=text.days(row["days"]))
    return html.Li(
        [
            html.Span(
                [html.A(title_of(text, row), href=links.process(row["ocid"], row["source"], text)), html.Small(words)],
            ),
            html.B(text.money_short(row["amount"], unit)),
            html.Span(html.I(style=style), className="s-term", **attributes(aria_hidden="true")),
        ]
    )
