"""A wall of gauges: each agency's score beside how much it is about, so that no gauge stands alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from components.elements import html
from components.frames import records
from components.gauge import gauge, stage_bars
from components.process_story import published
from components.stage_reach import stage_name
from components.stage_timeline import STAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd
    from dash.development.base_component import Component

    from components.text import Text


def gauge_wall(text: Text, agencies: pd.DataFrame, *, href: Callable[[str | None], str]) -> Component:
    """Return a gauge an agency, in the frame's order.

    `agencies`: id, name, processes, score (0–1, NaN: nothing is owed), a score for each stage, money_share (0–1), and change and since
    of the score where there is an earlier one.
    """
    return html.Ul([_item(text, row, href) for row in records(agencies)], className="v-wall")


def _item(text: Text, row: dict[str, Any], href: Callable[[str | None], str]) -> Component:
    identity = row["id"] if published(row["id"]) else None
    name = text.name(row["name"] if published(row["name"]) else None, "agency")
    return html.Li(
        html.A(
            [
                html.Span(name, className="v-wall-name", title=name),
                gauge(text, row["score"] if published(row["score"]) else None),
                stage_bars(text, stage_scores(row)),
                html.Span(size_words(text, row), className="v-wall-sub"),
                html.Span(trend_words(text, row), className="v-wall-sub v-wall-trend"),
            ],
            href=href(identity),
        ),
    )


def stage_scores(row: dict[str, Any]) -> dict[str, float | None]:
    """Return the score of each stage, None where nothing is owed."""
    return {stage: float(row[stage]) if published(row[stage]) else None for stage in STAGES}


def size_words(text: Text, row: dict[str, Any]) -> str:
    """Return how many processes and which share of the money a score is about."""
    processes = text.n("{n} process", "{n} processes", int(row["processes"]))
    if not published(row["money_share"]):
        return " · ".join((processes, text("no amounts")))
    return " · ".join((processes, text("{share} of the money", share=text.percent(row["money_share"]))))


def trend_words(text: Text, row: dict[str, Any]) -> str:
    """Return by how many points the score has changed, and since when; "" where there is nothing to compare."""
    if not published(row.get("change")):
        return ""
    points = round(100 * float(row["change"]), 1)
    since = text.date(row["since"])
    if not points:
        return text("unchanged since {when}", when=since)
    figure = f"{'+' if points > 0 else '−'}{text.number(abs(points))}"
    return text("{points} points since {when}", points=figure, when=since)


def gauge_alone(text: Text, score: float | None, stages: Mapping[Any, float | None]) -> Component:
    """Return the gauge of one agency, large, with its five stages named beside it."""
    return html.Div(
        [
            html.Div(gauge(text, score, size="large"), className="v-alone-gauge"),
            html.Ul([_stage(text, stage, stages.get(stage)) for stage in STAGES], className="v-alone-stages"),
        ],
        className="v-alone",
    )


def _stage(text: Text, stage: str, score: float | None) -> Component:
    known = score is not None and published(score)
    fill = html.Span(style={"width": f"{100 * (score or 0):.2f}%"}) if known else ""
    return html.Li(
        [
            html.Span(stage_name(text, stage)),
            html.Span(fill, className="v-field-rail" + ("" if known else " v-rail-none"), **{"aria-hidden": "true"}),
            html.B(text.percent(score) if known else text("not owed")),
        ],
        className=f"v-stage-{stage}",
    )
