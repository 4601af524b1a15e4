"""Bins of days in words, and the addresses of the processes in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from components import links
from components.process_story import published

if TYPE_CHECKING:
    from components.text import Text
    from data_loader.filters import Filters

_SPAN: Final = re.compile(r"([0-9]{1,6})-([0-9]{0,6})")
_DAYS_TO: Final = 90
_HALF_YEAR: Final = 181
_YEAR: Final = 366


def bin_name(text: Text, low: float, high: float | None) -> str:
    """Return a bin of days in words that people count in ("15–30 days", "6–12 months").

    >>> from components.text import Text
    >>> bin_name(Text("en"), 15, 30), bin_name(Text("en"), 731, None)
    ('15–30 days', 'over 2 years')
    """
    if not published(high) or high is None:
        return text("over 2 years")
    if high == 0:
        return text("same day")
    if high <= _DAYS_TO:
        return text("{low}–{high} days", low=text.number(low), high=text.number(high))
    if low < _HALF_YEAR:
        return text("3–6 months")
    return text("6–12 months") if low < _YEAR else text("1–2 years")


def bin_end(text: Text, high: float | None) -> str:
    """Return the end of a bin for a narrow place ("30 d", "1 y", "+")."""
    if not published(high) or high is None:
        return "+"
    if high <= _DAYS_TO:
        return text("{n} d", n=text.number(high))
    if high < _YEAR - 1:
        return text("{n} m", n=text.number(high // 30))
    return text("{n} y", n=text.number(high // 365))


def span_words(text: Text, value: str) -> str:
    """Return the days of a list's address ("31-60", "731-") in words; what is no such span, as it is."""
    found = _SPAN.fullmatch(value)
    if found is None:
        return value
    low, high = found.groups()
    if not high:
        return text("{n} days or more", n=text.number(int(low)))
    if low == high:
        return text.days(int(low))
    return text("{low}–{high} days", low=text.number(int(low)), high=text.number(int(high)))


def bin_link(text: Text, filters: Filters, step: str, row: dict[str, Any]) -> str:
    """Return the address of the list of the processes whose step took as long as a bin says."""
    high = int(row["high"]) if published(row["high"]) else ""
    return links.records(filters, text, **{f"{step}_days": f"{int(row['low'])}-{high}"})
