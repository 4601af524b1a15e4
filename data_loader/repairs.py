"""Repairs of single values that are certain: dates, numbers, currencies, text.

Each function takes what a publisher wrote and returns `Repair(value, code)`: the value in the form that
OCDS 1.1 asks for and, where it differs from what was written, the name of what was wrong.
`value` is None where nothing was published, or where what was published cannot be understood;
in the second case `refused` is True and the caller lists it in `problems`.
"""

from __future__ import annotations

import html
import math
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple

from babel.numbers import list_currencies

ISO_CURRENCIES: Final = frozenset(list_currencies())
CURRENCY_ALIASES: Final = {
    "MNX": "MXN",
    "NAIRA": "NGN",
    "₦": "NGN",
    "M.N.": "MXN",
    "PESOS MEXICANOS": "MXN",
    "US$": "USD",
    "USD$": "USD",
    "DLLS": "USD",
    "EUROS": "EUR",
    "€": "EUR",
}
"""Spellings seen in published data that can mean one currency only."""

PLACEHOLDERS: Final = frozenset(
    {"", "-", "--", ".", "..", "...", "n/a", "na", "n.a.", "#n/a", "no aplica", "not applicable"}
    | {"no capturado", "sin dato", "sin datos", "s/d", "s/n", "null", "none", "nan", "undefined", "tbd", "por definir"}
    | {"no disponible", "not available", "no especificado", "not specified", "unknown", "desconocido", "xxx", "x"}
)
"""Texts, in lower case and trimmed, that stand where nothing was published."""

LARGEST_NUMBER: Final = 1e24
"""A larger amount or quantity is no fact of this world: the largest budget is below 1e16, in any currency."""
LARGEST_COUNT: Final = 2**53

