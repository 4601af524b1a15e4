"""A list of processes: what was bought, by whom, when, from whom, for how much."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from components import links
from components.elements import html
from components.frames import records
from components.pin_button import pin_button
from components.process_story import published, suppliers_of
from components.stage_reach import stage_name
from components.step_findings import UNLIKELY
from data_loader.filters import Filters

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    from dash.development.base_component import Component

    from components.text import Text

_NAMED_SUPPLIERS: Final = 3


def process_list(
    text: Text,
    rows: pd.DataFrame,
    *,
    stage: str,
    href: Callable[[str, str | None], str],
) -> Component:
    """Return the list.

    `rows`: ocid, source, title, agency_name, stage, date, suppliers, currency and an amount for each stage.
    `stage` is the amount shown; `href(ocid, source)` is the page of a process.
    """
    return html.Ol([_item(text, row, stage, href) for row in records(rows)], className="v-records")


def title_of(text: Text, row: dict[str, Any]) -> str:
    """Return the title of a process, or that none was published, with its ocid."""
    if published(row.get("title")):
        return str(row["title"])
    return text("Untitled process {ocid}", ocid=row["ocid"])


def amount_name(text: Text, stage: str) -> str:
    """Return which of the five amounts a figure is ("contracted")."""
    return text.code("stage", stage).lower()


def _item(text: Text, row: dict[str, Any], stage: str, href: Callable[[str, str | None], str]) -> Component:
    facts = [
        text.name(row.get("agency_name"), "agency"),
        _stage(text, row),
        text.date(row["date"]) if published(row.get("date")) else text("no date published"),
        _suppliers(text, row),
    ]
    return html.Li(
        [
            html.A(title_of(text, row), href=href(row["ocid"], row.get("source")), className="v-record-title"),
            _amount(text, row, stage),
            html.Div([html.Span(fact) for fact in facts if fact], className="v-record-sub"),
            pin_button(
                text, "record", title=title_of(text, row), at=links.process(row["ocid"], row.get("source"), text)
            ),
        ],
        className=f"v-stage-{row['stage']}",
    )


def _stage(text: Text, row: dict[str, Any]) -> Component | None:
    if not published(row.get("stage")):
        return None
    return html.Span([html.I(**{"aria-hidden": "true"}), stage_name(text, row["stage"])], className="v-record-stage")


def _amount(text: Text, row: dict[str, Any], stage: str) -> Component:
    amount = row.get(stage)
    if not published(amount):
        none = text("{amount}: not published", amount=amount_name(text, stage))
        return html.Span(html.Span(none, className="v-record-none"), className="v-record-amount")
    return html.Span(
        [text.money_short(amount, row["currency"]), html.Small(f"{amount_name(text, stage)}, {row['currency']}")],
        className="v-record-amount",
    )


def _suppliers(text: Text, row: dict[str, Any]) -> str:
    names = [one["name"] for one in suppliers_of(row) if published(one.get("name"))]
    if len(names) > _NAMED_SUPPLIERS:
        rest = len(names) - _NAMED_SUPPLIERS + 1
        names = [*names[: _NAMED_SUPPLIERS - 1], text.n("{n} other supplier", "{n} other suppliers", rest)]
    if names:
        return text.join(names)
    return text("supplier not published") if row["stage"] in {"award", "contract", "implementation"} else ""


def slowest_list(
    text: Text,
    rows: pd.DataFrame,
    *,
    href: Callable[[str, str | None], str],
) -> Component:
    """Return the slowest processes of a step; `rows`: ocid, source, title, agency_name, days."""
    if rows.empty:
        return html.P(text("No process publishes both dates."), className="none")
    return html.Ol(
        [
            html.Li(
                [
                    html.A(title_of(text, row), href=href(row["ocid"], row["source"]), className="v-record-title"),
                    html.Span(text.days(row["days"]), className="v-record-amount"),
                    html.Div(
                        [
                            html.Span(text.name(row["agency_name"], "agency")),
                            html.Span(text("one of the two dates is probably wrong"))
                            if row["days"] >= UNLIKELY
                            else None,
                        ],
                        className="v-record-sub",
                    ),
                    pin_button(text, "record", title=title_of(text, row), at=href(row["ocid"], row["source"])),
                ],
            )
            for row in records(rows)
        ],
        className="v-records",
    )


def empty_list(
    text: Text,
    filters: Filters,
    total: int,
    href: Callable[[Filters], str],
) -> Component:
    """Return why the list is empty, and what can be dropped so that it is not: each filter, or all of them."""
    if total:
        return html.P(
            [text("The list ends before this page."), " ", html.A(text("Back to its start"), href=href(filters))],
            className="none",
        )
    active = filters.active()
    if not active:
        return html.P(text("Nothing has been published yet: no source has been read."), className="none")
    drops = [
        html.Li(
            html.A(
                text("without {filter}", filter=f"{text.code('filter', name)}: {text.code(name, value)}"),
                href=href(filters.without(name, value)),
            )
        )
        for name, value in active
    ]
    return html.Div(
        [
            html.P(text("No process meets all of these conditions at once. Drop one of them:"), className="v-plain"),
            html.Ul(drops, className="v-list"),
            html.P(html.A(text("See all processes"), href=href(Filters())), className="v-plain"),
        ],
    )
