"""The processes that filters keep: which they are, in which unit their money is shown, and how much each has."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from typing import Any, Final

import numpy as np
import pandas as pd

from data_loader.config import settings
from data_loader.filters import NOT_PUBLISHED, AmountStage, Filters
from data_loader.groups import Numbers, Test, Whole, added_at, exact, money, places_among, tally
from data_loader.queries.amounts import Amounts, currencies, currency_code, published
from data_loader.queries.answers import cached
from data_loader.queries.asking import Members, are_members, as_bits, kept_id, one
from data_loader.queries.base import condition
from data_loader.queries.columns import Coded, code_of, column, counted, keys, words
from data_loader.queries.latest import latest
from data_loader.queries.pairs import shares, sold, sold_by
from data_loader.snapshot import Snapshot

STATES: Final = 4
WITHOUT, UNKNOWN, OTHER, KNOWN = range(STATES)
"""What a process has in a stage and a unit: no amount; only such without a currency; only in others; one in the unit."""
_CHOSEN: Final[dict[str, Coded]] = {
    "source": "source",
    "agency": "agency",
    "method": "method",
    "category": "category",
    "stage_reached": "stage",
}
"""The filters that choose some of the values of a column."""


def selected(snapshot: Snapshot, filters: Filters, *, unit: str | None = None) -> tuple[str, dict[str, Any]]:
    """Return `base.condition`; bounds are in the unit shown, and the columns tell what is within them, not a statement."""
    bounded = _bounds(filters)
    unit = unit_of(snapshot, filters) if bounded else unit
    test, values = condition(filters, unit=unit)
    if bounded:
        within = _is_between(snapshot, filters.stage, unit, filters.min_amount, filters.max_amount)
        values["bounded"] = as_bits(within)
    return test, values


def _bounds(filters: Filters) -> bool:
    return filters.min_amount is not None or filters.max_amount is not None


def kept(snapshot: Snapshot, filters: Filters) -> tuple[Test, Whole] | None:
    """Return which processes are selected, and their places; None where they are all. The latest two are kept."""
    if _bounds(filters):
        return _kept(snapshot, filters.replace(currency=unit_of(snapshot, filters)))
    return _kept(snapshot, filters.replace(currency=None, stage=Filters().stage))


@latest(2)
def _kept(snapshot: Snapshot, filters: Filters) -> tuple[Test, Whole] | None:
    test = is_kept(snapshot, filters)
    return None if test is None else (test, np.flatnonzero(test))


def is_kept(snapshot: Snapshot, filters: Filters, also: Sequence[Test] = ()) -> Test | None:
    """Return which processes are selected, and pass other tests; None where they are all. It is not kept."""
    if _bounds(filters):
        filters = filters.replace(currency=unit_of(snapshot, filters))
    _, values = condition(filters.replace(supplier=()), bounds=False)
    members = [value for value in values.values() if isinstance(value, Members)]
    tests = [*_tests(snapshot, filters), *(are_members(snapshot, one) for one in members), *also]
    test: Test | None = reduce(np.logical_and, tests) if tests else None
    return None if test is None or test.all() else test


def _tests(snapshot: Snapshot, filters: Filters) -> Iterator[Test]:
    """Yield which processes are selected by each filter of what a process is: what `base.condition` asks of it in SQL."""
    for name, of in _CHOSEN.items():
        if chosen := getattr(filters, name):
            yield _is_one_of(snapshot, of, chosen)
    if filters.supplier:
        its = np.zeros(len(column(snapshot, "agency").codes), np.bool_)
        its[sold(snapshot).process.take(sold_by(snapshot, filters))] = True
        yield its
    if filters.exclude_agency:
        yield ~_is_one_of(snapshot, "agency", filters.exclude_agency)
    year = column(snapshot, "year")
    if filters.year_from is not None:
        yield year.codes >= max(filters.year_from - year.least + 1, 1)
    if filters.year_to is not None:
        yield (year.codes > 0) & (year.codes <= filters.year_to - year.least + 1)
    if _bounds(filters):
        yield _is_between(snapshot, filters.stage, filters.currency, filters.min_amount, filters.max_amount)


def _is_one_of(snapshot: Snapshot, name: Coded, chosen: Sequence[str]) -> Test:
    ids = {kept_id(snapshot, one) if name == "agency" else one for one in chosen} - {NOT_PUBLISHED}
    wanted = {0} if NOT_PUBLISHED in chosen else set()
    wanted |= {code_of(snapshot, name, one) for one in ids} - {-1}
    codes = column(snapshot, name).codes
    if len(wanted) == 1:
        test: Test = codes == wanted.pop()
        return test
    among = np.zeros(len(words(snapshot, name)), np.bool_)
    among[[*wanted]] = True
    return among.take(codes)


@latest(1)
def _is_between(snapshot: Snapshot, stage: str, unit: str | None, least: float | None, most: float | None) -> Test:
    """Return which processes have an amount of a stage in a unit within bounds; the facets of a list ask for it again."""
    amount, state = whole_amounts(snapshot, stage, unit)
    of_each = money(amount)
    test: Test = state == KNOWN
    test &= of_each >= (-np.inf if least is None else least)
    test &= of_each <= (np.inf if most is None else most)
    return test


def bits(snapshot: Snapshot, filters: Filters) -> bytes:
    """Return a bit for each process by its number, set where it is selected: a parameter of the condition `member`."""
    chosen = kept(snapshot, filters)
    return as_bits(np.ones(how_many(snapshot, filters), np.bool_) if chosen is None else chosen[0])


def places_of(snapshot: Snapshot, filters: Filters) -> Whole:
    """Return the places of the processes selected, in their order."""
    chosen = kept(snapshot, filters)
    return np.arange(how_many(snapshot, filters), dtype=np.int32) if chosen is None else chosen[1]


def how_many(snapshot: Snapshot, filters: Filters) -> int:
    """Return how many processes are selected."""
    chosen = kept(snapshot, filters)
    return len(column(snapshot, "year").codes) if chosen is None else len(chosen[1])


@latest(6)
def codes_of(snapshot: Snapshot, filters: Filters, name: str) -> Whole:
    """Return a column's codes of the processes selected; those of the latest columns are kept."""
    return of_kept(column(snapshot, name).codes, kept(snapshot, filters))


