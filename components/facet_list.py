"""The facets beside a list of processes: each value a link that adds it to the filters or takes it off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from components.attributes import attributes
from components.elements import html
from components.frames import records
from components.glossary import code_meaning, marked
from data_loader.filters import NOT_PUBLISHED, Filters

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    from dash.development.base_component import Component

    from components.text import Text


def facet_list(text: Text, filters: Filters, frame: pd.DataFrame, href: Callable[[Filters], str]) -> Component:
    """Return the facets; `frame`: facet, id, name, processes, chosen, values. `href` is the list with other filters.

    A facet of one value that is not chosen divides nothing and is left out.
    """
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in records(frame):
        groups.setdefault(row["facet"], []).append(row)
    shown = [_facet(text, filters, name, rows, href) for name, rows in groups.items() if _divides(rows)]
    body = shown or [html.P(text("These processes are alike in all that divides them."), className="note")]
    return html.Details(
        [html.Summary(text("Narrow down")), html.Nav(body, **attributes(aria_label=text("Narrow down")))],
        className="s-facets",
    )


def _divides(rows: list[dict[str, Any]]) -> bool:
    return len(rows) > 1 or any(row["chosen"] for row in rows)


def _facet(
    text: Text, filters: Filters, name: str, rows: list[dict[str, Any]], href: Callable[[Filters], str]
) -> Component:
    rest = rows[0]["values"] - len(rows)
    more = text.n("{n} more value: see Filter", "{n} more values: see Filter", rest) if rest else None
    return html.Section(
        [
            html.H3(text("Year") if name == "year" else marked(text, text.code("filter", name), place=f"facet-{name}")),
            html.Ul([html.Li(_value(text, filters, name, row, href)) for row in rows]),
            html.P(more) if more else None,
        ],
        className="s-facet",
    )


def _value(text: Text, filters: Filters, name: str, row: dict[str, Any], href: Callable[[Filters], str]) -> Component:
    words = _words(text, name, row)
    count = text.number(row["processes"])
    does = (
        text("Remove the filter {filter}", filter=words)
        if row["chosen"]
        else text("Add the filter {filter}", filter=words)
    )
    return html.A(
        [html.Span(words), html.Span(count)],
        href=href(toggled(filters, name, row["id"], chosen=bool(row["chosen"]))),
        title=". ".join(filter(None, (does, code_meaning(text, name, row["id"])))),
        className="s-on" if row["chosen"] else None,
        **(attributes(aria_current="true") if row["chosen"] else {}),
    )


def _words(text: Text, name: str, row: dict[str, Any]) -> str:
    if row["id"] is None:
        return text.name(None, name)
    return text.code(name, row["id"]) if name in {"stage_reached", "method", "category"} else str(row["name"])


def toggled(filters: Filters, name: str, identity: str | None, *, chosen: bool) -> Filters:
    """Return the filters with one value of a facet added or taken off; one year at a time."""
    if name == "year":
        year = None if chosen or identity is None else int(identity)
        return filters.replace(year_from=year, year_to=year)
    value = identity or NOT_PUBLISHED
    if chosen:
        return filters.without(name, value)
    return filters.replace(**{name: (*getattr(filters, name), value)})
