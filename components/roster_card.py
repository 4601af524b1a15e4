"""The roster: which of the agencies that should publish do, which fell silent, which never began."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from components import links
from components.chart_card import chart_card
from components.elements import html
from components.frames import records
from components.paging import switch
from components.process_story import published
from components.shell import callout

if TYPE_CHECKING:
    from collections.abc import Callable

    from dash.development.base_component import Component

    from components.text import Text
    from data_loader.filters import Filters
    from data_loader.queries import Roster

THRESHOLDS: Final = ("3", "6", "12", "24")
_OPEN: Final = 12


def state_name(text: Text, state: str) -> str:
    """Return the name of a state."""
    return {"publishing": text("publishing"), "silent": text("silent"), "never": text("never published")}[state]


def roster_sentence(text: Text, held: Roster) -> str:
    """Return how many of those that should publish never did, and who says that they should."""
    return text.n(
        "Of the {listed} agencies on the roster{whose} {n} has never published",
        "Of the {listed} agencies on the roster{whose} {n} have never published",
        held.count("never"),
        listed=text.number(len(held.rows)),
        whose=f" ({held.whose})" if held.whose else "",
    )


def roster_card(text: Text, filters: Filters, held: Roster, *, href: Callable[[str], str]) -> Component:
    """Return the card; `href(months)` shows it with another threshold of silence."""
    listed = len(held.rows)
    return chart_card(
        text,
        id="roster",
        title=roster_sentence(text, held) if listed else text("The roster"),
        note=text("The agencies that should publish, held against those that do"),
        body=_body(text, filters, held, href) if listed or len(held.problems) else _none(text),
        table=roster_table(text, held),
        about=[
            text("An agency on the roster is found by its identifier, else by the same name, else by its acronym."),
            text("A similar name is only suggested: a person decides, and writes it into the roster or the aliases."),
            text(
                "Silent: no release in the {months} months before {day}, the day of these data.",
                months=held.silent_after,
                day=text.date(held.today),
            ),
            text("Of the filters only the source counts here."),
        ],
        filename="roster",
        filters=filters,
        wide=True,
    )


def _none(text: Text) -> Component:
    return callout(text, text("No roster is configured for these sources, so nobody can say who is missing."))


def _body(text: Text, filters: Filters, held: Roster, href: Callable[[str], str]) -> list[Any]:
    counts = [(state, held.count(state)) for state in ("publishing", "silent", "never")]
    options = [(months, text("{n} months", n=months)) for months in THRESHOLDS]
    ranked = sorted(records(held.rows), key=lambda row: ("publishing", "silent", "never").index(row["state"]))
    items = [_item(text, filters, row) for row in ranked]
    rest = text.n("{n} more", "{n} more", len(items) - _OPEN)
    return [
        html.Ul(
            [html.Li([html.B(text.number(number)), state_name(text, state)]) for state, number in counts],
            className="v-counts",
        ),
        switch(text("Silent after"), options, str(held.silent_after), href),
        html.Ul(items[:_OPEN], className="v-todo"),
        html.Details([html.Summary(rest), html.Ul(items[_OPEN:], className="v-todo")], className="v-fold")
        if len(items) > _OPEN
        else None,
        _unlisted(text, filters, held),
        _problems(text, held),
    ]


def _item(text: Text, filters: Filters, row: dict[str, Any]) -> Component:
    found = list(zip(row["agency_ids"], row["agency_names"], strict=True))
    scope = filters if not published(row["source"]) else filters.replace(source=(row["source"],))
    parts: list[Any] = [html.A(name, href=links.agency(identity, scope, text)) for identity, name in found]
    if row["processes"]:
        behind = links.records(scope.replace(agency=tuple(row["agency_ids"])), text)
        parts.append(html.A(text.n("{n} process", "{n} processes", row["processes"]), href=behind))
    if row["state"] == "silent" and published(row["last_release"]):
        parts.append(text("since {month}", month=text.month(f"{row['last_release']:%Y-%m}")))
    if published(row["suggested_name"]):
        near = links.agency(row["suggested_id"], scope, text)
        parts.append([text("is it this one?"), " ", html.A(row["suggested_name"], href=near)])
    return html.Li(
        [
            html.Span(row["name"], className="v-todo-what"),
            html.Span(state_name(text, row["state"]), className=f"v-state v-state-{row['state']}"),
            html.Div([html.Span(part) for part in parts], className="v-record-sub") if parts else None,
        ]
    )


def _unlisted(text: Text, filters: Filters, held: Roster) -> Component | None:
    if held.unlisted.empty:
        return None
    title = text.n(
        "{n} agency publishes and is not on the roster",
        "{n} agencies publish and are not on the roster",
        len(held.unlisted),
    )
    items = [
        html.Li(
            [
                html.A(row["name"], href=links.agency(row["id"], filters, text), className="v-todo-what"),
                html.Span(text.n("{n} process", "{n} processes", row["processes"])),
            ]
        )
        for row in records(held.unlisted)
    ]
    return html.Details([html.Summary(title), html.Ul(items, className="v-todo")], className="v-fold")


def _problems(text: Text, held: Roster) -> Component | None:
    if held.problems.empty:
        return None
    reasons = {
        "unreadable": text("cannot be read"),
        "no_name_column": text("has no column with names"),
        "no_name": text("has no name"),
        "wrong_columns": text("has more or fewer columns than the heading"),
        "repeated": text("repeats a row above it"),
    }
    title = text.n("{n} row of the file cannot be used", "{n} rows of the file cannot be used", len(held.problems))
    items = [
        html.Li(
            html.Span(
                " ".join(
                    part
                    for part in (
                        text("Line {line}", line=row["line"]) if row["line"] else text("The file"),
                        f"“{row['name']}”" if published(row["name"]) else "",
                        reasons[row["problem"]],
                    )
                    if part
                )
            )
        )
        for row in records(held.problems)
    ]
    return html.Details([html.Summary(title), html.Ul(items, className="v-list")], className="v-fold")


def roster_table(text: Text, held: Roster) -> pd.DataFrame:
    """Return the roster with its states, and after it the agencies that are on none."""
    rows = records(held.rows)
    unlisted = records(held.unlisted)
    return pd.DataFrame(
        {
            text("Number in the roster"): [row["roster_id"] for row in rows] + [None] * len(unlisted),
            text("Name in the roster"): [row["name"] for row in rows] + [None] * len(unlisted),
            text("State"): [state_name(text, row["state"]) for row in rows]
            + [text("not on the roster")] * len(unlisted),
            text("Agency"): ["; ".join(row["agency_names"]) or None for row in rows]
            + [row["name"] for row in unlisted],
            text("Processes"): [row["processes"] for row in (*rows, *unlisted)],
            text("First release"): [row["first_release"] for row in (*rows, *unlisted)],
            text("Last release"): [row["last_release"] for row in (*rows, *unlisted)],
            text("Similar name, not confirmed"): [row["suggested_name"] for row in rows] + [None] * len(unlisted),
        }
    )
