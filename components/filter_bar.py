"""The filters above a page: what is on, each with a way to take it off, and a form to add more. The same on each page."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pandas as pd
from dash.development.base_component import Component

from components import links
from components.attributes import attributes
from components.elements import html
from components.forms import choice, entry, hidden_fields
from components.frames import records
from components.glossary import what_is
from components.snapshot import current_snapshot
from components.text import Text
from data_loader import queries
from data_loader.filters import AMOUNT_STAGES, NOT_PUBLISHED, Filters
from data_loader.snapshot import Snapshot

_FORM = "filter"
_CHOICES = ("agency", "supplier", "method", "category", "stage_reached", "source")
_LONGEST_OPTION = 60
_ASKED = ("stage", "currency", *_CHOICES, "year_from", "year_to", "q")


def filter_bar(text: Text, filters: Filters, path: str) -> Component:
    """Return the bar for the page at a path."""
    snapshot = current_snapshot()
    options = queries.options(snapshot)
    fresh = text(
        "Data of {publishers}, {when}",
        publishers=text.n("{n} publisher", "{n} publishers", len(snapshot.sources)),
        when=text.moment(snapshot.published_at),
    )
    return html.Div(
        [
            html.Div(
                [
                    html.Span(text("Viewing"), className="filters-label"),
                    html.Ul(_chips(text, filters, path, options), className="chips"),
                    html.Span(fresh, className="as-of"),
                ],
                className="filters",
            ),
            _notice(text, filters),
            _form(text, filters, path, options),
        ],
        className="filter-bar",
    )


def value_label(text: Text, name: str, value: str, options: dict[str, pd.DataFrame]) -> str:
    """Return a filter's value in words: the name of an agency, the meaning of a code."""
    if value == NOT_PUBLISHED and name not in {"q", "source"}:
        return text.name(None, name.removeprefix("exclude_"))
    if name in {"agency", "exclude_agency", "supplier", "source"}:
        return _known_name(options, name.removeprefix("exclude_"), value) or _organisation_name(value) or value
    if name in {"min_amount", "max_amount"}:
        return text.number(float(value))
    return text.code(name, value)


def _known_name(options: dict[str, pd.DataFrame], name: str, value: str) -> str | None:
    frame = options.get(name)
    if frame is None or frame.empty:
        return None
    found = frame.loc[frame["id"] == value, "name"]
    return str(found.iloc[0]) if len(found) and isinstance(found.iloc[0], str) else None


def _organisation_name(value: str) -> str | None:
    organisation = queries.organisation(current_snapshot(), value)
    return organisation.name if organisation else None


def _chips(text: Text, filters: Filters, path: str, options: dict[str, pd.DataFrame]) -> list[Component]:
    unit = queries.resolved_currency(current_snapshot(), filters)
    always = [] if ("stage", filters.stage) in filters.active() else [_chip(text.code("stage", filters.stage))]
    if unit and filters.currency is None:
        always.append(_chip(unit))
    return always + [
        _chip(
            _chip_words(text, name, value, options),
            label=text("Remove the filter {filter}", filter=text.code("filter", name)),
            href=links.href(path, filters.without(name, value), text),
        )
        for name, value in filters.active()
    ]


def _chip_words(text: Text, name: str, value: str, options: dict[str, pd.DataFrame]) -> str:
    words = value_label(text, name, value, options)
    if name in {"stage", "currency", "agency", "supplier", "method", "category", "source"} and value != NOT_PUBLISHED:
        return words
    return f"{text.code('filter', name)}: {words}"


def _chip(words: str, *, label: str = "", href: str = "") -> Component:
    cross = html.A("×", href=href, title=label, **attributes(aria_label=f"{label}: {words}")) if href else None
    return html.Li([html.Span(words), cross], className="chip")


def _notice(text: Text, filters: Filters) -> Component | None:
    if not filters.warnings:
        return None
    left_out = [f"{text.code('filter', warning.field)} “{warning.value[:60]}”" for warning in filters.warnings]
    return html.P(
        text("Left out, because it is no value there: {filters}.", filters=text.join(left_out)),
        className="notice",
        role="status",
    )


def _form(text: Text, filters: Filters, path: str, options: dict[str, pd.DataFrame]) -> Component:
    fields = [
        choice(
            "stage",
            text("Amount"),
            [(stage, text.code("stage", stage)) for stage in AMOUNT_STAGES],
            filters.stage,
            form=_FORM,
            explained=what_is(text, text.code("stage", filters.stage), place="filter-stage"),
        ),
        choice(
            "currency",
            text("Currency"),
            [("", text("The most used")), *_options(text, current_snapshot(), "currency")],
            filters.currency or "",
            form=_FORM,
        ),
        *(_choice(text, filters, options, name) for name in _CHOICES),
        entry("year_from", text("From year"), _words(filters.year_from), form=_FORM, kind="number", hint="2015"),
        entry("year_to", text("To year"), _words(filters.year_to), form=_FORM, kind="number", hint="2020"),
        entry("q", text("Text"), filters.q or "", form=_FORM, kind="search"),
    ]
    buttons = html.Div(
        [
            html.Button(text("Show"), type="submit", className="button"),
            html.A(text("Remove all filters"), href=links.href(path, Filters(), text)) if filters.active() else None,
        ],
        className="filter-buttons",
    )
    form = html.Form(
        [*hidden_fields(filters, text, without=_ASKED), html.Div(fields, className="fields"), buttons],
        action=path,
        method="GET",
    )
    return html.Details([html.Summary(text("Filter")), form], className="filter-form")


def _choice(text: Text, filters: Filters, options: dict[str, pd.DataFrame], name: str) -> Component:
    chosen = getattr(filters, name)
    found = [("", text("All")), *_options(text, current_snapshot(), name)]
    if chosen and chosen[0] not in {value for value, _ in found}:
        found.append((chosen[0], value_label(text, name, chosen[0], options)))
    label = text.code("filter", name)
    explained = what_is(text, label, place=f"filter-{name}")
    more = text("Others: look for them by name, above") if len(options[name]) == queries.MOST_ORGANISATIONS else ""
    return choice(name, label, found, chosen[0] if chosen else "", form=_FORM, explained=explained, more=more)


@lru_cache(maxsize=64)
def _options(text: Text, snapshot: Snapshot, name: str) -> tuple[tuple[str, str], ...]:
    """Return value and words of each choice: the same on every page of a snapshot."""
    frame = queries.options(snapshot).get(name)
    if frame is None:
        return ()
    return tuple(
        (_identity(row["id"]), f"{_cut(_option_name(text, row, name))} ({text.number(row['processes'])})")
        for row in records(frame)
        if name != "currency" or isinstance(row["id"], str)
    )


def _cut(name: str) -> str:
    """Return a name short enough for a list to choose from."""
    return name if len(name) <= _LONGEST_OPTION else f"{name[:_LONGEST_OPTION].rstrip()}…"


def _identity(value: Any) -> str:
    return value if isinstance(value, str) else NOT_PUBLISHED


def _option_name(text: Text, row: dict[str, Any], name: str) -> str:
    if not isinstance(row["id"], str):
        return text.name(None, name)
    return (
        text.code(name, row["id"]) if name in {"method", "category", "stage_reached"} else str(row["name"] or row["id"])
    )


def _words(value: int | None) -> str:
    return "" if value is None else str(value)
