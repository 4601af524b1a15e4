"""Payments as they add up against what was contracted, as a card: of a selection and of one process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from components import figures
from components.chart_card import chart_card
from components.elements import html
from components.having import having_link
from components.line_chart import running_lines
from components.shell import callout
from components.view_tables import table

if TYPE_CHECKING:
    import pandas as pd
    from dash.development.base_component import Component

    from components.text import Text
    from data_loader.filters import Filters
    from data_loader.queries import Payments


_FEWEST: Final = 2
"""Months with a payment that it takes to draw a line."""


def payments_card(text: Text, filters: Filters, found: Payments, *, wide: bool = True) -> Component:
    """Return how payments add up against what was contracted, month by month."""
    rows = found.rows
    return chart_card(
        text,
        id="payments",
        title=_payments_title(text, found),
        note=text("Contracted and paid so far, by month, in {unit}", unit=text.currency(found.unit)),
        body=[_payments_figure(text, found), html.P(_payments_words(text, filters, found), className="v-plain")],
        table=table(
            rows,
            {
                "month": text("Month"),
                "contracted": text("Contracted ({unit})", unit=found.unit or "—"),
                "paid": text("Paid ({unit})", unit=found.unit or "—"),
                "contracted_so_far": text("Contracted so far ({unit})", unit=found.unit or "—"),
                "paid_so_far": text("Paid so far ({unit})", unit=found.unit or "—"),
            },
        ),
        about=[
            text(
                "A contract counts in the month of its signature, else of its process; a payment in that of its date."
            ),
            text("Payments without a date are in no month of the chart; they are in every total."),
            text("More paid than contracted counts from the first cent; the check of that name allows 1%."),
            text("Paid is what was published as paid. A process may have been paid without publishing it."),
        ],
        filename="payments",
        filters=filters,
        wide=wide,
    )


def process_payments_card(text: Text, filters: Filters, rows: pd.DataFrame, currency: str | None) -> Component | None:
    """Return the payments of one process against its contract; None where fewer than two months have one.

    `rows`: queries.process_payments.
    """
    if len(rows) < _FEWEST:
        return None
    last = rows.iloc[-1]
    names = {"contracted": text.code("stage", "contracted"), "paid_so_far": text.code("stage", "paid")}
    shown = {column: name for column, name in names.items() if rows[column].notna().all()}
    series = [
        (name, rows[column].tolist(), [f"{name}, {text.money(value, currency)}" for value in rows[column]])
        for column, name in shown.items()
    ]
    return chart_card(
        text,
        id="payments-over-time",
        title=text(
            "{amount} paid by {month}",
            amount=text.money(last["paid_so_far"], currency),
            month=text.month(str(last["month"])),
        ),
        note=text("Payments with a date, added up month by month, against what was contracted"),
        body=figures.graph(
            "payments-figure",
            running_lines(text, [str(month) for month in rows["month"]], series, height=260),
            label=text("Payments added up by month; the data of the card has every value."),
        ),
        table=table(
            rows,
            {
                "month": text("Month"),
                "paid": text("Paid ({unit})", unit=currency or "—"),
                "paid_so_far": text("Paid so far ({unit})", unit=currency or "—"),
                "contracted": text("Contracted ({unit})", unit=currency or "—"),
            },
        ),
        about=text("Payments without a date are in no month of the chart; they are in every total."),
        filename="process-payments-by-month",
        filters=filters,
    )


def _payments_title(text: Text, found: Payments) -> str:
    if found.share is not None:
        return text("{share} of what was contracted has been published as paid", share=text.percent(found.share))
    if found.paid is None:
        return text("No payment amount was published")
    return text("Payments over time")


def _payments_figure(text: Text, found: Payments) -> Component:
    rows = found.rows
    if found.paid is None:
        return callout(
            text, text("No payment was published: what was paid cannot be held against what was contracted.")
        )
    if rows.empty:
        return callout(text, text("No amount with a date was published here."))
    months = [str(month) for month in rows["month"]]
    series = []
    for name, column in (
        (text.code("stage", "contracted"), "contracted_so_far"),
        (text.code("stage", "paid"), "paid_so_far"),
    ):
        values = [float(value) for value in rows[column]]
        series.append((name, values, [f"{name}, {text.money(value, found.unit)}" for value in values]))
    return figures.graph(
        "payments-figure",
        running_lines(text, months, series),
        label=text("Contracted and paid so far by month; the data of the card has every value."),
    )


def _payments_words(text: Text, filters: Filters, found: Payments) -> list[Component | str]:
    parts: list[Component | str] = []
    if found.contracted is not None and found.paid is not None:
        parts.append(
            text(
                "{paid} paid of {contracted} contracted.",
                paid=text.money(found.paid, found.unit),
                contracted=text.money(found.contracted, found.unit),
            )
        )
    if found.paid_undated:
        parts.append(text("Of it {amount} without a date.", amount=text.money(found.paid_undated, found.unit)))
    if found.paid_more:
        words = text.n(
            "In {n} of {both} processes more was paid than contracted, {amount} more in all.",
            "In {n} of {both} processes more was paid than contracted, {amount} more in all.",
            found.paid_more,
            both=text.number(found.both),
            amount=text.money(found.excess, found.unit),
        )
        parts.append(html.A(words, href=having_link(text, filters, "paid_more")))
    elif found.both:
        parts.append(text("In no process more was paid than contracted."))
    return [piece for part in parts for piece in (part, " ")]
