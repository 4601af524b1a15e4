"""Step tracks: the median and the middle half of each duration on one logarithmic scale."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from components.attributes import attributes
from components.duration_words import bin_end, bin_name
from components.elements import html
from components.frames import records
from components.glossary import term

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    from dash.development.base_component import Component

    from components.text import Text

    Href = Callable[[dict[str, Any], str], str | None] | None

STEPS: Final = ("call_open", "decision", "signing", "execution", "first_payment")
_TICKS: Final = (0, 1, 7, 30, 90, 365, 1095, 3650)
_TOP_AT_LEAST: Final = 30


def step_name(text: Text, step: str) -> str:
    """Return the name of a step as a title ("Decision")."""
    names = {
        "call_open": text("Call open"),
        "decision": text("Decision"),
        "signing": text("Signing"),
        "execution": text("Execution"),
        "first_payment": text("First payment"),
    }
    return names.get(step, step)


def step_from_to(text: Text, step: str) -> str:
    """Return between which two published dates a step is measured."""
    spans = {
        "call_open": text("from the start to the end of the call for bids"),
        "decision": text("from the end of the call to the first award"),
        "signing": text("from the first award to the first signature"),
        "execution": text("from the start to the end of the contract"),
        "first_payment": text("from the first signature to the first payment"),
    }
    return spans.get(step, step)


def log_position(days: float, top: float) -> float:
    """Return where a duration lies on the track, 0–100: logarithmic, with 0 days at the left end.

    >>> log_position(0, 99), log_position(99, 99)
    (0.0, 100.0)
    """
    if top <= 0:
        return 0.0
    return round(100 * min(1.0, max(0.0, math.log1p(days) / math.log1p(top))), 2)


def scale_top(frame: pd.DataFrame) -> float:
    """Return the right end of the scale in days: just beyond the largest upper quartile of all rows."""
    highest = frame["p75"].dropna().max() if len(frame) else math.nan
    top = _TOP_AT_LEAST if math.isnan(highest) else max(float(highest), _TOP_AT_LEAST)
    return top * 1.25


def step_tracks(text: Text, frame: pd.DataFrame, href: Href = None) -> Component:
    """Return one track a step, in the order of the steps.

    `href(row, kind)` is the list of the processes measured, missing or negative. `frame`: step, measured, missing, negative (processes), p25, median, p75 (days, NaN where nothing was measured).
    """
    top = scale_top(frame)
    by_step = {row["step"]: row for row in records(frame)}
    items = [
        _track(
            text,
            term(text, step, step_name(text, step), place="steps"),
            by_step[step],
            top,
            href,
            detail=step_from_to(text, step),
        )
        for step in STEPS
        if step in by_step
    ]
    return html.Div([html.Ul(items, className="v-steps"), _axis(text, top)], className="v-step-block")


def group_strips(
    text: Text,
    frame: pd.DataFrame,
    names: dict[Any, Component | str],
    strips: pd.DataFrame,
    href: Href = None,
) -> Component:
    """Return the distribution of one step group by group, in the frame's order; `names` gives each group_id its label.

    `strips`: queries.durations_by, of which each group's bins become cells, the darker the more of its processes.
    """
    cells: dict[Any, list[dict[str, Any]]] = {}
    for row in records(strips):
        cells.setdefault(row["group_id"], []).append(row)
    items = [
        _track(text, names[row["group_id"]], row, 1, href, rail=_strip(text, row, cells.get(row["group_id"], [])))
        for row in records(frame)
    ]
    scale = [html.Span(bin_end(text, row["high"])) for row in next(iter(cells.values()), [])]
    axis = html.Div(html.Div(scale, className="d-scale"), className="v-step-axis", **attributes(aria_hidden="true"))
    return html.Div([html.Ul(items, className="v-steps d-strips"), axis], className="v-step-block")


def _strip(text: Text, group: dict[str, Any], cells: list[dict[str, Any]]) -> Component:
    drawn = []
    for cell in cells:
        here = cell["low"] <= group["median"] and (_missing(cell["high"]) or group["median"] < cell["high"] + 1)
        said = f"{bin_name(text, cell['low'], cell['high'])}: {text.number(cell['processes'])}"
        shade = {"--v-share": f"{cell['share']:.3f}"} if cell["processes"] else {}
        kind = ("" if cell["processes"] else "d-empty") + (" d-here" if here else "")
        drawn.append(html.I(style=shade, title=said, className=kind.strip() or None))
    return html.Span(drawn, className="d-strip", **attributes(aria_hidden="true"))


def _track(
    text: Text,
    name: Component | str,
    row: dict[str, Any],
    top: float,
    href: Href = None,
    *,
    detail: str = "",
    rail: Component | None = None,
) -> Component:
    label = [html.Span(name, className="v-step-title")]
    if detail:
        label.append(html.Span(detail, className="v-step-detail"))
    if not row["measured"] or _missing(row["median"]):
        return html.Li(
            [
                html.Span(label, className="v-step-name"),
                html.Span(text("not measurable"), className="v-step-none"),
                html.Span(className="v-step-rail v-step-rail-none", **{"aria-hidden": "true"}),
                html.Span(_unmeasured(text, row), className="v-step-sub"),
            ],
        )
    return html.Li(
        [
            html.Span(label, className="v-step-name"),
            html.Span(text.days(row["median"]), className="v-step-median"),
            rail or _rail(row, top),
            html.Span(_measured(text, row, href), className="v-step-sub"),
        ],
    )


def _rail(row: dict[str, Any], top: float) -> Component:
    left, middle, right = (log_position(row[name], top) for name in ("p25", "median", "p75"))
    half = html.Span(className="v-step-half", style={"left": f"{left}%", "width": f"{max(right - left, 0.8):.2f}%"})
    dot = html.Span(className="v-step-dot", style={"left": f"{middle}%"})
    return html.Span([half, dot], className="v-step-rail", **{"aria-hidden": "true"})


def _measured(text: Text, row: dict[str, Any], href: Href) -> list[Component | str]:
    half = text(
        "half between {low} and {high}",
        low=text.number(round(row["p25"])),
        high=text.days(row["p75"]),
    )
    measured = _door(text("measured in {n}", n=text.number(row["measured"])), row, "measured", href)
    return [html.Span([f"{half} · ", measured]), html.Span(_left_out(text, row, href), className="v-step-left-out")]


def _unmeasured(text: Text, row: dict[str, Any]) -> list[Component | str]:
    reason = text("No process publishes both dates.")
    if row["negative"]:
        reason = text.n(
            "The only one that can be measured ends before it begins: it was left out.",
            "The {n} that can be measured end before they begin: they were left out.",
            row["negative"],
        )
    return [html.Span(reason)]


def _left_out(text: Text, row: dict[str, Any], href: Href) -> list[Component | str]:
    parts: list[Component | str] = []
    if row["missing"]:
        parts.append(_door(text.n("{n} without dates", "{n} without dates", row["missing"]), row, "missing", href))
    if row["negative"]:
        words = text.n("{n} negative, left out", "{n} negative, left out", row["negative"])
        parts += [" · "] * bool(parts) + [_door(words, row, "negative", href)]
    return parts


def _door(words: str, row: dict[str, Any], kind: str, href: Href) -> Component | str:
    address = href(row, kind) if href else None
    return html.A(words, href=address) if address else words


def _axis(text: Text, top: float) -> Component:
    """Return the scale under the tracks; only ticks that have room are shown."""
    ticks: list[Component] = []
    last = -100.0
    for days in _TICKS:
        position = log_position(days, top)
        if days > top or position - last < 9:  # the labels would touch
            continue
        last = position
        ticks.append(html.Span(_tick_words(text, days), style={"left": f"{position}%"}))
    return html.Div(html.Div(ticks, className="v-step-scale"), className="v-step-axis", **{"aria-hidden": "true"})


def _tick_words(text: Text, days: int) -> str:
    words = {
        0: text("0"),
        1: text("1 d"),
        7: text("1 week"),
        30: text("1 month"),
        90: text("3 months"),
        365: text("1 year"),
        1095: text("3 years"),
        3650: text("10 years"),
    }
    return words[days]


def _missing(value: object) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))
