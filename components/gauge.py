"""A completeness gauge: a half ring, always with its number; three colours that are never the only sign."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from dash.development.base_component import Component

from components.attributes import attributes
from components.elements import html
from components.text import Text

HIGH: Final = 0.75
MIDDLE: Final = 0.5


def level(score: float) -> str:
    """Return high, middle or low: the colour of a gauge."""
    return "high" if score >= HIGH else "middle" if score >= MIDDLE else "low"


def gauge(text: Text, score: float | None, size: str = "small") -> Component:
    """Return the gauge of a score of 0–1; None: nothing is owed, so there is nothing to measure."""
    if score is None or score != score:  # noqa: PLR0124  NaN
        return html.Div(
            [html.Span(className="gauge-arc"), html.B(text("nothing owed"))], className=f"gauge gauge-{size} gauge-none"
        )
    words = text.percent(score)
    figure = words.replace("%", "").strip()
    return html.Div(
        [
            html.Span(className="gauge-arc", style={"--score": f"{score:.4f}"}),
            html.B([figure, html.Small("%", **attributes(aria_hidden="true"))], **attributes(aria_hidden="true")),
        ],
        className=f"gauge gauge-{size} gauge-{level(score)}",
        role="img",
        **attributes(aria_label=text("{score} complete", score=words)),
    )


def stage_bars(text: Text, stages: Mapping[str, float | None]) -> Component:
    """Return five small columns, one a stage; an outlined one owes nothing."""
    words = [
        f"{text.code('stage_reached', stage)} {text.percent(score) if score is not None else text('not owed')}"
        for stage, score in stages.items()
    ]
    return html.Div(
        [
            html.I(style={"--score": f"{score:.4f}"}) if score is not None else html.I(className="stage-none")
            for score in stages.values()
        ],
        className="stage-bars",
        role="img",
        title=" · ".join(words),
        **attributes(aria_label=", ".join(words)),
    )
