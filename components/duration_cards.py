"""How the days of one step are distributed, and how they changed over the years, as cards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from components import figures, links
from components.attributes import attributes
from components.chart_card import chart_card
from components.duration_words import bin_link, bin_name
from components.elements import html
from components.frames import records
from components.having import having_link
from components.process_story import published
from components.step_track import step_from_to, step_name
from components.view_tables import groups_table, table

if TYPE_CHECKING:
    import pandas as pd
    from dash.development.base_component import Component

    from components.text import Text
    from data_loader.filters import Filters
    from data_loader.queries import Durations

_ENOUGH: Final = 5
"""Processes of a year that it takes to compare it with another."""
_HEIGHT: Final = 300


def distribution_card(text: Text, filters: Filters, found: Durations) -> Component:
    """Return the histogram of one step: a bar a bin of days, the middle case marked, what is in none told under it."""
    step = step_name(text, found.step)
    return chart_card(
        text,
        id="distribution",
        title=_title(text, found),
        note=text("{step}: {from_to}", step=step, from_to=step_from_to(text, found.step)),
        body=[_histogram(text, filters, found), _left_out(text, filters, found)],
        table=_table(text, found),
        about=[
            text("Each bar is the number of processes whose step took that many days; it opens them."),
            text("The bins grow: about twice as long each. A bar of a wide bin is no taller for being wide in days."),
            text("Processes without one of the two dates, or whose dates are in the wrong order, are in no bar."),
        ],
        filename=f"timelines-{found.step}-distribution",
        filters=filters,
        wide=True,
    )


def _title(text: Text, found: Durations) -> str:
    step = step_name(text, found.step)
    if not found.measured:
        return text("{step}: nothing can be measured", step=step)
    if not found.median:
        return text(
            "{step}: half on the same day, one in ten after more than {p90}", step=step, p90=text.days(found.p90)
        )
    return text(
        "{step}: half take up to {median}, one in ten more than {p90}",
        step=step,
        median=text.days(found.median),
        p90=text.days(found.p90),
    )


def _histogram(text: Text, filters: Filters, found: Durations) -> Component:
    if not found.measured:
        return html.P(text("No process publishes both dates."), className="none")
    rows = records(found.rows)
    most = max(row["processes"] for row in rows)
    return html.Ol([_bar(text, filters, found, row, most) for row in rows], className="d-bins")


def _bar(text: Text, filters: Filters, found: Durations, row: dict[str, Any], most: int) -> Component:
    count = int(row["processes"])
    here = _holds(row, found.median)
    words = text.n("{n} process", "{n} processes", count)
    figure: list[Any] = [html.A(words, href=bin_link(text, filters, found.step, row)) if count else words]
    if count:
        figure.append(html.Small(text.percent(row["share"])))
    if here:
        figure.append(html.B(text("the middle case: {days}", days=text.days(found.median))))
    return html.Li(
        [
            html.Span(bin_name(text, row["low"], row["high"]), className="d-bin"),
            html.Span(
                html.Span(style={"width": f"{100 * count / most:.2f}%"}) if count else None,
                className="d-rail",
                **attributes(aria_hidden="true"),
            ),
            html.Span(figure, className="d-count"),
        ],
        className="d-middle" if here else None,
    )


def _holds(row: dict[str, Any], days: float | None) -> bool:
    """Whether a duration lies in a bin; the middle of two cases may lie between bins, and is then in the lower one."""
    return days is not None and row["low"] <= days and (not published(row["high"]) or days < row["high"] + 1)


def _left_out(text: Text, filters: Filters, found: Durations) -> Component:
    parts: list[Component | str] = [
        text("Measured in {n}.", n=text.number(found.measured)),
    ]
    for count, kind, words in (
        (
            found.missing,
            "missing",
            text.n("{n} lacks one of the two dates.", "{n} lack one of the two dates.", found.missing),
        ),
        (
            found.negative,
            "negative",
            text.n("{n} ends before it begins.", "{n} end before they begin.", found.negative),
        ),
    ):
        if count:
            parts += [" ", html.A(words, href=having_link(text, filters, f"{found.step}_{kind}"))]
    return html.P(parts, className="note d-left-out")


def _table(text: Text, found: Durations) -> pd.DataFrame:
    named = found.rows.assign(_name=[bin_name(text, row["low"], row["high"]) for row in records(found.rows)])
    headers = {
        "_name": text("Duration"),
        "low": text("From (days)"),
        "high": text("To (days)"),
        "processes": text("Processes"),
        "share": text("Share of the measured"),
    }
    return table(named, headers)


def years_card(text: Text, filters: Filters, frame: pd.DataFrame, step: str) -> Component:
    """Return the middle half and the middle case of a step year by year; `frame`: timelines by year, of this step."""
    known = frame[frame["group_id"].notna() & (frame["measured"] > 0)].sort_values("group_id")
    enough = known[known["measured"] >= _ENOUGH]
    drawn = enough if len(enough) else known
    names = {row["group_id"]: text.name(row["group_name"], "year") for row in records(frame)}
    return chart_card(
        text,
        id="by-year",
        title=_years_title(text, enough, step),
        note=text(
            "{step} by year of the process: the bar is the middle half, the mark the middle case, in days",
            step=step_name(text, step),
        ),
        body=figures.graph(
            "years-figure",
            _years_figure(text, filters, drawn, step),
            label=text("Days by year; the data of the card has every value."),
        )
        if len(drawn)
        else html.P(text("No process publishes both dates."), className="none"),
        table=groups_table(text, frame, by=text("Year"), names=names),
        about=[
            text("Years with fewer than {n} measured processes are in the data, not in the chart.", n=_ENOUGH),
            text("The year of a process is that of its signature, else of its award, call for bids or release."),
            text("A process that is still under way is in no bar: recent years may look quicker than they will be."),
        ],
        filename=f"timelines-{step}-by-year",
        filters=filters,
        wide=True,
    )


def _years_title(text: Text, enough: pd.DataFrame, step: str) -> str:
    name = step_name(text, step)
    if len(enough) < 2:
        return text("{step}, year by year", step=name)
    first, last = enough.iloc[0], enough.iloc[-1]
    return text(
        "{step}: {first_days} in {first}, {last_days} in {last}",
        step=name,
        first=first["group_id"],
        first_days=text.days(first["median"]),
        last=last["group_id"],
        last_days=text.days(last["median"]),
    )


def _years_figure(text: Text, filters: Filters, known: pd.DataFrame, step: str) -> dict[str, Any]:
    rows = records(known)
    years = [str(row["group_id"]) for row in rows]
    hover = [
        text(
            "{year}: half between {low} and {high}, the middle case {median}; measured in {n}",
            year=row["group_id"],
            low=text.number(round(row["p25"])),
            high=text.days(row["p75"]),
            median=text.days(row["median"]),
            n=text.number(row["measured"]),
        )
        for row in rows
    ]
    of_year = [links.of_group(filters, "year", row["group_id"]) or filters for row in rows]
    addresses = [having_link(text, kept, f"{step}_measured") for kept in of_year]
    common = {"x": years, "hovertext": hover, "hovertemplate": "%{hovertext}<extra></extra>", "customdata": addresses}
    half = {
        "type": "bar",
        "base": [row["p25"] for row in rows],
        "y": [row["p75"] - row["p25"] for row in rows],
        "marker": {"color": figures.PALETTE["context"], "cornerradius": 2},
        **common,
    }
    middle = {
        "type": "scatter",
        "mode": "markers+text" if len(rows) <= 12 else "markers",
        "y": [row["median"] for row in rows],
        "marker": {"color": figures.PALETTE["accent"], "size": 11},
        "text": [text.number(round(row["median"])) for row in rows],
        "textposition": "middle right",
        "textfont": {"size": 13, "color": figures.PALETTE["ink"]},
        "cliponaxis": False,
        **common,
    }
    x_axis = {"type": "category", "showline": True, "linecolor": figures.PALETTE["line"]}
    y_axis = {"rangemode": "tozero", "showticklabels": True, "nticks": 5, "automargin": True}
    return {
        "data": [half, middle],
        "layout": figures.layout(text, height=_HEIGHT, xaxis=x_axis, yaxis=y_axis, bargap=0.5),
    }
