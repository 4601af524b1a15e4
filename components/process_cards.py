"""The cards of a process page: each hides itself where the record has nothing to put in it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
from dash import html

from components import links, process_parts
from components.chart_card import chart_card
from components.field_list import field_label
from components.frames import records
from components.process_lines import Published, stage_lines
from components.process_story import published
from components.record_list import day, entries
from components.stage_reach import stage_name
from components.stage_timeline import stage_timeline
from components.view_tables import table

if TYPE_CHECKING:
    from collections.abc import Callable

    from dash.development.base_component import Component

    from components.record_list import Entry
    from components.text import Text
    from data_loader.filters import Filters

    _Part = tuple[str, str, pd.DataFrame, list[Entry]]

_LONGEST: Final = 20
_SHORT: Final = 4
_FAULTS: Final = 6


def timeline_card(text: Text, filters: Filters, process: Any, facts: Published, today: date) -> Component:
    """Return how it went: every published date of the five stages on one axis."""
    lines = stage_lines(text, facts)
    return chart_card(
        text,
        id="timeline",
        title=text("How it went"),
        note=text("Every published date; what is missing is said"),
        body=stage_timeline(text, lines, today=today),
        table=dates_table(text, process.row),
        about=[
            text(
                "Dates are shown as published. A bar is a period, a dot a payment, a dashed line what was not published."
            ),
            text("A date that cannot be (year 1 or 2916) is not drawn."),
        ],
        filename="process-dates",
        filters=filters,
        wide=True,
    )


def dates_table(text: Text, row: dict[str, Any]) -> pd.DataFrame:
    """Return the dates and durations of a process as two columns."""
    names = {
        "tender_start": text("Call opens"),
        "tender_end": text("Call closes"),
        "award_date": text("First award"),
        "date_signed": text("First signature"),
        "contract_start": text("Contract starts"),
        "contract_end": text("Contract ends"),
        "first_payment_date": text("First payment"),
        "last_payment_date": text("Last payment"),
    }
    return pd.DataFrame(
        {text("What"): list(names.values()), text("Date"): [day_iso(row.get(name)) for name in names]},
    )


def day_iso(value: Any) -> str | None:
    """Return a day as 2017-04-30, None where it was not published."""
    return str(value)[:10] if published(value) else None


def paid_card(text: Text, filters: Filters, process: Any) -> Component:
    """Return what was paid of what was contracted, in a bar and in a sentence."""
    row = process.row
    return chart_card(
        text,
        id="paid",
        title=text("Contracted and paid"),
        body=[
            _paid_bar(row["paid_share"]),
            html.P(paid_sentence(text, row, len(process.transactions)), className="v-plain"),
            _five_amounts(text, row),
        ],
        table=table(
            pd.DataFrame(row["amounts"], columns=["stage", "currency", "amount", "inferred"]),
            {
                "stage": text("Amount"),
                "currency": text("Currency"),
                "amount": text("Value"),
                "inferred": text("Currency inferred"),
            },
        ),
        about=[
            text("Contracted: the contracts that were not cancelled. Paid: the sum of the published payments."),
            text("Amounts in different currencies are never added."),
        ],
        filename="process-amounts",
        filters=filters,
    )


def _five_amounts(text: Text, row: dict[str, Any]) -> Component:
    facts: list[Component] = []
    for stage in ("planned", "tendered", "awarded", "contracted", "paid"):
        value = row.get(stage)
        shown = text.money_exact(value, row["currency"]) if published(value) else not_published(text)
        facts += [html.Dt(text.code("stage", stage)), html.Dd(shown)]
    return html.Dl(facts, className="v-facts v-amounts")


def not_published(text: Text) -> Component:
    """Return the words that stand where a value was not published."""
    return html.Span(text("not published"), className="none")


def _paid_bar(share: Any) -> Component:
    if not published(share):
        return html.Div(className="v-paid v-paid-none", **{"aria-hidden": "true"})
    if share <= 1:
        return html.Div(
            html.Span(style={"width": f"{100 * share:.2f}%"}), className="v-paid", **{"aria-hidden": "true"}
        )
    mark = html.Span(className="v-paid-mark", style={"left": f"{100 / share:.2f}%"})
    return html.Div([html.Span(style={"width": "100%"}), mark], className="v-paid", **{"aria-hidden": "true"})


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


def missing_card(text: Text, filters: Filters, process: Any) -> Component:
    """Return the fields that the process owes and did not publish."""
    fields = process.fields
    owed = fields[fields["applicable"].astype(bool)]
    lacking = owed[~owed["published"].astype(bool)]
    title = text("What was not published") if len(lacking) else text("Everything owed was published")
    items = [
        html.Li([field_label(text, row), html.Span(f" · {stage_name(text, row['stage'])}")]) for row in records(lacking)
    ]
    note = text(
        "{n} of {total} data that it should have",
        n=text.number(len(lacking)),
        total=text.number(len(owed)),
    )
    rows = records(fields)
    named = fields.assign(
        _stage=[stage_name(text, row["stage"]) for row in rows],
        _label=[field_label(text, row) for row in rows],
        _state=[_state(text, row) for row in rows],
    )
    return chart_card(
        text,
        id="missing",
        title=title,
        note=note if len(lacking) else None,
        body=html.Ul(items, className="v-list v-missing"),
        table=table(
            named,
            {"_stage": text("Stage"), "_label": text("Field"), "field": text("Path in OCDS"), "_state": text("State")},
        ),
        about=[
            text("Which data a process owes depends on how far it has got; the list is documented."),
            text("Blanks, “N/A”, “No Capturado” and other placeholders count as not published."),
        ],
        filename="process-fields",
        filters=filters,
    )


def _state(text: Text, row: dict[str, Any]) -> str:
    if not row["applicable"]:
        return text("not owed")
    return text("published") if row["published"] else text("not published")


def list_cards(text: Text, filters: Filters, process: Any) -> list[Component]:
    """Return a card for each list that has something: parties, awards, contracts, items, payments, papers, milestones."""

    def organisation(identity: str, roles: list[str]) -> str | None:
        if "supplier" in roles:
            return links.supplier(identity, filters, text)
        return links.agency(identity, filters, text) if {"buyer", "procuringEntity"} & set(roles) else None

    parts = [*_bidding(text, process, organisation), *_outcome(text, process)]
    some = [part for part in parts if part[3]]
    narrow = [part for part in some if len(part[3]) <= _SHORT]
    wide = [part for part in some if len(part[3]) > _SHORT]
    if len(narrow) % 2:
        wide.insert(0, narrow.pop())
    return [
        *(_list_card(text, filters, part, wide=False) for part in narrow),
        *(_list_card(text, filters, part, wide=True) for part in wide),
    ]


def _bidding(text: Text, process: Any, organisation: Callable[[str, list[str]], str | None]) -> list[_Part]:
    """Return who took part and what they bid."""
    return [
        (
            "parties",
            text("Who took part"),
            process.parties,
            process_parts.party_entries(text, process.parties, organisation),
        ),
        (
            "tenderers",
            text("Who tendered"),
            process.tenderers,
            process_parts.tenderer_entries(text, process.tenderers, organisation),
        ),
        ("bids", text("Bids"), process.bids, process_parts.bid_entries(text, process.bids)),
    ]


def _outcome(text: Text, process: Any) -> list[_Part]:
    """Return what came of it, what changed since, and what is wrong with the record."""
    return [
        ("awards", text("Awards"), process.awards, process_parts.award_entries(text, process.awards)),
        ("contracts", text("Contracts"), process.contracts, process_parts.contract_entries(text, process.contracts)),
        ("items", text("What was bought"), process.items, process_parts.item_entries(text, process.items)),
        (
            "payments",
            text("Payments"),
            process.transactions,
            process_parts.payment_entries(text, process.transactions),
        ),
        ("documents", text("Documents"), process.documents, process_parts.document_entries(text, process.documents)),
        (
            "milestones",
            text("Milestones"),
            process.milestones,
            process_parts.milestone_entries(text, process.milestones),
        ),
        (
            "amendments",
            text("Amendments"),
            process.amendments,
            process_parts.amendment_entries(text, process.amendments),
        ),
        (
            "changes",
            text("What changed since it was first published"),
            process.changes,
            process_parts.change_entries(text, process.changes),
        ),
        (
            "problems",
            text("Faults found in this record"),
            process.problems,
            process_parts.problem_entries(text, process.problems),
        ),
    ]


def _list_card(
    text: Text,
    filters: Filters,
    part: _Part,
    *,
    wide: bool,
) -> Component:
    identity, title, frame, items = part
    hidden = {"process_id", "parent", "position", "place"}
    return chart_card(
        text,
        id=identity,
        title=f"{title} · {text.number(len(items))}",
        body=entries(text, items, limit=_FAULTS if identity == "problems" else _LONGEST),
        table=frame[[name for name in frame.columns if name not in hidden]],
        about=text("As published; the columns of the data have the names of the standard's fields."),
        filename=f"process-{identity}",
        filters=filters,
        wide=wide,
    )