def of_kept(column: Whole, chosen: tuple[Test, Whole] | None) -> Whole:
    """Return a column of the processes chosen, by their places."""
    return column if chosen is None else column.take(chosen[1])


@latest(1)
def pairs(snapshot: Snapshot, filters: Filters, by: str, then: str) -> tuple[Whole, Whole, Whole]:
    """Return the pairs of codes of two columns that processes selected have, in their order, and how many have each.

    The latest are kept: the rollout asks three times for the same.
    """
    span, groups = column(snapshot, then).span, column(snapshot, by).span
    found, n = counted(
        keys(codes_of(snapshot, filters, by), codes_of(snapshot, filters, then), span, groups), span * groups
    )
    return found // span, found % span, n


@latest(1)
def amounts(snapshot: Snapshot, filters: Filters, unit: str | None) -> tuple[Numbers, Whole]:
    """Return `amounts_in` the stage of the filters; the latest are kept."""
    return _amounts(snapshot, filters, unit, filters.stage)


def amounts_in(snapshot: Snapshot, filters: Filters, unit: str | None, stage: AmountStage) -> tuple[Numbers, Whole]:
    """Return of each process selected its amount in a stage and the unit, and its state; see STATES.

    Amounts are in ten-thousandths, 0 where there is none; where all together would not fit into 64 bits, they are floats.
    With a supplier chosen they are its share.
    """
    own = stage == filters.stage
    return amounts(snapshot, filters, unit) if own else _amounts(snapshot, filters, unit, stage)


def _amounts(snapshot: Snapshot, filters: Filters, unit: str | None, stage: AmountStage) -> tuple[Numbers, Whole]:
    chosen = kept(snapshot, filters)
    if not filters.supplier:
        return whole_amounts(snapshot, stage, unit, chosen)
    several, size = shares(snapshot, filters, stage), how_many(snapshot, filters)
    amount, state = np.zeros(size, several.amount.dtype), np.full(size, WITHOUT, np.uint8)
    return _put_together(amount, state, several, _states(snapshot, unit, several.currency), chosen)


