"""The five stages of one process on a time axis, drawn with HTML so that it prints and fits any width."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, TypeGuard

from components.attributes import attributes
from components.elements import html

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dash.development.base_component import Component

    from components.text import Text

STAGES: Final = ("planning", "tender", "award", "contract", "implementation")
MARKS: Final = ("amendment", "due", "met", "payment")
_MONTH_STEPS: Final = (1, 3, 6, 12)
_YEAR_STEPS: Final = (12, 24, 60, 120, 240, 600, 1200)
_MOST_TICKS: Final = 8
_MOST_MONTHS: Final = 4
_PLAUSIBLE: Final = (date(1980, 1, 1), date(2080, 1, 1))
_WORDS_FROM_RIGHT: Final = 55
_NEAR: Final = 0.6
"""Today is on the axis as it is where the way to it is no longer than this share of the process; else the axis breaks."""
_UNBROKEN: Final = 88.0
"""Where a broken axis ends, in percent; beyond it there is only today."""
_TODAY: Final = 97.0
_TWO_YEARS: Final = 730


@dataclass(frozen=True, slots=True)
class Span:
    """A period that was published; `end` is None where only the start was."""

    start: date
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A day on which something happened or was due; `kind` is one of MARKS, `words` what a pointer on it says."""

    day: date
    kind: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class StageLine:
    """One stage of the axis: what was published of it, in dates and in words."""

    stage: str
    name: str
    words: str
    published: bool
    spans: tuple[Span, ...] = ()
    marks: tuple[Mark, ...] = ()
    inner: Sequence[Component | str] = field(default=())


@dataclass(frozen=True, slots=True)
class Axis:
    """The dates at both ends of the axis; `broken` where today is so far beyond them that it stands apart."""

    start: date
    end: date
    broken: bool = False

    def position(self, day: date) -> float:
        """Return where a date lies on the axis, 0–100."""
        share = (day - self.start).days / max((self.end - self.start).days, 1)
        return round((_UNBROKEN if self.broken else 100) * min(1.0, max(0.0, share)), 2)


def plausible(day: date | None) -> TypeGuard[date]:
    """Return whether a date can be drawn: a year 0001 or 2916 would flatten everything else."""
    return day is not None and _PLAUSIBLE[0] <= day <= _PLAUSIBLE[1]


