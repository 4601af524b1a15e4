"""The rollout in pictures: the curve of those that have begun, the grid of months, the shares of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from components import links
from components.chart_card import chart_card
from components.curves import lorenz_curves, steps
from components.elements import html
from components.figures import graph
from components.frames import records
from components.glossary import marked
from components.month_grid import YEARS, month_grid, years_of
from components.paging import page_links, switch
from components.process_story import published
from components.shell import callout
from components.view_tables import table

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    from dash.development.base_component import Component

    from components.text import Text
    from data_loader.filters import Filters
    from data_loader.queries import Rollout
    from data_loader.queries.rollout import Basis

PAGE_SIZE: Final = 25
KEPT: Final = {"release": "released", "event": "month"}


def basis_words(text: Text) -> list[tuple[str, str]]:
    """Return the two ways to place a process in a month, by value and name."""
    return [("release", text("first release")), ("event", text("date of the process"))]


def _about_months(text: Text) -> list[str]:
    return [
        text("First release: the month in which a process first appears in what the source serves."),
        text(
            "Date of the process: its signature, else award, start of the call, or release: the time that the data speak of."
        ),
        text("What has no such date is in no month, and is counted."),
    ]


def curve_card(text: Text, filters: Filters, months: pd.DataFrame, found: Rollout, *, basis: Basis) -> Component:
    """Return the curve of the agencies that have begun to publish; `months` as `queries.rollout_months` gives it."""
    rows = records(months)
    title = _curve_finding(text, rows)
    days = [f"{row['month']}-01" for row in rows]
    hover = [
        text(
            "{month}: {agencies}, {processes} in all",
            month=text.month(row["month"]),
            agencies=text.n("{n} agency", "{n} agencies", row["all_agencies"]),
            processes=text.n("{n} process", "{n} processes", row["all_processes"]),
        )
        for row in rows
    ]
    figure = steps(text, days, [row["all_agencies"] for row in rows], hover=hover)
    undated = text.n("{n} process has no release date", "{n} processes have no release date", found.undated)
    headers = {
        "month": text("Month"),
        "agencies": text("Agencies in the month"),
        "new_agencies": text("Agencies for the first time"),
        "all_agencies": text("Agencies so far"),
        "processes": text("Processes"),
        "all_processes": text("Processes so far"),
    }
    return chart_card(
        text,
        id="curve",
        title=title,
        note=text("Agencies that have published at least once, month by month"),
        body=[
            graph("curve-figure", figure, label=title) if rows else callout(text, text("No process here has a date.")),
            html.P(undated, className="note") if found.undated and basis == "release" else None,
        ],
        table=table(months, headers),
        about=_about_months(text),
        filename=f"rollout-months-by-{basis}",
        filters=filters,
    )


def _curve_finding(text: Text, rows: list[dict[str, Any]]) -> str:
    if not rows:
        return text("Since when they publish")
    most = max(rows, key=lambda row: row["new_agencies"])
    if len(rows) > 1 and most["new_agencies"] > 1:
        return text(
            "{n} of the {all} agencies began in {month}",
            n=text.number(most["new_agencies"]),
            all=text.number(rows[-1]["all_agencies"]),
            month=text.month(most["month"]),
        )
    return text("Agencies that have begun: {n}", n=text.number(rows[-1]["all_agencies"]))


def lorenz_card(text: Text, filters: Filters, points: pd.DataFrame, found: Rollout) -> Component:
    """Return how unequal the shares are; `points` as `queries.lorenz` gives it."""
    names = {"processes": text("processes"), "money": text("money")}
    share = found.top3_processes
    title = (
        text("The first three publish {share} of the processes", share=text.percent(share))
        if share is not None and len(found.agencies) > 3
        else text("Share of the first three")
    )
    gini = [
        text("Gini of the {measure}: {value}", measure=names[name], value=text.number(round(value, 2)))
        for name, value in (("processes", found.gini_processes), ("money", found.gini_money))
        if value is not None
    ]
    headers = {
        "_name": text("Measure"),
        "place": text("Agencies, from the smallest"),
        "agencies": text("Share of the agencies"),
        "share": text("What they have together"),
    }
    named = points.assign(_name=points["measure"].map(names))
    return chart_card(
        text,
        id="shares",
        title=title,
        note=text("What the agencies have together, from the smallest to the largest"),
        body=[
            graph("lorenz-figure", lorenz_curves(text, points, names), label=title)
            if len(found.agencies) > 1
            else callout(text, text("With one agency there is nothing to compare.")),
            html.P(marked(text, " · ".join(gini), place="gini"), className="note") if gini else None,
        ],
        table=table(named, headers),
        about=[
            text(
                "On the dashed line all agencies would have the same; the further below it, the fewer have nearly all."
            ),
            text("The Gini coefficient is 0 where all have the same and comes near 1 where one has all."),
            text("Agencies without a published amount are not in the line of the money."),
        ],
        filename="rollout-shares",
        filters=filters,
    )


def grid_card(
    text: Text,
    filters: Filters,
    grid: pd.DataFrame,
    found: Rollout,
    *,
    basis: Basis,
    until: str | None,
    now: int,
    number: int,
    here: Callable[..., str],
) -> Component:
    """Return the grid of agencies and months, three years and 25 agencies at a time; first the years about `now`."""
    every = years_of(grid)
    asked = until and until.isascii() and until.isdigit() and int(until) in every
    last = int(until) if until and asked else _first_shown(every, now)
    shown = [year for year in every if last - YEARS < year <= last]
    if len(shown) < YEARS:
        shown = every[:YEARS]
    agencies = records(found.agencies.iloc[(number - 1) * PAGE_SIZE : number * PAGE_SIZE])

    def behind(agency: str) -> Callable[[str], str]:
        kept = filters.replace(agency=(agency,), exclude_agency=())
        return lambda month: links.records(kept, text, **{KEPT[basis]: month})

    headers = {"agency_name": text("Agency"), "month": text("Month"), "processes": text("Processes")}
    return chart_card(
        text,
        id="grid",
        title=text("Who publishes, month by month"),
        note=text("Each cell: processes of an agency in a month; a filled one opens them"),
        body=[
            switch(text("Month of"), basis_words(text), basis, lambda value: here(basis=value) + "#grid"),
            _years(text, every, shown, lambda year: here(until=year) + "#grid"),
            month_grid(
                text,
                grid,
                [(row["id"], row["name"]) for row in agencies],
                shown,
                href=behind,
                agency_href=lambda one: links.agency(one, filters, text),
            ),
            page_links(
                text,
                page=number,
                page_size=PAGE_SIZE,
                total=len(found.agencies),
                href=lambda value: here(page=value, until=shown[-1]) + "#grid",
            ),
        ]
        if every and agencies
        else callout(text, text("No process here has a date.")),
        table=table(grid, headers),
        about=_about_months(text),
        filename=f"rollout-grid-by-{basis}",
        filters=filters,
        wide=True,
    )


def _ends(every: list[int]) -> list[int]:
    """Return the last year of each three that can be chosen, the latest first."""
    return list(range(every[-1], every[0] + YEARS - 2, -YEARS)) or every[-1:]


def _first_shown(every: list[int], now: int) -> int:
    """Return the last of the three years shown first: not those that a date of the future alone has brought about."""
    return min((end for end in _ends(every) if end >= now), default=every[-1]) if every else 0


def _years(text: Text, every: list[int], shown: list[int], href: Callable[[int], str]) -> Component | None:
    if len(every) <= YEARS:
        return None
    ends = _ends(every)
    options = [(str(end), f"{max(end - YEARS + 1, every[0])}–{end}") for end in reversed(ends)]
    if ends[-1] >= every[0] + YEARS:
        options.insert(0, (str(every[0] + YEARS - 1), f"{every[0]}–{every[0] + YEARS - 1}"))
    return switch(text("Years"), options, str(shown[-1]), lambda value: href(int(value)))


def agencies_card(text: Text, filters: Filters, found: Rollout, *, number: int, here: Callable[..., str]) -> Component:
    """Return the agencies with their first and last release and their shares."""
    page = records(found.agencies.iloc[(number - 1) * PAGE_SIZE : number * PAGE_SIZE])
    headers = {
        "name": text("Agency"),
        "processes": text("Processes"),
        "process_share": text("Share of the processes"),
        "amount": text("Amount ({unit})", unit=found.unit or text("no currency")),
        "money_share": text("Share of the money"),
        "first_release": text("First release"),
        "last_release": text("Last release"),
        "first_month": text("First month of its processes"),
        "last_month": text("Last month of its processes"),
        "months": text("Months with something new"),
    }
    return chart_card(
        text,
        id="agencies",
        title=text("First and last release of each"),
        note=text("The agencies with most processes first"),
        body=[
            html.Ul([_agency(text, filters, row) for row in page], className="v-todo"),
            page_links(
                text,
                page=number,
                page_size=PAGE_SIZE,
                total=len(found.agencies),
                href=lambda value: here(page=value) + "#agencies",
                label=text("Pages of the list"),
            ),
        ]
        if page
        else callout(text, text("There is nothing on this page of the list.")),
        table=table(found.agencies, headers),
        about=[
            text("The first release is the earliest in which a process of the agency appears, the last its latest."),
            text("Processes that name no agency are in no share: {n}.", n=text.number(found.unnamed)),
        ],
        filename="rollout-agencies",
        filters=filters,
        wide=True,
    )


def _agency(text: Text, filters: Filters, row: dict[str, Any]) -> Component:
    kept = filters.replace(agency=(row["id"],), exclude_agency=())
    dates = text("no release is dated")
    if published(row["first_release"]):
        dates = text(
            "from {first} to {last}", first=text.date(row["first_release"]), last=text.date(row["last_release"])
        )
    shares = [text("{share} of the processes", share=text.percent(row["process_share"]))]
    if published(row["money_share"]):
        shares.append(text("{share} of the money", share=text.percent(row["money_share"])))
    count = text.n("{n} process", "{n} processes", row["processes"])
    return html.Li(
        [
            html.A(row["name"], href=links.agency(row["id"], filters, text), className="v-todo-what"),
            html.A(count, href=links.records(kept, text)),
            html.Div([html.Span(part) for part in (dates, *shares)], className="v-record-sub"),
        ]
    )
