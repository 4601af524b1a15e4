"""A table as an Excel workbook in which no cell can run."""

from __future__ import annotations

import io
import math
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST_DIGITS: Final = 2**53
_WIDEST: Final = 60
_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}


def workbook(columns: Sequence[str], rows: Iterable[Sequence[Any]], *, notes: Sequence[str] = ()) -> bytes:
    """Return a workbook: the table on its first sheet with the headings kept in sight, the notes on a second.

    Every text is written as text, so none is a formula, a link or a number; an empty cell was not published.
    """
    import xlsxwriter  # noqa: PLC0415  two megabytes that few servers are asked for

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, _OPTIONS) as book:
        bold, day = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet("1")
        for place, name in enumerate(columns):
            sheet.write_string(0, place, str(name), bold)
            sheet.set_column(place, place, min(max(len(str(name)) + 2, 12), _WIDEST))
        for line, row in enumerate(rows, start=1):
            for place, value in enumerate(row):
                _write(sheet, line, place, value, day)
        sheet.freeze_panes(1, 0)
        if notes:
            about = book.add_worksheet("2")
            about.set_column(0, 0, 100)
            for line, note in enumerate(notes):
                about.write_string(line, 0, note)
    return out.getvalue()


def _write(sheet: Any, line: int, place: int, value: Any, day: Any) -> None:
    if value is None or value != value:  # noqa: PLR0124  NaN and NaT are unlike themselves
        return
    if isinstance(value, bool):
        sheet.write_boolean(line, place, value)
    elif isinstance(value, int | float) and math.isfinite(value) and abs(value) < _MOST_DIGITS:
        sheet.write_number(line, place, value)
    elif isinstance(value, date):
        stamp = value.replace(tzinfo=None) if isinstance(value, datetime) else value
        sheet.write_datetime(line, place, stamp, day)
    else:
        sheet.write_string(line, place, str(value))
