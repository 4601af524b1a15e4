"""Cells of a CSV that a spreadsheet cannot mistake for formulas."""

from __future__ import annotations

import re
from typing import Final

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_NUMBER: Final = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")


def csv_cell(value: object) -> str:
    """Return a value as a CSV cell's text: what could start a formula gets an apostrophe, plain numbers do not.

    >>> csv_cell("=HYPERLINK(1)"), csv_cell("-12.5")
    ("'=HYPERLINK(1)", '-12.5')
    """
    if value is None or value != value:  # noqa: PLR0124  NaN
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = str(value)
    if text.lstrip(" ").startswith(_FORMULA) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text
