"""Every word and number that a reader sees, in the reader's language.

Messages are written in English in the code and translated by plain gettext catalogues, `locales/{language}/*.po`;
adding a language is adding a folder there (docs/languages.md). Money, dates, percentages and durations are formatted
here and nowhere else.
"""

from __future__ import annotations

import gettext
import math
import tomllib
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final, Self

from babel import Locale, negotiate_locale
from babel.dates import format_date
from babel.lists import format_list
from babel.messages.pofile import read_po
from babel.numbers import get_currency_name, get_decimal_symbol, get_group_symbol

from data_loader import languages
from data_loader.config import LOCALES, settings

NBSP: Final = "\u00a0"
NARROW: Final = "\u202f"

accepted_language: ContextVar[str] = ContextVar("accepted_language", default="")
"""The Accept-Language header of the request at work; set by the middleware in app.py."""

_PLAIN_CURRENCIES: Final = {("MXN", "es"): "pesos", ("MXN", "en"): "pesos"}
_MOST_EXACT: Final = 2**53
_SCALES: Final = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))


@dataclass(frozen=True, slots=True)
class _Catalogue:
    messages: dict[str, tuple[str, ...]]
    plural: Callable[[int], int]


@cache
def known_languages() -> tuple[str, ...]:
    """Return the codes of the languages that a reader can choose from."""
    return languages.languages(LOCALES)


def language_name(code: str) -> str:
    """Return what a language calls itself: "Español"."""
    name = Locale.parse(code).get_display_name(code) or code
    return name[:1].upper() + name[1:]


@cache
def _catalogue(language: str) -> _Catalogue:
    messages: dict[str, tuple[str, ...]] = {}
    plural: Callable[[int], int] = lambda n: int(n != 1)  # noqa: E731
    for path in sorted((LOCALES / language).glob("*.po")):
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language)
        plural = gettext.c2py(catalogue.plural_expr)
        for message in catalogue:
            if message.id and message.string:
                key = message.id[0] if isinstance(message.id, tuple | list) else message.id
                strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
                if all(strings):
                    messages[key] = tuple(strings)
    return _Catalogue(messages, plural)


@cache
def _codes() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads((Path(__file__).parent / "codes.toml").read_text(encoding="utf-8"))


def _fold(code: str) -> str:
    return "".join(character for character in code.lower() if character.isalnum())


@cache
def _folded(kind: str) -> dict[str, dict[str, str]]:
    """Return the labels by code without its case and separators: publishers write "Award Notice" for awardNotice."""
    return {_fold(code): label for code, label in _codes().get(kind, {}).items()}


