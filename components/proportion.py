"""Comparisons that give an amount its size: only those that are true, that tell something, and two at the most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

from components import links
from components.elements import html
from components.slots import clean, filled, short, slot
from components.spending_findings import of_the_money

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dash.development.base_component import Component

    from components.slots import Part
    from components.text import Text
    from data_loader.filters import AmountStage
    from data_loader.queries import Proportion, Standing

_MOST: Final = 2
_FEW: Final = 5
_MANY: Final = 20
"""Processes from which "the middle one" and "half of the money" say something."""
_LARGE: Final = 0.1
_FAR: Final = 20
_NEAR: Final = 0.03
"""How far from 1 in n a share may be, of itself, to be said so."""


def proportion_line(
    text: Text,
    stage: AmountStage,
    found: Proportion | None,
    own: Standing | None = None,
    *,
    of: Literal["agency", "supplier", "first supplier"] = "agency",
) -> Component | None:
    """Return the sentences: how the money lies in processes, and where the one of whom `of` is stands.

    None where nothing is telling.
    """
    within = _within(text, stage, found) if found else ()
    said = [*_standing(text, stage, own, of), *within][:_MOST]
    if not said:
        return None
    sentences = [part for sentence in said for part in (*sentence, " ")]
    return html.P([html.B(text("To get an idea:")), " ", *sentences], className="proportion")


def one_in(share: float) -> int | None:
    """Return n where a share is about 1 in n, of 3 to 20; None where it is not.

    >>> one_in(0.335), one_in(0.28)
    (3, None)
    """
    if not 0.049 <= share <= 0.34:
        return None
    whole = round(1 / share)
    return whole if abs(share * whole - 1) <= _NEAR else None


def _standing(text: Text, stage: AmountStage, own: Standing | None, of: str) -> Iterator[list[Part]]:
    if own is None or own.smallest < 3:
        return
    figures = {"money": of_the_money(text, stage), "n": text.number(own.smallest), "others": text.number(own.others)}
    if own.smallest == own.others:
        sentences = {
            "agency": text("It has more {money} than the other {n} agencies with an amount together.", **figures),
            "supplier": text("It gets more {money} than the other {n} suppliers with an amount together.", **figures),
            "first supplier": text(
                "The first gets more {money} than the other {n} with an amount together.", **figures
            ),
        }
    else:
        sentences = {
            "agency": text(
                "It has more {money} than the {n} smallest of the other {others} agencies with an amount together.",
                **figures,
            ),
            "supplier": text(
                "It gets more {money} than the {n} smallest of the other {others} suppliers with an amount together.",
                **figures,
            ),
            "first supplier": text(
                "The first gets more {money} than the {n} smallest of the other {others} with an amount together.",
                **figures,
            ),
        }
    yield [sentences[of]]


def _within(text: Text, stage: AmountStage, found: Proportion) -> Iterator[list[Part]]:
    """Return what the amount is made of: the largest process, the few that make half, the one in the middle."""
    money = of_the_money(text, stage)
    if found.measured >= _FEW and found.share and found.share >= _LARGE:
        sentence = text(
            "The process {process} alone makes up {share} {money}.",
            process=slot("process"),
            share=text.percent(found.share),
            money=money,
        )
        yield filled(sentence, process=_process(text, found))
    if found.measured >= _MANY and found.half and 1 < found.half <= found.measured / 5:
        yield [
            text(
                "{n} of {all} processes make up half {money}.",
                n=text.number(found.half),
                all=text.number(found.measured),
                money=money,
            )
        ]
    if found.measured >= _MANY and found.largest and found.median and found.largest >= _FAR * found.median:
        yield [
            text(
                "Half of the processes are of {median} or less; the largest is some {times} times that.",
                median=text.money(_rough(found.median), found.unit),
                times=text.number(_rough(found.largest / found.median)),
            )
        ]


def _process(text: Text, found: Proportion) -> Any:
    name = short(clean(found.title or found.ocid or ""), 70)
    return html.A(name, href=links.process(found.ocid or "", found.source or "", text))


def _rough(number: float) -> int:
    """Return a number with two figures that count: more would be a precision that the comparison has not.

    >>> _rough(110_043), _rough(37.4)
    (110000, 37)
    """
    return int(float(f"{number:.2g}"))
