"""The board: a column a stage, with cards of processes that say until when they last and by how much they are late."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from components import links
from components.elements import html
from components.frames import records
from components.having import having_link
from components.process_lines import as_date
from components.process_list import amount_name, title_of
from components.process_story import published
from components.stage_reach import stage_name
from components.view_tables import table
from data_loader.queries import AMOUNT_OF

if TYPE_CHECKING:
    import pandas as pd
    from dash.development.base_component import Component

    from components.text import Text
    from data_loader.filters import Filters
    from data_loader.queries import Board


def board_columns(text: Text, filters: Filters, board: Board) -> Component:
    """Return the five columns side by side; on a phone, one below the other."""
    cards: dict[str, list[dict[str, Any]]] = {}
    for row in records(board.cards):
        cards.setdefault(row["stage"], []).append(row)
    columns = [_column(text, filters, row, cards.get(row["stage"], []), board) for row in records(board.columns)]
    return html.Div(columns, className="s-board")


def _column(text: Text, filters: Filters, row: dict[str, Any], cards: list[dict[str, Any]], board: Board) -> Component:
    stage, count = row["stage"], int(row["processes"])
    kept = filters.replace(stage_reached=(stage,))
    everything = links.records(kept, text)
    head: list[Any] = [
        html.H3(stage_name(text, stage)),
        html.P(html.A(text.n("{n} process", "{n} processes", count), href=everything)) if count else None,
        html.P(_money(text, row, board.unit)) if count else None,
        _late(text, kept, row),
    ]
    if not cards:
        return html.Section(
            [*head, html.P(text("No process has got this far and no further."), className="none")],
            className=f"v-stage-{stage}",
        )
    items = html.Ol([_card(text, card, board) for card in cards])
    rest = html.A(text("Show all {n}", n=text.number(count)), href=everything) if count > len(cards) else None
    return html.Section(
        [*head, items, html.P(rest, className="s-board-all") if rest else None], className=f"v-stage-{stage}"
    )


def _money(text: Text, row: dict[str, Any], unit: str | None) -> str:
    kind = amount_name(text, AMOUNT_OF[row["stage"]])
    if not published(row["amount"]):
        return text("{amount}: not published", amount=kind)
    return f"{text.money_short(row['amount'], unit)} {unit}, {kind}"


def _late(text: Text, kept: Filters, row: dict[str, Any]) -> Component | None:
    late = int(row["late"])
    if not late:
        return None
    words = text.n("{n} late", "{n} late", late)
    name = {"contract": "overdue_contract", "implementation": "overdue_contract"}.get(row["stage"], "overdue_tender")
    return html.P(html.A(words, href=having_link(text, kept, name)), className="s-late")


def _card(text: Text, card: dict[str, Any], board: Board) -> Component:
    amount = text.money_short(card["amount"], board.unit) if published(card["amount"]) else text("amount not published")
    late = published(card["late_days"])
    return html.Li(
        [
            html.A(title_of(text, card), href=links.process(card["ocid"], card["source"], text)),
            html.Span(text.name(card["agency_name"], "agency")),
            html.B(amount, className=None if published(card["amount"]) else "none"),
            html.Span(_deadline(text, card, board), className="s-late" if late else None),
        ],
        className="s-card-late" if late else None,
    )


def _deadline(text: Text, card: dict[str, Any], board: Board) -> str:
    if published(card["late_days"]):
        return text("late by {days}", days=text.days(card["late_days"]))
    end = as_date(card["end_date"])
    if end is None:
        return text("closed") if card["closed"] else text("no end date published")
    if end < board.day:
        return text("ended on {day}; its status was not published", day=text.date(end))
    return text("on time: until {day}", day=text.date(end))


def board_table(text: Text, board: Board) -> pd.DataFrame:
    """Return the cards as a table."""
    rows = records(board.cards)
    named = board.cards.assign(
        _stage=[stage_name(text, row["stage"]) for row in rows], _state=[_deadline(text, row, board) for row in rows]
    )
    return table(
        named,
        {
            "_stage": text("Stage"),
            "ocid": "ocid",
            "title": text("Title"),
            "agency_name": text("Agency"),
            "amount": text("Amount ({unit})", unit=board.unit or text("no currency")),
            "end_date": text("End date"),
            "late_days": text("Late (days)"),
            "_state": text("State"),
        },
    )
