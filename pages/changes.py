"""What changed since a day: processes added, changed field by field, no longer published, and published again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

import dash
import dash_bootstrap_components as dbc

from components import links
from components.change_list import change_list, changes_table, kind_words
from components.chart_card import chart_card
from components.elements import html
from components.exclusions import exclusions
from components.forms import entry, hidden_fields
from components.paging import last, page_of, pager, switch
from components.shell import Accent, current_snapshot, page
from components.slots import filled, slot
from components.text import Text
from data_loader import queries
from data_loader.filters import Filters

if TYPE_CHECKING:
    from dash.development.base_component import Component

dash.register_page(__name__, path="/changes", name="changes")

_PAGE_SIZE: Final = 25


def layout(**query: Any) -> Component:
    """Return the page for what the URL asks for: `since` a day, `kind` what happened."""
    text, filters = Text.for_request(query.get("lang")), Filters.from_query(query)
    since = _day(last(query, "since"))
    kind = tuple(known for known in queries.KINDS if known == last(query, "kind"))
    found = queries.changes(
        current_snapshot(), filters, since=since, kind=kind, page=page_of(query), page_size=_PAGE_SIZE
    )
    return page(
        text,
        filters,
        question=text("What changed?"),
        headline=_headline(text, found, since),
        sub=text("What a source changes or takes away is kept here, field by field; its first reading is no change."),
        not_shown=exclusions(
            text,
            filters,
            current_snapshot(),
            text("What a source changed before it was first read here."),
            money=False,
        ),
        body=[_card(text, filters, found, since, kind[0] if kind else "")],
    )


def _day(asked: str | None) -> date | None:
    try:
        return date.fromisoformat(asked) if asked else None
    except ValueError:
        return None


def _headline(text: Text, found: queries.Changes, since: date | None) -> list[Any]:
    if not found.processes:
        return [
            text("Nothing changed since {day}.", day=text.date(since)) if since else text("Nothing has changed yet.")
        ]
    words = text.n(
        "{figure} process changed since {day}.",
        "{figure} processes changed since {day}.",
        found.processes,
        figure=slot("figure"),
        day=text.date(since or found.first),
    )
    return filled(words, figure=Accent(text.number(found.processes)))


def _card(text: Text, filters: Filters, found: queries.Changes, since: date | None, kind: str) -> Component:
    def here(**changes: Any) -> str:
        return links.href("/changes", filters, text, **{"since": since, "kind": kind or None, **changes})

    kinds = [
        (name, f"{kind_words(text, name)} ({text.number(found.counts[name])})")
        for name in queries.KINDS
        if found.counts[name]
    ]
    return chart_card(
        text,
        id="changes",
        title=text("Change by change"),
        note=text("Latest first, times in UTC"),
        body=[
            _since(text, filters, since, kind),
            switch(text("Show"), [("", text("all")), *kinds], kind, lambda value: here(kind=value or None)),
            change_list(text, found.rows, lambda ocid, source: links.process(ocid, source, text))
            if len(found.rows)
            else html.P(text("No change to show."), className="none"),
            pager(text, found, lambda value: here(page=value)),
        ],
        table=changes_table(text, found.rows),
        about=[
            text("Each pull is held against the one before: what is new, what differs, and what is no longer served."),
            text("The latest 20,000 changes of each source are kept here, at most 50 fields of a process at a time."),
            text("The data and the download hold the changes of this page of the list; the API has all of them."),
        ],
        filename="changes",
        filters=filters,
        wide=True,
    )


def _since(text: Text, filters: Filters, since: date | None, kind: str) -> Component:
    kept = hidden_fields(filters, text)
    if kind:
        kept.append(dbc.Input(type="hidden", name="kind", value=kind))
    return html.Form(
        [
            *kept,
            entry("since", text("Since"), since.isoformat() if since else "", form="changes", kind="date"),
            html.Button(text("Show"), type="submit"),
        ],
        action="/changes",
        method="GET",
        className="v-within v-since",
    )
