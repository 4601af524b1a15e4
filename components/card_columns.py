"""How the cards of a page stand: wide ones alone, narrow ones in two columns that end at about the same height."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from dash.development.base_component import Component

from components.elements import html

if TYPE_CHECKING:
    from collections.abc import Sequence

_LINE: Final = 60
"""Pixels that a line of a list takes, about: what the height of a figure is counted in."""
_HEAD: Final = 2.5
_UNEQUAL: Final = 1.6


def arranged(cards: Sequence[Component | None]) -> list[Component]:
    """Return the cards in their order: one narrow card by itself is made wide, several share two columns.

    The columns take the cards one after the other, the first half on the left, so that the order in which they are read
    is that of the page, on a phone too.
    """
    found: list[Component] = []
    for narrow, group in groupby((card for card in cards if card is not None), _is_narrow):
        run = list(group)
        if not narrow:
            found += run
        elif len(run) == 1:
            run[0].className = "card card-wide"
            found += run
        elif len(run) == 2 and not _unequal(*map(_lines, run)):
            found += run
        else:
            place = _half(list(map(_lines, run)))
            columns = [html.Div(run[:place]), html.Div(run[place:])]
            found.append(html.Div(columns, className="card-columns"))
    return found


def _is_narrow(card: Component) -> bool:
    return getattr(card, "className", None) == "card"


def _unequal(one: float, other: float) -> bool:
    return max(one, other) > _UNEQUAL * min(one, other)


def _half(lines: Sequence[float]) -> int:
    """Return after how many cards the second column begins, for the columns to differ least.

    >>> _half([4, 4, 9, 1])
    2
    """
    return min(range(1, len(lines)), key=lambda place: abs(sum(lines[:place]) - sum(lines[place:])))


def _lines(card: Component) -> float:
    """Return how high a card is, in lines of a list, about: nothing is measured before it is drawn."""
    return _HEAD + _content(getattr(card, "children", None))


def _content(content: Any) -> float:
    if isinstance(content, list | tuple):
        return sum(map(_content, content))
    if not isinstance(content, Component) or isinstance(content, html.Footer):
        return 0
    if isinstance(content, html.Li):
        return 1
    style = getattr(content, "style", None) or {}
    if "minHeight" in style:
        return float(re.sub(r"\D", "", style["minHeight"])) / _LINE
    return _content(getattr(content, "children", None)) + (0.5 if isinstance(content, html.P) else 0)
