"""The cards of a process page: each hides itself where the record has nothing to put in it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from components import links, process_parts
from components.chart_card import chart_card
from components.elements import html
from components.field_list import field_label
from components.process_lines import dates_grid, event_name, stage_lines
from components.process_story import published
from components.record_list import entries
from components.stage_reach import stage_name
from components.stage_timeline import stage_timeline
from components.view_tables import rows_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from dash.development.base_component import Component

    from components.record_list import Entry
    from components.text import Text
    from data_loader.filters import Filters
    from data_loader.queries import Process
    from data_loader.queries.asking import Rows

    _Part = tuple[str, str, Rows, list[Entry]]

_LONGEST: Final = 20
_SHORT: Final = 4
_FAULTS: Final = 6


def timeline_card(text: Text, filters: Filters, process: Process, today: date) -> Component:
    """Return how it went: every published date of the five stages on one axis."""
    return chart_card(
        text,
        id="timeline",
        title=text("How it went"),
        note=text("Every published date; what is missing is said"),
        body=[stage_timeline(text, stage_lines(text, process), today=today), dates_grid(text, process)],
        table=dates_table(text, process),
        about=[
            text(
                "Dates are shown as published. A bar is a period, a mark a day, a dashed line what was not published."
            ),
            text("A date that cannot be (year 1 or 2916) is not drawn."),
            text("Where the process ended long ago the axis breaks before today."),
            text("OCDS has no date for planning but those of its milestones."),
        ],
        filename="process-dates",
        filters=filters,
        wide=True,
    )


def dates_table(text: Text, process: Process) -> pd.DataFrame:
    """Return every date that a process is asked for, and those of its payments, amendments and milestones."""
    rows = process.events
    return pd.DataFrame(
        {
            text("Stage"): [stage_name(text, row["stage"]) for row in rows],
            text("What"): [event_name(text, row["kind"]) for row in rows],
            text("Date"): [str(row["date"]) if published(row["date"]) else None for row in rows],
            text("Title"): [row["title"] for row in rows],
        },
        dtype=object,
    )


def missing_card(text: Text, filters: Filters, process: Process, *, wide: bool = False) -> Component:
    """Return the fields that the process owes and did not publish."""
    owed = [row for row in process.fields if row["applicable"]]
    lacking = [row for row in owed if not row["published"]]
    title = text("What was not published") if lacking else text("Everything owed was published")
    items = [html.Li([field_label(text, row), html.Span(f" · {stage_name(text, row['stage'])}")]) for row in lacking]
    note = text(
        "{n} of {total} data that it should have",
        n=text.number(len(lacking)),
        total=text.number(len(owed)),
    )
    named = [
        {
            "_stage": stage_name(text, row["stage"]),
            "_label": field_label(text, row),
            "field": row["field"],
            "_state": _state(text, row),
        }
        for row in process.fields
    ]
    return chart_card(
        text,
        id="missing",
        title=title,
        note=note if lacking else None,
        body=html.Ul(items, className="v-list v-missing"),
        table=rows_table(
            named,
            {"_stage": text("Stage"), "_label": text("Field"), "field": text("Path in OCDS"), "_state": text("State")},
        ),
        about=[
            text("Which data a process owes depends on how far it has got; the list is documented."),
            text("Blanks, “N/A”, “No Capturado” and other placeholders count as not published."),
        ],
        filename="process-fields",
        filters=filters,
        wide=wide,
    )


def _state(text: Text, row: dict[str, Any]) -> str:
    if not row["applicable"]:
        return text("not owed")
    return text("published") if row["published"] else text("not published")


def list_cards(text: Text, filters: Filters, process: Process) -> list[Component]:
    """Return a card for each list that has something: parties, awards, contracts, items, payments, milestones."""

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


def _bidding(text: Text, process: Process, organisation: Callable[[str, list[str]], str | None]) -> list[_Part]:
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


def _outcome(text: Text, process: Process) -> list[_Part]:
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
            "publications",
            text("When it was published"),
            process.publications,
            process_parts.publication_entries(text, process.publications),
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
    identity, title, rows, items = part
    hidden = {"process_id", "parent", "position", "place"}
    return chart_card(
        text,
        id=identity,
        title=f"{title} · {text.number(len(items))}",
        body=entries(text, items, limit=_FAULTS if identity == "problems" else _LONGEST),
        table=rows_table(rows, {name: name for name in rows[0] if name not in hidden}),
        about=text("As published; the columns of the data have the names of the standard's fields."),
        filename=f"process-{identity}",
        filters=filters,
        wide=wide,
    )
