"""What a reader has chosen to look at: one frozen value that lives in the URL."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from typing import Any, Final, Literal, Self, get_args
from urllib.parse import parse_qsl, urlencode

from data_loader.exceptions import FilterError

AmountStage = Literal["planned", "tendered", "awarded", "contracted", "paid"]
ProcessStage = Literal["planning", "tender", "award", "contract", "implementation"]
Step = Literal["call_open", "decision", "signing", "execution", "first_payment"]
Event = Literal["tender", "award", "signature", "payment"]
Dimension = Literal["agency", "supplier", "method", "category", "year", "month", "source"]

AMOUNT_STAGES: Final[tuple[AmountStage, ...]] = get_args(AmountStage)
PROCESS_STAGES: Final[tuple[ProcessStage, ...]] = get_args(ProcessStage)
STEPS: Final[tuple[Step, ...]] = get_args(Step)
EVENTS: Final[tuple[Event, ...]] = get_args(Event)
DIMENSIONS: Final[tuple[Dimension, ...]] = get_args(Dimension)
NOT_PUBLISHED: Final = "none"
"""The value of `agency`, `supplier`, `method` or `category` that means "not published"."""

_MAX_VALUE_LENGTH = 300
_MAX_VALUES = 50
_YEARS = range(1900, 2201)

Query = Mapping[str, Any] | Sequence[tuple[str, str]] | str


@dataclass(frozen=True, slots=True)
class FilterWarning:
    """A value of the URL that could not be used and was left out."""

    field: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which processes count, and which of their amounts, in which currency.

    Values of one field are alternatives; different fields restrict each other.
    `currency` is the unit in which money is shown: it removes no process from a count.
    `supplier` keeps the processes of that supplier and counts only its share of their amounts.
    `stage` is the amount shown; `stage_reached` the furthest stage that a process has published.
    """

    source: tuple[str, ...] = ()
    agency: tuple[str, ...] = ()
    exclude_agency: tuple[str, ...] = ()
    supplier: tuple[str, ...] = ()
    method: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    stage_reached: tuple[ProcessStage, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    min_amount: float | None = None
    max_amount: float | None = None
    currency: str | None = None
    q: str | None = None
    stage: AmountStage = "contracted"
    warnings: tuple[FilterWarning, ...] = field(default=(), compare=False)

    @classmethod
    def from_query(cls, query: Query | None) -> Self:
        """Return the filters that a URL asks for; what cannot be used is left out and listed in `warnings`."""
        values: dict[str, Any] = {}
        warnings: list[FilterWarning] = []
        for name, given in _grouped(query).items():
            if name not in _PARSERS:
                continue
            try:
                values[name] = _parsed(name, given)
            except FilterError:
                warnings.extend(FilterWarning(name, value) for value in given)
        return cls(**_years_in_order(values), warnings=tuple(warnings))

    @classmethod
    def parse_strict(cls, query: Query | None) -> Self:
        """Return the filters that a URL asks for.

        Raises:
            FilterError: a value is not one that its field can have.
        """
        values = {name: _parsed(name, given) for name, given in _grouped(query).items() if name in _PARSERS}
        for low, high in (("year_from", "year_to"), ("min_amount", "max_amount")):
            if values.get(low) is not None and values.get(high) is not None and values[low] > values[high]:
                raise FilterError(low, "{name} must not be greater than {high}.", high=high)
        return cls(**values)

    def to_query(self) -> str:
        """Return the query string, without "?", that `from_query` reads back to the same filters; "" for none."""
        return _written(self)

    def replace(self, **changes: Any) -> Self:
        """Return the same filters with some changed."""
        return replace(self, **changes)

    def active(self) -> list[tuple[str, str]]:
        """Return each (field, value) that differs from the default, for the chips above a page."""
        pairs: list[tuple[str, str]] = []
        for name, value in self._given():
            pairs.extend((name, _text(item)) for item in (value if isinstance(value, tuple) else (value,)))
        return pairs

    def without(self, name: str, value: str) -> Self:
        """Return the same filters with one value of one field taken out."""
        current = getattr(self, name)
        if isinstance(current, tuple):
            return self.replace(**{name: tuple(item for item in current if item != value)})
        return self.replace(**{name: _DEFAULTS[name]})

    def _given(self) -> list[tuple[str, Any]]:
        return [
            (name, getattr(self, name)) for name in _PARSERS if getattr(self, name) not in (_DEFAULTS[name], None, ())
        ]


@lru_cache(maxsize=1024)
def _written(filters: Filters) -> str:
    """Return filters as a query; a page of them has two hundred links."""
    return urlencode(filters.active())


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _grouped(query: Query | None) -> dict[str, list[str]]:
    if not query:
        return {}
    pairs: Sequence[tuple[str, Any]]
    if isinstance(query, str):
        pairs = parse_qsl(query.removeprefix("?"), keep_blank_values=True, max_num_fields=1000)
    elif isinstance(query, Mapping):
        pairs = list(query.items())
    else:
        pairs = query
    grouped: dict[str, list[str]] = {}
    for name, value in pairs:
        values = value if isinstance(value, list | tuple) else [value]
        grouped.setdefault(str(name), []).extend(str(item) for item in values if item is not None)
    return grouped


def _parsed(name: str, given: list[str]) -> Any:
    cleaned = [value.strip() for value in given]
    if any(len(value) > _MAX_VALUE_LENGTH or "\x00" in value for value in cleaned):
        raise FilterError(name, "A value of {name} is too long or has a NUL character.")
    return _PARSERS[name](name, [value for value in cleaned if value])


def _texts(name: str, values: list[str]) -> tuple[str, ...]:
    if len(values) > _MAX_VALUES:
        raise FilterError(name, "{name} takes at most {most} values.", most=_MAX_VALUES)
    return tuple(dict.fromkeys(values))


def _last(values: list[str]) -> str | None:
    return values[-1] if values else None


def _one_text(_name: str, values: list[str]) -> str | None:
    return _last(values)


def _one_of(allowed: tuple[str, ...]) -> Callable[[str, list[str]], tuple[str, ...]]:
    def parse(name: str, values: list[str]) -> tuple[str, ...]:
        for value in values:
            if value not in allowed:
                raise FilterError(name, "{name} must be one of {allowed}.", allowed=", ".join(allowed))
        return tuple(dict.fromkeys(values))

    return parse


def _stage(name: str, values: list[str]) -> str:
    return _one_of(AMOUNT_STAGES)(name, values)[-1] if values else "contracted"


def _year(name: str, values: list[str]) -> int | None:
    value = _last(values)
    if value is None:
        return None
    if not (value.isascii() and value.isdigit() and int(value) in _YEARS):
        raise FilterError(name, "{name} must be a year such as 2017.")
    return int(value)


def _amount(name: str, values: list[str]) -> float | None:
    value = _last(values)
    if value is None:
        return None
    try:
        amount = float(value)
    except ValueError:
        amount = math.nan
    if not math.isfinite(amount):
        raise FilterError(name, "{name} must be a number such as 150000.")
    return amount


def _currency(name: str, values: list[str]) -> str | None:
    value = _last(values)
    if value is None:
        return None
    code = value.upper()
    if not (len(code) == 3 and code.isascii() and code.isalpha()):
        raise FilterError(name, "{name} must be a three-letter code such as MXN.")
    return code


def _years_in_order(values: dict[str, Any]) -> dict[str, Any]:
    first, last = values.get("year_from"), values.get("year_to")
    if first is not None and last is not None and first > last:
        values["year_from"], values["year_to"] = last, first
    return values


_PARSERS: Final[dict[str, Callable[[str, list[str]], Any]]] = {
    "source": _texts,
    "agency": _texts,
    "exclude_agency": _texts,
    "supplier": _texts,
    "method": _texts,
    "category": _texts,
    "stage_reached": _one_of(PROCESS_STAGES),
    "year_from": _year,
    "year_to": _year,
    "min_amount": _amount,
    "max_amount": _amount,
    "currency": _currency,
    "q": _one_text,
    "stage": _stage,
}
FILTER_FIELDS: Final[tuple[str, ...]] = tuple(_PARSERS)
"""The names of the query parameters that filter, in canonical order."""

_DEFAULTS: Final[dict[str, Any]] = {item.name: item.default for item in fields(Filters)}