def axis_of(lines: Sequence[StageLine], today: date | None = None) -> Axis | None:
    """Return the axis that holds every plausible date of the lines, and today; None where no date is plausible.

    Where the process ended long ago the axis breaks before today: ten empty years would flatten what happened.
    """
    days = [day for line in lines for day in _days(line) if plausible(day)]
    if not days:
        return None
    first, last = min(days), max(days)
    broken = False
    if today is not None:
        broken = (today - last).days > max(_NEAR * (last - first).days, 60)
        first, last = min(first, today), last if broken else max(last, today)
    margin = timedelta(days=max(3, (last - first).days // 40))
    return Axis(first - margin, last + margin, broken)


def ticks(axis: Axis) -> list[date]:
    """Return the first days of the months or years that are written above the axis, at most eight."""
    months = (axis.end.year - axis.start.year) * 12 + axis.end.month - axis.start.month
    steps, most = (_MONTH_STEPS, _MOST_MONTHS) if _in_months(axis) else (_YEAR_STEPS, _MOST_TICKS)
    step = next((s for s in steps if months / s <= most), steps[-1])
    index = axis.start.year * 12 + axis.start.month - 1
    found = []
    for month in range(index - index % step, axis.end.year * 12 + axis.end.month, step):
        day = date(max(month // 12, 1), month % 12 + 1, 1)
        if axis.start <= day <= axis.end:
            found.append(day)
    return found


def stage_timeline(text: Text, lines: Sequence[StageLine], *, today: date | None = None) -> Component:
    """Return the time axis: bars for periods, marks for days, words for what was not published, and today."""
    axis = axis_of(lines, today)
    rows = [_row(text, line, axis) for line in lines]
    if axis is None:
        return html.Div(
            [
                html.P(text("This process has no date that could be drawn."), className="v-axis-none"),
                html.Ol(rows, className="v-axis-rows v-axis-empty"),
            ],
            className="v-axis",
        )
    furniture = [_tick(text, axis, day) for day in ticks(axis)]
    if today is not None:
        furniture += _today(text, axis, today)
    backdrop = html.Div(furniture, className="v-axis-ticks", **attributes(aria_hidden="true"))
    return html.Div(
        [
            html.Div(
                [backdrop, html.Ol(rows, className="v-axis-rows")],
                className="v-axis v-axis-broken" if axis.broken else "v-axis",
            ),
            _key(text, lines),
        ]
    )


def _row(text: Text, line: StageLine, axis: Axis | None) -> Component:
    return html.Li(
        [
            html.Span(line.name, className="v-axis-name"),
            html.Div(
                [
                    html.Div(_marks(line, axis), className="v-axis-track", **attributes(aria_hidden="true")),
                    html.Div(_words(text, line, axis), className="v-axis-line"),
                ],
                className="v-axis-lane",
            ),
        ],
        className=f"v-axis-row v-stage-{line.stage}" + ("" if line.published else " v-axis-unpublished"),
    )


def _marks(line: StageLine, axis: Axis | None) -> list[Component]:
    if axis is None or not any(plausible(day) for day in _days(line)):
        return [html.Span(className="v-axis-missing")]
    drawn: list[Component] = []
    for span in line.spans:
        ends = [day for day in (span.start, span.end) if plausible(day)]
        if not ends:
            continue
        left, right = axis.position(min(ends)), axis.position(max(ends))
        open_end = " v-axis-open" if span.end is None else ""
        drawn.append(
            html.Span(className=f"v-axis-bar{open_end}", style={"left": f"{left}%", "width": f"{right - left:.2f}%"}),
        )
    for mark in line.marks:
        if plausible(mark.day):
            style = {"left": f"{axis.position(mark.day)}%"}
            drawn.append(html.Span(className=f"v-axis-mark v-mark-{mark.kind}", style=style, title=mark.words or None))
    return drawn


def _words(text: Text, line: StageLine, axis: Axis | None) -> Component:
    words = [line.words or text("Dates not published"), *line.inner]
    days = [day for day in _days(line) if plausible(day)]
    if axis is None or not days:
        return html.Span(words, className="v-axis-words")
    left, right = axis.position(min(days)), axis.position(max(days))
    if left > _WORDS_FROM_RIGHT:
        return html.Span(words, className="v-axis-words v-axis-words-end", style={"--v-right": f"{100 - right:.2f}%"})
    return html.Span(words, className="v-axis-words", style={"--v-left": f"{left}%"})


def _tick(text: Text, axis: Axis, day: date) -> Component:
    words = text.month_short(f"{day:%Y-%m}") if _in_months(axis) else str(day.year)
    return html.Span(html.Span(words), className="v-axis-tick", style={"left": f"{axis.position(day)}%"})


def _in_months(axis: Axis) -> bool:
    return (axis.end - axis.start).days < _TWO_YEARS


def _today(text: Text, axis: Axis, today: date) -> list[Component]:
    """Return the line of today; on a broken axis with the break before it and how much later it is."""
    words: list[Component | str] = [text("today")]
    found: list[Component] = []
    if axis.broken:
        words.append(html.Small(_later(text, (today - axis.end).days)))
        found.append(html.Span(className="v-axis-break", style={"left": f"{(_UNBROKEN + _TODAY) / 2}%"}))
    position = {"left": f"{_TODAY if axis.broken else axis.position(today)}%"}
    found.append(html.Span(html.Span(words), className="v-axis-tick v-axis-today", style=position))
    return found


def _later(text: Text, days: int) -> str:
    if days >= _TWO_YEARS:
        return text.n("{n} year later", "{n} years later", days // 365)
    return text.n("{n} month later", "{n} months later", max(days // 30, 1))


def _key(text: Text, lines: Sequence[StageLine]) -> Component | None:
    """Return what each kind of mark on the axis means, of the kinds that are there."""
    names = {
        "amendment": text("amendment"),
        "due": text("milestone due"),
        "met": text("milestone met"),
        "payment": text("payment"),
    }
    kinds = {mark.kind for line in lines for mark in line.marks if plausible(mark.day)}
    items = [html.Li([html.I(className=f"v-axis-mark v-mark-{kind}"), names[kind]]) for kind in MARKS if kind in kinds]
    return html.Ul(items, className="v-axis-key", **attributes(aria_hidden="true")) if items else None


def _days(line: StageLine) -> list[date]:
    spans = [day for span in line.spans for day in (span.start, span.end) if day is not None]
    return [*spans, *(mark.day for mark in line.marks)]