@dataclass(frozen=True, slots=True)
class Text:
    """The words and numbers of one language.

    >>> Text("en").money(135_500_000_000, "MXN").replace(NBSP, " ")
    '135.5 billion pesos'
    """

    lang: str

    @classmethod
    def for_request(cls, lang: Any = None) -> Self:
        """Return the texts for a request: in the language of `?lang=`, else the reader's, else the site's."""
        if isinstance(lang, list | tuple):
            lang = lang[-1] if lang else None
        known = known_languages()
        if lang in known:
            return cls(str(lang))
        wanted = [part.split(";")[0].strip().replace("-", "_") for part in accepted_language.get().split(",")]
        return cls(negotiate_locale([item for item in wanted if item], known) or settings().load().site.language)

    def __call__(self, message: str, **values: Any) -> str:
        """Return a message in this language with its places filled."""
        return _catalogue(self.lang).messages.get(message, (message,))[0].format(**values)

    def translated(self, message: str) -> str:
        """Return a message that has no places to fill and may hold braces, in this language."""
        return _catalogue(self.lang).messages.get(message, (message,))[0]

    def n(self, one: str, many: str, count: float, /, **values: Any) -> str:
        """Return a message that counts something; `{n}` is the number, written as this language does."""
        catalogue = _catalogue(self.lang)
        forms = catalogue.messages.get(one, (one, many))
        whole = int(count) if float(count).is_integer() else 2
        form = forms[min(catalogue.plural(whole), len(forms) - 1)]
        return form.format(n=self.number(count), **values)

    def number(self, value: float | None) -> str:
        """Return a count or a plain number, with at most two decimals."""
        if value is None or _missing(value):
            return self("not published")
        return self._decimal(value, 2)

    def percent(self, fraction: float | None) -> str:
        """Return a share with as many decimals as it takes not to read as nothing, or as everything."""
        if fraction is None or _missing(fraction):
            return self("not published")
        size = abs(fraction)
        if 0 < size < 0.0001:
            return "<" + NBSP + self._percent(0.0001, 2)
        digits = 0 if size >= 0.1 else 1 if size >= 0.01 else 2
        if size < 1 and round(size, digits + 2) >= 1:
            digits = 1 if round(size, 3) < 1 else 2
        return self._percent(math.floor(fraction * 10**4) / 10**4 if 0.9995 < size < 1 else fraction, digits)

    def _percent(self, fraction: float, digits: int) -> str:
        figure = self._decimal(Decimal(str(fraction)) * 100, digits)
        return self._locale.percent_formats[None].pattern.replace("#,##0", figure)

    def money(self, amount: float | None, currency: str | None) -> str:
        """Return an amount in words that people use: "135,5 mil millones de pesos"."""
        if amount is None or _missing(amount):
            return self("amount not published")
        name = self.currency(currency, amount)
        for size, scale in _SCALES:
            if abs(amount) >= size * 0.99995:
                figure = self._figure(amount / size)
                message = {
                    "trillion": self("{figure} trillion {currency}", figure=figure, currency=name),
                    "billion": self("{figure} billion {currency}", figure=figure, currency=name),
                    "million": self.n(
                        "{figure} million {currency}",
                        "{figure} million {currency}",
                        1 if figure == "1" else 2,
                        figure=figure,
                        currency=name,
                    ),
                }[scale]
                return message.replace(" ", NBSP, 1)
        return f"{self.number(round(amount))}{NBSP}{name}"

    def money_parts(self, amount: float | None, currency: str | None) -> tuple[str, str]:
        """Return an amount as figure and unit: ("135,5", "mil millones de pesos")."""
        figure, _, unit = self.money(amount, currency).partition(NBSP)
        return (figure, unit) if unit else (self("not published"), "")

    def money_short(self, amount: float | None, _currency: str | None = None) -> str:
        """Return an amount for a narrow place, without its currency: "135,5 mil M"."""
        if amount is None or _missing(amount):
            return self("not published")
        for size, message in ((1e12, "{figure} tn"), (1e9, "{figure} bn"), (1e6, "{figure} M")):
            if abs(amount) >= size * 0.99995:
                return self(message, figure=self._figure(amount / size)).replace(" ", NBSP)
        if abs(amount) >= 10_000 * 0.99995:
            return self("{figure} k", figure=self._figure(amount / 1000)).replace(" ", NBSP)
        return self.number(round(amount))

    def money_exact(self, amount: float | None, currency: str | None) -> str:
        """Return an amount to the cent with its currency code."""
        if amount is None or _missing(amount):
            return self("amount not published")
        return f"{self._decimal(amount, 2, least=2)}{NBSP}{currency or ''}".strip()

    def currency(self, currency: str | None, amount: float = 2) -> str:
        """Return a currency's name in the plural that an amount asks for."""
        if not currency:
            return self("(currency not published)")
        plain = _PLAIN_CURRENCIES.get((currency, self.lang))
        return plain or get_currency_name(currency, count=2 if abs(amount) != 1 else 1, locale=self._locale)

    def _figure(self, value: float) -> str:
        return self._decimal(value, 1 if abs(value) < 1000 else 0)

    def date(self, day: date | datetime | str | None) -> str:
        """Return a day: "3 sep 2017"."""
        if isinstance(day, str):
            day = datetime.fromisoformat(day)
        if day is None or _missing(day):
            return self("not published")
        return _written(day.date() if isinstance(day, datetime) else day, self("d MMM y"), self.lang)

    def moment(self, moment: datetime | str | None) -> str:
        """Return a day and time in UTC: "21 nov 2026, 06:00 UTC"."""
        if isinstance(moment, str):
            moment = datetime.fromisoformat(moment)
        return f"{self.date(moment)}, {moment:%H:%M}{NBSP}UTC" if moment else self("never")

    def time(self, moment: datetime | str) -> str:
        """Return the time of a moment in UTC, where its day is known: "06:00 UTC"."""
        moment = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        return f"{moment:%H:%M}{NBSP}UTC"

    def month(self, year_month: str) -> str:
        """Return a month given as "2017-04": "abril de 2017"."""
        return _written(date.fromisoformat(f"{year_month}-01"), self("MMMM y"), self.lang)

    def month_short(self, year_month: str) -> str:
        """Return a month for a narrow place: "abr 2017"."""
        return _written(date.fromisoformat(f"{year_month}-01"), self("MMM y"), self.lang)

    def language(self, code: str) -> str:
        """Return the name of a language by its code; a code that is none is shown as it was published."""
        name: str | None = self._locale.languages.get(code.replace("_", "-").partition("-")[0].lower())
        return name or code

    def days(self, count: float | None) -> str:
        """Return a duration: "19 días"."""
        if count is None or _missing(count):
            return self("not published")
        rounded = round(count, 1) if abs(count) < 10 else round(count)
        return self.n("{n} day", "{n} days", rounded).replace(" ", NBSP)

    def join(self, parts: Sequence[str]) -> str:
        """Return a list in words: "a, b y c"."""
        return format_list([part for part in parts if part], locale=self._locale)

    def code(self, kind: str, code: Any) -> str:
        """Return what a code means; a code without a label is shown as it was published."""
        labels = _codes().get(kind, {})
        label = labels.get(str(code)) or _folded(kind).get(_fold(str(code)), {})
        return self.of_both(label.get("es"), label.get("en")) or str(code)

    def of_both(self, spanish: str | None, english: str | None) -> str:
        """Return a label that a file of ours has in Spanish and in English; any other language has it in its catalogue."""
        if self.lang == "es":
            return spanish or english or ""
        return self.translated(english) if english else ""

    @property
    def separators(self) -> str:
        """Return the decimal and the thousands sign, as Plotly wants them."""
        return get_decimal_symbol(self._locale) + get_group_symbol(self._locale)

    def name(self, name: Any, kind: str) -> str:
        """Return a published name, or in words that none was published."""
        if isinstance(name, str) and name:
            return self.code(kind, name) if kind in {"method", "category"} else name
        if isinstance(name, int | float) and not _missing(name):
            return str(int(name))
        return {
            "agency": self("Agency not published"),
            "supplier": self("Supplier not published"),
            "method": self("Method not published"),
            "category": self("Category not published"),
            "year": self("Year not published"),
            "month": self("Month not published"),
        }.get(kind, self("Name not published"))

    def _decimal(self, value: float | Decimal, most: int, *, least: int = 0) -> str:
        """Return a number with so many decimals; in Spanish a space parts the thousands, which no country reads as a decimal point.

        A page has hundreds of them, and Babel's patterns take ten times as long.
        """
        if value % 1 == 0 and value != 0 and -_MOST_EXACT < value < _MOST_EXACT and not least:  # as nearly all are
            return f"{int(value):,}".replace(",", _thousands(self.lang))
        whole, _, part = f"{Decimal(str(value)):,.{most}f}".partition(".")
        part = part.rstrip("0").ljust(least, "0")
        return whole.replace(",", _thousands(self.lang)) + (_point(self.lang) + part if part else "")

    @property
    def _locale(self) -> Locale:
        return _locale(self.lang)


@cache
def _locale(lang: str) -> Locale:
    return Locale.parse(lang)


@lru_cache(maxsize=1024)
def _written(day: date, form: str, lang: str) -> str:
    """Return a day in a form of Babel's: a page has the same months hundreds of times."""
    return format_date(day, format=form, locale=_locale(lang))


@cache
def _point(lang: str) -> str:
    return get_decimal_symbol(_locale(lang))


@cache
def _thousands(lang: str) -> str:
    return NARROW if lang == "es" else get_group_symbol(_locale(lang))


def _missing(value: Any) -> bool:
    return value is None or value != value  # noqa: PLR0124  NaN and NaT are unlike themselves