def whole_amounts(
    snapshot: Snapshot, stage: str, unit: str | None, chosen: tuple[Test, Whole] | None = None
) -> tuple[Numbers, Whole]:
    """Return `amounts_in` of some processes (which they are, and their places), else of all; with any suppliers, whole."""
    of_all, places = published(snapshot, stage), slice(None) if chosen is None else chosen[1]
    state = _states(snapshot, unit, of_kept(of_all.currency, chosen))
    amount = of_all.amount(places) * (state == KNOWN)
    return _put_together(amount, state, of_all.others, _states(snapshot, unit, of_all.others.currency), chosen)


def _states(snapshot: Snapshot, unit: str | None, currency: Whole) -> Whole:
    """Return the states that amounts give their processes, by their currencies' codes: each of STATES passes one test more."""
    known = currency == currency_code(snapshot, unit)
    some = currency <= len(currencies(snapshot))
    state: Whole = some.astype(np.uint8) + (some & (currency > 0)) + known
    return state


def _put_together(
    amount: Numbers, state: Whole, several: Amounts, told: Whole, chosen: tuple[Test, Whole] | None
) -> tuple[Numbers, Whole]:
    """Add to processes without an amount of their own those of several rows, and what these tell: the best of it counts."""
    places = several.process
    if chosen is not None:
        among = np.flatnonzero(chosen[0].take(several.process))
        several, told = several.where(among), told.take(among)
        places = places_among(*chosen, several.process)
    known = told == KNOWN
    np.maximum.at(state, places, told)
    np.add.at(amount, places[known], several.amount[known])
    return amount if np.issubdtype(amount.dtype, np.integer) else exact(amount), state


@cached
def currency_counts(snapshot: Snapshot, filters: Filters) -> pd.DataFrame:
    """Return currency, processes and amount in the filters' stage; min_amount and max_amount do not count here."""
    words, n = np.array([None, *currencies(snapshot)], object), _in_currencies(snapshot, filters)
    amount: Numbers = np.add.reduce(
        [added_at(currency, of(), len(n) + 1) for currency, of in _published(snapshot, filters)]
    )
    order = np.lexsort((-n, np.arange(len(n)) == 0))  # they are in the order of the alphabet
    order = order[n[order] > 0]
    currency = pd.Series(words[order], dtype=object)
    return pd.DataFrame({"currency": currency, "processes": n[order], "amount": money(amount)[order]})


def _in_currencies(snapshot: Snapshot, filters: Filters) -> Whole:
    """Return how many processes have an amount in each currency, by its code: 0 is not published."""
    size = len(currencies(snapshot)) + 2
    n: Whole = np.add.reduce([tally(currency, size) for currency, _ in _published(snapshot, filters)])
    return n[:-1]


def _published(snapshot: Snapshot, filters: Filters) -> Iterator[tuple[Whole, Callable[[], Numbers]]]:
    """Yield the currencies, by their codes, and what tells the amounts that processes publish; bounds do not count."""
    chosen = kept(snapshot, filters.replace(min_amount=None, max_amount=None))
    of_all = published(snapshot, filters.stage)
    several = shares(snapshot, filters, filters.stage) if filters.supplier else of_all.others
    if chosen is not None:
        several = several.where(chosen[0][several.process])
    yield several.currency, lambda: several.amount
    if not filters.supplier:
        places = slice(None) if chosen is None else chosen[1]
        yield of_kept(of_all.currency, chosen), lambda: of_all.amount(places)


def unit_of(snapshot: Snapshot, filters: Filters) -> str | None:
    """Return the currency of the filters, else the site's where amounts of their stage are in it, else the commonest."""
    return filters.currency or _unit(snapshot, filters, settings().load().site.currency)


@cached
def _unit(snapshot: Snapshot, filters: Filters, preferred: str) -> str | None:
    """Return the preferred currency, else the one with the most processes in their stage, else in any stage."""
    known, n = currencies(snapshot), _in_currencies(snapshot, filters)[1:]
    if preferred in known and n[known.index(preferred)]:
        return preferred
    if n.any():
        return known[n.argmax()]
    test, values = condition(filters, bounds=False)
    found = one(
        snapshot,
        f"""SELECT p.currency FROM facts p WHERE p.currency IS NOT NULL AND {test}
        GROUP BY p.currency ORDER BY count(*) DESC, p.currency LIMIT 1""",
        values,
    )
    currency: str | None = found.get("currency")
    return currency


def forget() -> None:
    """Forget what was selected."""
    _kept.cache_clear()
    _is_between.cache_clear()
    amounts.cache_clear()
    codes_of.cache_clear()
    pairs.cache_clear()
