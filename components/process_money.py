"""What was contracted and what was paid of it, contract by contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from components.attributes import attributes
from components.chart_card import chart_card
from components.elements import html
from components.process_story import published
from components.record_list import day, words
from components.view_tables import rows_table

if TYPE_CHECKING:
    import pandas as pd
    from dash.development.base_component import Component

    from components.text import Text
    from data_loader.filters import Filters
    from data_loader.queries import Process
    from data_loader.queries.asking import Rows

_LISTED: Final = 12


def paid_card(text: Text, filters: Filters, process: Process) -> Component:
    """Return what was paid of what was contracted, in a bar and in a sentence, and of each contract where there are several."""
    row = process.row
    several = len(process.paid) > 1
    return chart_card(
        text,
        id="paid",
        title=text("Contracted and paid"),
        body=[
            _paid_bar(row["paid_share"]),
            html.P(paid_sentence(text, row, len(process.transactions)), className="v-plain"),
            _contracts(text, process.paid) if several else _one_contract(text, process.paid),
            _five_amounts(text, row),
        ],
        table=_paid_table(text, process.paid) if several else _amounts_table(text, row),
        about=[
            text("Contracted: the contracts that were not cancelled. Paid: the sum of the published payments."),
            text("Amounts in different currencies are never added."),
            text(
                "A payment belongs to the contract that it is published under; one in another currency is only counted."
            ),
        ],
        filename="process-amounts",
        filters=filters,
        wide=several,
    )


def _amounts_table(text: Text, row: dict[str, Any]) -> pd.DataFrame:
    return rows_table(
        row["amounts"],
        {
            "stage": text("Amount"),
            "currency": text("Currency"),
            "amount": text("Value"),
            "inferred": text("Currency inferred"),
        },
    )


def _paid_table(text: Text, paid: Rows) -> pd.DataFrame:
    named = [row | {"_state": _state(text, row)} for row in paid]
    headers = {
        "contract_id": text("Contract"),
        "title": text("Title"),
        "currency": text("Currency"),
        "original": text("Before it was amended"),
        "contracted": text.code("stage", "contracted"),
        "paid": text.code("stage", "paid"),
        "share": text("Paid ÷ contracted"),
        "payments": text("Payments"),
        "last_payment": text("Last payment"),
        "_state": text("State"),
    }
    return rows_table(named, headers)


def _contracts(text: Text, rows: Rows) -> Component:
    """Return each contract with its own bar; beyond the first ones the data of the card has them."""
    rest = len(rows) - _LISTED
    more = text.n("{n} more is in the data of this card.", "{n} more are in the data of this card.", rest)
    return html.Div(
        [
            html.Ol([_contract(text, row) for row in rows[:_LISTED]], className="p-contracts"),
            html.P(more, className="note") if rest > 0 else None,
        ]
    )


def _contract(text: Text, row: dict[str, Any]) -> Component:
    name = words(row["title"]) or words(row["description"]) or text("Contract {id}", id=words(row["contract_id"]))
    return html.Li(
        [
            html.Span(name, className="p-contract-name"),
            html.B(_money(text, row["contracted"], row["currency"])),
            _paid_bar(row["share"]) if row["payments"] else None,
            html.Span([_state(text, row), *_grown(text, row)], className="p-contract-sub"),
        ]
    )


def _one_contract(text: Text, paid: Rows) -> Component | None:
    """Return what one contract has to say beyond the sentence: its amendments, payments that are not in the sum."""
    parts = [part for row in paid for part in (*_grown(text, row), *_left_out(text, row))]
    return html.P([part.removeprefix(" · ") + ". " for part in parts], className="v-plain") if parts else None


def _state(text: Text, row: dict[str, Any]) -> str:
    """Return what was paid of a contract, in each of the cases that there are."""
    if not row["counted"]:
        return text("cancelled: not counted")
    amount = _money(text, row["paid"], row["currency"])
    found = {
        "no_payment": text("no payment published"),
        "no_paid_amount": text("payments without an amount"),
        "other_currency": text("paid in another currency only"),
        "no_contract_amount": text("{amount} paid; what was contracted was not published", amount=amount),
        "all": text("{amount} paid: all of it", amount=amount),
    }.get(row["state"])
    if found is None:
        share = text.percent(row["share"]) if published(row["share"]) else ""
        more = row["state"] == "more"
        found = (
            text("{amount} paid, more than was contracted: {share}", amount=amount, share=share)
            if more
            else text("{amount} paid: {share}", amount=amount, share=share)
        )
    last = text("last payment {day}", day=day(text, row["last_payment"])) if published(row["last_payment"]) else ""
    return " · ".join(part for part in (found, last, *_left_out(text, row)) if part)


def _left_out(text: Text, row: dict[str, Any]) -> list[str]:
    found = []
    if row["without_amount"] and row["state"] != "no_paid_amount":
        found.append(text.n("{n} payment without an amount", "{n} payments without an amount", row["without_amount"]))
    if row["other_currency"]:
        found.append(
            text.n("{n} payment in another currency", "{n} payments in another currency", row["other_currency"])
        )
    return found


def _grown(text: Text, row: dict[str, Any]) -> list[str]:
    if not published(row["original"]) or not published(row["contracted"]) or row["original"] == row["contracted"]:
        return []
    before = _money(text, row["original"], row["currency"])
    return [" · " + text("before it was amended: {amount}", amount=before)]


def _money(text: Text, amount: float | None, currency: str | None) -> str:
    return text.money(amount, currency) if published(amount) else text("amount not published")


def _five_amounts(text: Text, row: dict[str, Any]) -> Component:
    facts: list[Component] = []
    for stage in ("planned", "tendered", "awarded", "contracted", "paid"):
        value = row.get(stage)
        shown = (
            text.money_exact(value, row["currency"])
            if published(value)
            else html.Span(text("not published"), className="none")
        )
        facts += [html.Dt(text.code("stage", stage)), html.Dd(shown)]
    return html.Dl(facts, className="v-facts v-amounts")


def _paid_bar(share: Any) -> Component:
    if not published(share):
        return html.Div(className="v-paid v-paid-none", **attributes(aria_hidden="true"))
    if share <= 1:
        return html.Div(
            html.Span(style={"width": f"{100 * share:.2f}%"}), className="v-paid", **attributes(aria_hidden="true")
        )
    mark = html.Span(className="v-paid-mark", style={"left": f"{100 / share:.2f}%"})
    return html.Div([html.Span(style={"width": "100%"}), mark], className="v-paid", **attributes(aria_hidden="true"))


def paid_sentence(text: Text, row: dict[str, Any], payments: int) -> str:
    """Return what was contracted and paid, or which of the two was not published."""
    unit = row.get("currency")
    paid, contracted = row.get("paid"), row.get("contracted")
    if published(paid) and published(contracted):
        parts = [
            text.n(
                "{paid} paid in {n} payment, of {contracted} contracted.",
                "{paid} paid in {n} payments, of {contracted} contracted.",
                payments,
                paid=text.money(paid, unit),
                contracted=text.money(contracted, unit),
            ),
        ]
        if published(row["paid_share"]) and row["paid_share"] > 1:
            parts.append(text("More was paid than was contracted; the mark shows where the contract ends."))
        if published(row.get("last_payment_date")):
            parts.append(text("Last payment: {day}.", day=day(text, row["last_payment_date"])))
        return " ".join(parts)
    if published(contracted):
        return text("{amount} contracted. No payment amount was published.", amount=text.money(contracted, unit))
    if published(paid):
        return text("{amount} paid. What was contracted was not published.", amount=text.money(paid, unit))
    return text("Neither what was contracted nor what was paid was published.")