_EPOCHS: Final = frozenset({(1970, 1, 1), (1, 1, 1), (1900, 1, 1), (9999, 12, 31), (1899, 12, 30)})
_YEARS: Final = range(1950, 2151)
_ISO = re.compile(
    r"^(\d{4})[-/](\d{1,2})[-/](\d{1,2})"
    r"(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d*)?)?\s*(Z|z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?$"
)
_STRICT_ISO = re.compile(r"^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?$")
_DAY_FIRST = re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})\.?(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_PARTIAL = re.compile(r"^\d{4}(-\d{1,2})?$")
_NUMBER_NOISE = re.compile(r"[\s\u00a0\u202f$€£₦]|MXN|NGN|USD", re.IGNORECASE)
_PLAIN = re.compile(r"^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$", re.IGNORECASE)
_COMMA_THOUSANDS = re.compile(r"^[-+]?\d{1,3}(,\d{3})+(\.\d+)?$")
_DOT_THOUSANDS = re.compile(r"^[-+]?\d{1,3}(\.\d{3})+,\d+$|^[-+]?\d{1,3}(\.\d{3}){2,}$")
_DECIMAL_COMMA = re.compile(r"^[-+]?\d+,\d{1,2}$")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BLANKS = re.compile(r"[ \t\u00a0]*[\t\u00a0][ \t\u00a0]*|  +")
_MOJIBAKE = re.compile("[ÃÂÄÅØÐ][\u0080-\u00bf\u0152-\u0178\u02c6-\u2122]")
_ENTITY = re.compile(r"&(#\d+|#x[0-9a-fA-F]+|[a-zA-Z]{2,8});")


class Repair(NamedTuple):
    """What became of a value: the usable form, the fault found (None: none), and whether it had to be refused."""

    value: Any
    code: str | None = None
    refused: bool = False


NOTHING: Final = Repair(None)


def is_placeholder(value: str) -> bool:
    """Whether a text stands where nothing was published ("No Capturado", "N/A", a lone dot)."""
    return value.strip().lower() in PLACEHOLDERS


def refused(code: str) -> Repair:
    """Return the outcome for a value that cannot be understood."""
    return Repair(None, code, refused=True)


def repair_date(value: Any) -> Repair:
    """Return an ISO 8601 date (`YYYY-MM-DD`) or date-time with a zone, as OCDS wants it.

    Day-first order is read where day and month are separated by `-`, `/` or `.` and the year comes last, unless only
    month-first is possible. A date-time without a zone is taken as UTC. Dates that stand for null (1970-01-01,
    0001-01-01, 9999-12-31 …) and partial dates (`2015`) are refused: they have no place on a time line of days.
    """
    if isinstance(value, bool):
        return refused("not_a_date")
    if isinstance(value, int | float):
        return _date_from_number(value)
    if not isinstance(value, str):
        return refused("not_a_date")
    return _date_from_text(value)


@lru_cache(maxsize=65536)
def _date_from_text(written: str) -> Repair:
    text = written.strip()
    if is_placeholder(text):
        return NOTHING
    if match := _ISO.match(text.replace(".-", "-").replace(".+", "+")):
        year, month, day, *clock = match.groups()
        repair = _from_parts((year, month, day), clock)
        strict = _STRICT_ISO.match(written) is not None
        return Repair(written) if strict and repair.value is not None else repair
    if match := _DAY_FIRST.match(text):
        first, second, year, *clock = match.groups()
        day, month = (second, first) if int(second) > 12 >= int(first) else (first, second)
        return _from_parts((year, month, day), [*clock, None], code="date_day_first")
    if match := _COMPACT.match(text):
        year, month, day = match.groups()
        return _from_parts((year, month, day), [None] * 4)
    return refused("partial_date" if _PARTIAL.match(text) else "not_a_date")


def is_date(value: str) -> bool:
    """Whether a text is a date as OCDS wants it."""
    repair = _date_from_text(value)
    return repair.code is None and repair.value == value


def _date_from_number(value: float) -> Repair:
    if isinstance(value, int) and 1900 <= value <= 21501231:
        return _date_from_text(str(value))
    if 10**11 < abs(value) < 10**13:  # milliseconds since 1970, as JavaScript writes them
        moment = datetime.fromtimestamp(value / 1000, UTC)
        return Repair(moment.strftime("%Y-%m-%dT%H:%M:%SZ"), "date_epoch")
    return refused("placeholder_date" if value == 0 else "not_a_date")


def _from_parts(calendar: tuple[str, str, str], clock: Sequence[str | None], *, code: str = "date_format") -> Repair:
    """Return the date of (year, month, day) and, where an hour is given, its time of (hour, minute, second, zone)."""
    try:
        when = date(*map(int, calendar))
    except ValueError:
        return refused("not_a_date")
    if (when.year, when.month, when.day) in _EPOCHS:
        return refused("placeholder_date")
    if when.year not in _YEARS:
        return refused("implausible_date")
    hour, minute, second, zone = clock
    if hour is None:
        return Repair(when.isoformat(), code)
    time = f"{int(hour):02d}:{minute}:{second or '00'}"
    if time > "23:59:60":
        return refused("not_a_date")
    return Repair(f"{when.isoformat()}T{time}{_zone(zone)}", code if zone else "date_without_zone")


def _zone(zone: str | None) -> str:
    if not zone or zone.upper() in {"Z", "UTC", "GMT"}:
        return "Z"
    digits = zone[1:].replace(":", "").ljust(4, "0")
    return f"{zone[0]}{digits[:2]}:{digits[2:]}"


@lru_cache(maxsize=4096)
def utc_text(value: str) -> str:
    """Return an ISO date-time as `YYYY-MM-DDTHH:MM:SSZ` in UTC, so that texts sort as moments do."""
    moment = datetime.fromisoformat(value)
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f").rstrip("0").rstrip(".") + "Z"


def repair_number(value: Any) -> Repair:
    """Return a finite int or float; digits written as text are read (`"1,234.50"`, `"1.234,50"`, `"$ 1 234"`)."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Repair(value) if abs(value) < LARGEST_NUMBER else refused("not_finite")
    if not isinstance(value, str):
        return refused("not_a_number")
    if is_placeholder(value):
        return NOTHING
    text = _plain_digits(_NUMBER_NOISE.sub("", value))
    number = float(text) if _PLAIN.match(text) else math.nan
    if not abs(number) < LARGEST_NUMBER:
        return refused("not_a_number" if math.isnan(number) else "not_finite")
    return Repair(int(number) if number.is_integer() and abs(number) < 2**53 else number, "number_as_text")


def repair_integer(value: Any) -> Repair:
    """Return a whole number of a size that a count can have."""
    repair = repair_number(value)
    if repair.value is None or (isinstance(repair.value, int) and abs(repair.value) < LARGEST_COUNT):
        return repair
    if float(repair.value).is_integer() and abs(repair.value) < LARGEST_COUNT:
        return Repair(int(repair.value), repair.code)
    return refused("not_a_count")


def _plain_digits(text: str) -> str:
    """Return digits without thousands separators and with a decimal point."""
    if _COMMA_THOUSANDS.match(text):
        return text.replace(",", "")
    if _DOT_THOUSANDS.match(text):
        return text.replace(".", "").replace(",", ".")
    return text.replace(",", ".") if _DECIMAL_COMMA.match(text) else text


def repair_currency(value: Any) -> Repair:
    """Return an ISO 4217 code; known misspellings are mended, anything else is refused."""
    if not isinstance(value, str):
        return refused("unknown_currency")
    text = value.strip().upper()
    if is_placeholder(text):
        return NOTHING
    code = CURRENCY_ALIASES.get(text, text)
    if code not in ISO_CURRENCIES:
        return refused("unknown_currency")
    return Repair(code) if code == value else Repair(code, "currency_spelling")


def is_tidy(value: str) -> bool:
    """Whether a text has nothing in it that could need mending."""
    return (
        value.isprintable()
        and "&" not in value
        and "  " not in value
        and value[:1] != " " != value[-1:]  # no other blank is printable
        and (value.isascii() or _MOJIBAKE.search(value) is None)
    )


def repair_text(value: str) -> Repair:
    """Return a text without control characters, runs of blanks, HTML entities or UTF-8 read as Latin-1."""
    if is_tidy(value):
        return Repair(value)
    text, code = value, None
    if _MOJIBAKE.search(text) and (mended := _undo_mojibake(text)):
        text, code = mended, "mojibake"
    if _ENTITY.search(text):
        text, code = html.unescape(text), code or "html_entity"
    if _CONTROL.search(text):
        text, code = _CONTROL.sub("", text), code or "control_character"
    tidy = _BLANKS.sub(" ", text).strip()
    return Repair(tidy, code or ("whitespace" if tidy != value else None))


def _undo_mojibake(text: str) -> str | None:
    for encoding in ("cp1252", "latin-1"):
        try:
            return text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return None


def repair_boolean(value: Any) -> Repair:
    """Return True or False; the usual words for them are read."""
    if isinstance(value, bool):
        return Repair(value)
    word = str(value).strip().lower()
    if word in {"true", "1", "si", "sí", "yes", "verdadero"}:
        return Repair(value=True, code="boolean_as_text")
    if word in {"false", "0", "no", "falso"}:
        return Repair(value=False, code="boolean_as_text")
    return NOTHING if is_placeholder(word) else refused("not_a_boolean")
