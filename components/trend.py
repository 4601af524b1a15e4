"""The trend of a selection, by year and by month, in money or in number of processes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from components import figures, links
from components.chart_card import chart_card
from components.column_chart import MOST, Column, column_chart
from components.elements import html
from components.frames import records
from components.process_story import published
from components.shell import callout
from components.spending_findings import measure, month_remark, years_finding
from components.spending_parts import figure_words, scale, spending_frame

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dash.development.base_component import Component

    from components.text import Text
    from data_loader.filters import Filters
    from data_loader.queries import Spending

_ROOM: Final = 9
_MOST_YEARS: Final = 60
_HEIGHT: Final = 300
_YEAR: Final = 12


@dataclass(frozen=True, slots=True)
class _Bar:
    """One period: as the data write it, as a reader says it, its value (None: none published), where it leads."""

    period: str
    name: str
    value: float | None
    href: str


def trend_card(
    text: Text, filters: Filters, years: Spending, months: Spending, *, height: int = _HEIGHT, remarks: bool = False
) -> Component:
    """Return when the money was signed for, each bar leading to its processes: years, or the months of a single one.

    Where no amount is published, the processes are counted. With `remarks`, what one month has of the whole is said.
    """
    of = "amount" if _values(years, "amount") else "processes"
    if len(_values(years, of)) == 1 and len(_values(months, of)) > 1:
        return months_card(text, filters, months, of=of, identity="years", height=height)

    def href(year: int) -> str:
        return links.records(filters.replace(year_from=year, year_to=year), text)

    remark = month_remark(text, months.rows) if remarks else None
    return years_card(text, filters, years, of=of, href=href, height=height, remark=remark)


def years_card(
    text: Text,
    filters: Filters,
    years: Spending,
    *,
    of: str,
    href: Callable[[int], str],
    height: int = _HEIGHT,
    remark: str | None = None,
) -> Component:
    """Return the selection year by year; a bar leads where `href(year)` says."""
    known = _values(years, of)
    return _card(
        text,
        filters,
        years,
        [
            _Bar(str(year), str(year), known.get(str(year)), href(year))
            for year in years_between([int(year) for year in known])
        ],
        title=text("Processes by year") if of == "processes" else years_finding(text, years.rows)[0],
        kind="year",
        of=of,
        identity="years",
        height=height,
        remark=remark,
    )


def months_card(
    text: Text, filters: Filters, months: Spending, *, of: str, identity: str = "months", height: int = _HEIGHT
) -> Component:
    """Return the selection month by month; a bar leads to the processes of that month."""
    known = _values(months, of)
    return _card(
        text,
        filters,
        months,
        [
            _Bar(month, text.month(month), known.get(month), links.records(filters, text, month=month))
            for month in _months(sorted(known))
        ],
        title=_month_finding(text, known, of),
        kind="month",
        of=of,
        identity=identity,
        height=height,
    )


def _values(spending: Spending, of: str) -> dict[str, float]:
    rows = records(spending.rows)
    return {row["id"]: float(row[of]) for row in rows if published(row["id"]) and published(row[of])}


def years_between(known: list[int]) -> list[int]:
    """Return every year from the first to the last, so that one without an amount keeps its place."""
    if not known or max(known) - min(known) > _MOST_YEARS:
        return sorted(known)
    return list(range(min(known), max(known) + 1))


def _months(known: list[str]) -> list[str]:
    """Return every month from the first to the last, unless so many years lie between that nothing could be seen."""
    if not known:
        return []
    first, last = int(known[0][:4]), int(known[-1][:4])
    if last - first > _MOST_YEARS:
        return known
    every = [f"{year:04}-{month:02}" for year in range(first, last + 1) for month in range(1, 13)]
    return [month for month in every if known[0] <= month <= known[-1]]


def _month_finding(text: Text, known: dict[str, float], of: str) -> str:
    if of == "processes" or len(known) < 2:
        return text("Month by month")
    return text("{month} is the month with most money", month=text.month(max(known, key=lambda month: known[month])))


def _note(text: Text, spending: Spending, of: str, kind: str) -> str:
    period = text("by month") if kind == "month" else text("by year")
    if of == "processes":
        return text("Number of processes {period} of signature", period=period)
    return text(
        "{measure} {period} of signature, in {unit}",
        measure=measure(text, spending.stage),
        period=period,
        unit=scale(text, spending)[1],
    )


def _card(
    text: Text,
    filters: Filters,
    spending: Spending,
    shown: list[_Bar],
    *,
    title: str,
    kind: str,
    of: str,
    identity: str,
    height: int,
    remark: str | None = None,
) -> Component:
    header = text("Month") if kind == "month" else text("Year")
    undated = spending.rows[spending.rows["id"].isna()]
    left_out = text.n(
        "{n} process has no year",
        "{n} processes have no year",
        int(undated["processes"].iloc[0]) if len(undated) else 0,
    )
    return chart_card(
        text,
        id=identity,
        title=title,
        note=_note(text, spending, of, kind),
        body=[
            _figure(text, spending, shown, label=title, kind=kind, of=of, identity=identity, height=height)
            if shown
            else callout(text, text("No date was published here.")),
            html.P(left_out, className="note") if shown and len(undated) else None,
            callout(text, remark) if remark else None,
        ],
        table=spending_frame(text, spending, kind=kind, header=header),
        about=text(
            "The year is that of the earliest signature; where none is published, of the award, the tender or the release.",
        ),
        filename=identity,
        filters=filters,
    )


def _figure(
    text: Text,
    spending: Spending,
    shown: list[_Bar],
    *,
    label: str,
    kind: str,
    of: str,
    identity: str,
    height: int,
) -> Component:
    values = [bar.value for bar in shown]
    divisor = 1.0 if of == "processes" else scale(text, spending)[0]
    words = ["" if value is None else figure_words(text, value / divisor) for value in values]
    if len(shown) <= (_YEAR if kind == "month" else MOST):
        columns = [
            Column(
                bar.name[:3] if kind == "month" else bar.name,
                bar.value,
                said,
                f"{bar.name}: {_said(text, bar.value, spending.unit, of)}",
                bar.href,
            )
            for bar, said in zip(shown, words, strict=True)
        ]
        room = _YEAR if kind == "month" else _ROOM
        return column_chart(f"{identity}-figure", columns, label=label, height=height, names=room, labels=_ROOM)
    figure = figures.bars(
        text,
        [bar.period for bar in shown],
        values,
        texts=_few_labels(values, words),
        hover=[f"{bar.name}: {_said(text, bar.value, spending.unit, of)}" for bar in shown],
        hrefs=[bar.href for bar in shown],
        highlight=max(range(len(shown)), key=lambda place: values[place] or 0.0) if len(shown) > 1 else None,
        height=height,
    )
    years = [bar.period for bar in shown]
    figure["layout"]["xaxis"] |= _ticks(shown) if kind == "month" else spaced(years, years)
    return figures.graph(f"{identity}-figure", figure, label=label)


def _few_labels(values: list[float | None], words: list[str]) -> list[str]:
    """Return the labels that have room: those of the largest that stand well apart."""
    most = max(value or 0.0 for value in values)
    shown: list[int] = []
    for place in sorted(range(len(values)), key=lambda place: -(values[place] or 0.0)):
        if (values[place] or 0.0) >= most / 4 and all(abs(place - other) >= len(values) / 7 for other in shown):
            shown.append(place)
    return [label if place in shown else "" for place, label in enumerate(words)]


def _ticks(shown: list[_Bar]) -> dict[str, Any]:
    """Return the labels that have room under the months of several years: the Januaries."""
    starts = [bar.period for bar in shown if bar.period.endswith("-01")]
    return spaced(starts, [start[:4] for start in starts])


def spaced(periods: Sequence[str], names: Sequence[str], *, room: int = _ROOM) -> dict[str, Any]:
    """Return the axis labels that have room at 390 px: all of a few, else every second or third or so."""
    step = 1 + max(len(periods) - 1, 0) // room
    return {"tickmode": "array", "tickvals": list(periods[::step]), "ticktext": list(names[::step])}


def _said(text: Text, value: float | None, unit: str | None, of: str) -> str:
    if value is None:
        return text("no amount published") if of == "amount" else text("no process")
    return text.n("{n} process", "{n} processes", int(value)) if of == "processes" else text.money(value, unit)
