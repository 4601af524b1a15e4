"""How many processes reach each of the five stages: one bar a stage, outlined where nothing was published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from components.elements import html
from components.frames import records
from components.glossary import term
from components.process_story import published
from data_loader.queries import AMOUNT_OF

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    from dash.development.base_component import Component

    from components.text import Text


def stage_name(text: Text, stage: str) -> str:
    """Return the name of a stage as a title ("Award")."""
    return text.code("stage_reached", stage)


def stage_reach(
    text: Text,
    frame: pd.DataFrame,
    *,
    processes: int,
    unit: str | None = None,
    href: Callable[[str], str] | None = None,
) -> Component:
    """Return the five bars.

    `frame`: stage, reached, current (processes), current_amount (money in `unit`), current_without. `processes` is the number of all of them, the length of a full bar.
    `href(stage)` is the list of processes whose furthest stage it is.
    """
    return html.Ol(
        [_bar(text, row, processes, unit, href) for row in records(frame)],
        className="v-reach",
    )


def _bar(
    text: Text, row: dict[str, Any], processes: int, unit: str | None, href: Callable[[str], str] | None
) -> Component:
    stage, reached = row["stage"], int(row["reached"])
    share = reached / processes if processes else 0
    fill = (
        html.Span(className="v-reach-fill", style={"width": f"{100 * share:.2f}%"})
        if reached
        else html.Span(className="v-reach-empty")
    )
    return html.Li(
        [
            html.Span(term(text, stage, stage_name(text, stage), place="reach"), className="v-reach-name"),
            html.Span(_value(text, reached, share), className="v-reach-value"),
            html.Span(fill, className="v-reach-rail", **{"aria-hidden": "true"}),
            html.Span([_stopped(text, row, href), _money(text, row, unit)], className="v-reach-sub"),
        ],
        className=f"v-stage-{stage}",
    )


def _value(text: Text, reached: int, share: float) -> str:
    if not reached:
        return text("nothing published")
    return f"{text.number(reached)} · {text.percent(share)}"


def _stopped(text: Text, row: dict[str, Any], href: Callable[[str], str] | None) -> Component | str:
    current = int(row["current"])
    if not current:
        return ""
    words = text.n("{n} has got this far and no further", "{n} have got this far and no further", current)
    return html.A(words, href=href(row["stage"])) if href else words


def _money(text: Text, row: dict[str, Any], unit: str | None) -> str:
    """Return how much money sits at the stage: its own amount, of the processes that got no further."""
    if not row["current"]:
        return ""
    without = int(row["current_without"])
    parts = []
    if published(row["current_amount"]):
        kind = text.code("stage", AMOUNT_OF[row["stage"]]).lower()
        parts.append(text("{amount} {stage}", amount=text.money(row["current_amount"], unit), stage=kind))
    if without:
        parts.append(text.n("{n} without an amount", "{n} without an amount", without))
    return "".join(f" · {part}" for part in parts)
