"""Where does each process stand: a column a stage, the largest of each as cards, late ones marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import dash

from components import links
from components.board import board_columns, board_table
from components.chart_card import chart_card
from components.exclusions import exclusions
from components.paging import chosen, switch
from components.section_tabs import timelines_tabs
from components.shell import Accent, current_snapshot, page
from components.slots import filled, slot
from components.text import Text
from data_loader import queries
from data_loader.filters import Filters
from data_loader.queries.board import ORDERS

if TYPE_CHECKING:
    from dash.development.base_component import Component

dash.register_page(__name__, path="/board", name="board")

_CARDS: Final = 6


def layout(**query: Any) -> Component:
    """Return the page for what the URL asks for."""
    text, filters = Text.for_request(query.get("lang")), Filters.from_query(query)
    order = chosen(query, "order", ORDERS)
    found = queries.board(current_snapshot(), filters, limit=_CARDS, order=order)
    orders = [("amount", text("the largest")), ("late", text("late the longest"))]
    return page(
        text,
        filters,
        question=text("Where does each process stand?"),
        headline=_headline(text, found.late, found.processes),
        sub=text("Measured on {day}, the day of these data", day=text.date(found.day)) + ".",
        tabs=timelines_tabs(text, filters),
        not_shown=exclusions(text, filters, current_snapshot(), money=False),
        body=[
            chart_card(
                text,
                id="board",
                title=text("The board: a column a stage"),
                note=text(
                    "Each process is in the furthest stage published; only the first {n} of each are shown", n=_CARDS
                ),
                body=[
                    switch(
                        text("First"),
                        orders,
                        order,
                        lambda value: f"{links.href('/board', filters, text, order=value)}#board",
                    ),
                    board_columns(text, filters, found),
                ],
                table=board_table(text, found),
                about=[
                    text(
                        "Late: its call for bids or contract is past its end date and, though a status is published, "
                        "it is neither closed nor cancelled. It may have ended all the same: then nobody published it."
                    ),
                    text(
                        "The money of a column is that of its own stage (planned, tendered, awarded, contracted, paid), in "
                        "{unit}; processes without such an amount are counted in the column, not in its money.",
                        unit=found.unit or text("no currency"),
                    ),
                    text("This does not show why something is late, nor processes of which no stage was published."),
                ],
                filename="board",
                filters=filters,
                wide=True,
            )
        ],
    )


def _headline(text: Text, late: int, processes: int) -> list[Any]:
    if not processes:
        return [text("No process has a stage published under these filters.")]
    if not late:
        return [text("None of these processes is past its end date without having been closed.")]
    sentence = text.n(
        "{figure} process of {total} is past its end date, and nothing shows that it was closed.",
        "{figure} processes of {total} are past their end date, and nothing shows that they were closed.",
        late,
        figure=slot("figure"),
        total=text.number(processes),
    )
    return filled(sentence, figure=Accent(text.number(late)))
