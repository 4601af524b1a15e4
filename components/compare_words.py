"""What two sides differ in, in sentences, and the key figures of both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from components import links
from components.pair_bars import PairCell, PairRow
from components.shell import Accent
from components.slots import clean, filled, short, slot
from components.spending_findings import measure
from components.step_track import step_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from components.text import Text
    from data_loader.queries import Comparison, Side

_ALIKE: Final = 1.05
_LONG: Final = 45


def side_name(side: Side) -> str:
    """Return the name of a side, short enough for a sentence."""
    return short(clean(side.name), _LONG)


def difference(text: Text, found: Comparison, stage: str) -> list[Any]:
    """Return how many times as much money the one has, and in how many processes: the headline."""
    a, b = found.sides
    if a.total is None and b.total is None:
        return [text("Neither {a} nor {b} publishes an amount here.", a=side_name(a), b=side_name(b))]
    if a.total is None or b.total is None:
        known, other = (b, a) if a.total is None else (a, b)
        sentence = text(
            "{known} publishes {figure} here, {other} no amount.",
            known=side_name(known),
            other=side_name(other),
            figure=slot("figure"),
        )
        return filled(sentence, figure=Accent(text.money(known.total, found.unit)))
    more, less = (a, b) if a.total >= b.total else (b, a)
    if found.times is None:
        sentence = text(
            "{more} has {figure}, {less} {amount}.",
            more=side_name(more),
            less=side_name(less),
            figure=slot("figure"),
            amount=text.money(less.total, found.unit),
        )
        return filled(sentence, figure=Accent(text.money(more.total, found.unit)))
    if found.times < _ALIKE:
        sentence = text(
            "{more} and {less} have about the same: {figure} and {amount}.",
            more=side_name(more),
            less=side_name(less),
            figure=slot("figure"),
            amount=text.money(less.total, found.unit),
        )
        return filled(sentence, figure=Accent(text.money(more.total, found.unit)))
    given = {"more": side_name(more), "less": side_name(less), "stage": text.code("stage", stage).lower()}
    given["figure"] = slot("figure")
    if more.processes < less.processes:
        sentence = text("{more} has {figure} times as much {stage} as {less}, in fewer processes.", **given)
    elif more.processes > less.processes:
        sentence = text("{more} has {figure} times as much {stage} as {less}, in more processes.", **given)
    else:
        sentence = text("{more} has {figure} times as much {stage} as {less}, in as many processes.", **given)
    return filled(sentence, figure=Accent(text.number(round(found.times, 1 if found.times < 10 else 0))))


def further(text: Text, found: Comparison) -> str:
    """Return what else differs: direct awards and how much is published, where both sides tell."""
    a, b = found.sides
    parts = []
    if a.direct is not None and b.direct is not None:
        parts.append(
            text(
                "Direct awards: {a} of the processes of the first, {b} of the second.",
                a=text.percent(a.direct),
                b=text.percent(b.direct),
            )
        )
    if a.score is not None and b.score is not None:
        parts.append(text("Published of what is owed: {a} and {b}.", a=text.percent(a.score), b=text.percent(b.score)))
    return " ".join(parts)


def key_rows(text: Text, found: Comparison, stage: str) -> list[PairRow]:
    """Return the key figures of both sides, each leading to what is behind it."""
    partner = text("Agencies that pay it") if found.kind == "supplier" else text("Suppliers")

    def money(value: float | None) -> str:
        return text.money(value, found.unit)

    def behind(side: Side) -> str:
        return links.records(side.filters, text)

    def behind_money(side: Side) -> str:
        return links.records(side.filters.replace(currency=found.unit), text)

    def direct(side: Side) -> str:
        return links.records(side.filters.replace(method=("direct",)), text)

    return [
        PairRow(measure(text, stage), _cells(found, lambda side: side.total, money, behind_money)),
        PairRow(text("Processes"), _cells(found, lambda side: side.processes, text.number, behind)),
        PairRow(
            text("Processes without an amount"), _cells(found, lambda side: side.without_amount, text.number, behind)
        ),
        PairRow(
            partner, _cells(found, lambda side: side.partners, text.number, lambda side: _partners(text, found, side))
        ),
        PairRow(
            text("Direct awards, of the processes"),
            _cells(found, lambda side: side.direct, text.percent, direct),
            text("of those with a published method"),
            most=1,
        ),
        PairRow(
            text("Direct awards, of the money"),
            _cells(found, lambda side: side.direct_amount, text.percent, direct),
            text("of those with a published method"),
            most=1,
        ),
        PairRow(
            text("How complete"),
            _cells(
                found,
                lambda side: side.score,
                text.percent,
                lambda side: links.href("/completeness", side.filters, text),
            ),
            text("of the data owed was published"),
            most=1,
        ),
        *(_days(text, found, place, step) for place, (step, _) in enumerate(found.sides[0].days)),
    ]


def _days(text: Text, found: Comparison, place: int, step: str) -> PairRow:
    def median(side: Side) -> float | None:
        return side.days[place][1]

    def behind(side: Side) -> str:
        return links.href("/timelines", side.filters, text, step=step)

    return PairRow(step_name(text, step), _cells(found, median, text.days, behind), text("half took less than this"))


def _partners(text: Text, found: Comparison, side: Side) -> str:
    if found.kind == "supplier":
        return links.supplier(side.id, side.filters, text)
    return links.href("/suppliers", side.filters, text)


def _cells(
    found: Comparison,
    value: Callable[[Side], float | None],
    words: Callable[[float | None], str],
    href: Callable[[Side], str],
) -> tuple[PairCell, PairCell]:
    a, b = (
        PairCell(words(value(side)), value(side), href(side) if value(side) is not None else None)
        for side in found.sides
    )
    return a, b


def key_table(text: Text, found: Comparison, rows: list[PairRow]) -> pd.DataFrame:
    """Return the key figures as a table: shares as percentages, times in days."""
    a, b = found.sides
    return pd.DataFrame(
        {
            text("Measure"): [row.label for row in rows],
            f"A: {a.name}": [row.cells[0].words for row in rows],
            f"B: {b.name}": [row.cells[1].words for row in rows],
        }
    )
