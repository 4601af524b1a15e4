"""Numbers that stand in groups, added up by numpy; money as whole ten-thousandths, which add up exactly."""

from __future__ import annotations

from functools import reduce
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Whole = npt.NDArray[np.integer[Any]]
Numbers = npt.NDArray[Any]
Test = npt.NDArray[np.bool_]

_PARTS: Final = 10_000
"""Amounts have four decimals: as whole numbers of ten-thousandths they add up exactly."""
_FITS: Final = 9e14
_PRECISE: Final = 9e11
"""Amounts up to here a float has with all their decimals."""
_FLOAT_HAS: Final = 2**53
"""Whole numbers below it are a float as they are."""
_LONG: Final = 20
"""Of shorter groups the sums are told from the sum so far, which for whole numbers is exact: four times as fast."""
_SPARSE: Final = 64
"""Fewer than one row of so many are found sooner one by one."""
_FEW: Final = 8
"""Codes that are counted one by one."""
MOST_COUNTED: Final = 2**21
"""Up to so many different keys are counted in a list of them all; more are put in order."""


def exact(amounts: npt.NDArray[np.float64]) -> Numbers:
    """Return amounts as whole ten-thousandths, which add up exactly; as they are where their sum does not fit."""
    sizes = np.abs(amounts)
    if sizes.sum() >= _FITS:
        return amounts
    if sizes.max(initial=0) < _PRECISE:
        return np.rint(amounts * _PARTS).astype(np.int64)
    whole = np.trunc(amounts)
    return whole.astype(np.int64) * _PARTS + np.rint((amounts - whole) * _PARTS).astype(np.int64)


def starts(*keys: Numbers) -> Whole:
    """Return the place of the first row of each group, rows of a group being beside each other."""
    if not len(keys[0]):
        return np.empty(0, np.int64)
    new = np.ones(len(keys[0]), np.bool_)
    new[1:] = reduce(np.logical_or, (key[1:] != key[:-1] for key in keys))
    return np.flatnonzero(new)


def rows_with(ordered: Whole, numbers: Whole) -> Whole:
    """Return the places of the rows that have some of these numbers, of all, which are in order."""
    wanted = np.flatnonzero(np.bincount(numbers))
    wanted = wanted[wanted <= ordered[-1:].max(initial=0)]
    there = wanted.astype(ordered.dtype)  # looked for as another type, all would be copied first
    first, after = (np.searchsorted(ordered, there, side) for side in ("left", "right"))
    return spread(first, after)


def spread(first: Whole, after: Whole) -> Whole:
    """Return all numbers from each first one to the one after the last."""
    sizes = after - first
    upto = sizes.cumsum(dtype=np.int64)
    found: Whole = np.repeat(after - upto, sizes)
    found += np.arange(len(found))
    return found


def places_among(test: Test, passed: Whole, wanted: Whole) -> Whole:
    """Return the places of some wanted rows among those that pass a test, all of which they are; `passed` are these.

    Few are looked for. Of many the place is how many passed before: 64 tests are one word, whose bits are counted.
    """
    if len(wanted) < len(test) // _SPARSE:
        return np.searchsorted(passed, wanted)
    words = np.packbits(np.append(test, np.zeros(-len(test) % 64, np.bool_)), bitorder="little").view("<u8")
    so_far = np.cumsum(np.bitwise_count(words), dtype=np.int64)
    word, bit = np.divmod(wanted, 64)
    after = words.take(word) >> bit.astype(np.uint64)  # its own bit, and those behind it
    found: Whole = so_far.take(word) - np.bitwise_count(after)
    return found


def tally(codes: Whole, span: int) -> Whole:
    """Return how many rows have each code below `span`; a few codes of a byte are counted one by one, in a fifth of the time."""
    if span > _FEW or codes.dtype != np.uint8:
        return np.bincount(codes, minlength=span)
    return np.array([np.count_nonzero(codes == code) for code in range(span)], np.int64)


def marked(numbers: Whole, size: int) -> Test:
    """Return which numbers below `size` are there."""
    found = np.zeros(size, np.bool_)
    found[numbers.astype(np.intp, copy=False)] = True  # of another type, each would be made one by itself
    return found


def added(numbers: Numbers, groups: Whole) -> Numbers:
    """Return the sum of each group, or of a test how many are true; `groups` are where they start."""
    kind = np.int32 if numbers.dtype == np.bool_ else None
    if len(groups) <= len(numbers) // _LONG or np.issubdtype(numbers.dtype, np.floating):
        return np.add.reduceat(numbers, groups, dtype=kind)
    so_far = np.cumsum(numbers, dtype=kind)
    return np.diff(so_far[np.append(groups[1:], len(numbers)) - 1], prepend=so_far.dtype.type(0))


def numbered(keys: Whole, span: int) -> tuple[Whole, Whole, Whole]:
    """Return the different ones of keys below `span` in their order, the place of each key among these, and how many have it."""
    if span > MOST_COUNTED:
        return np.unique(keys, return_inverse=True, return_counts=True)
    counts = np.bincount(keys, minlength=span)
    found = np.flatnonzero(counts)
    place = np.empty(span, np.int32)
    place[found] = np.arange(len(found))
    return found, place[keys], counts[found]


def added_at(groups: Whole, numbers: Numbers, size: int) -> Numbers:
    """Return the sum of each of `size` groups of rows, whose numbers these are; whole numbers add up exactly."""
    sums = np.zeros(size, numbers.dtype)
    np.add.at(sums, groups, numbers)
    return sums


def first_of(limit: int, key: Numbers) -> Whole:
    """Return the places of the `limit` rows with the least of a key, in its order; of equal ones the earlier is first."""
    upto = min(limit, len(key))
    few = np.flatnonzero(key <= np.partition(key, upto - 1)[upto - 1]) if upto else np.empty(0, np.int64)
    first: Whole = few[np.argsort(key[few], kind="stable")][:upto]
    return first


def of_each(extreme: np.ufunc, numbers: Numbers, groups: Whole) -> Numbers:
    """Return the least (np.minimum) or the most (np.maximum) of each group."""
    found: Numbers = extreme.reduceat(numbers, groups)
    return found


def extremes(numbers: Numbers) -> np.iinfo[Any] | np.finfo[Any]:
    """Return the least and the most that such numbers can be."""
    return np.iinfo(np.int64) if np.issubdtype(numbers.dtype, np.integer) else np.finfo(np.float64)


def money(sums: Numbers, known: Numbers | bool = True) -> npt.NDArray[np.float64]:  # noqa: FBT001, FBT002  how many, or any
    """Return sums of amounts in the unit, rounded once, NaN where none was known."""
    plain: Numbers = _in_units(sums) if np.issubdtype(sums.dtype, np.integer) else np.round(sums, 4)
    return plain if known is True else np.where(known, plain, np.nan)


def _in_units(sums: Whole) -> Numbers:
    if np.abs(sums).max(initial=0) < _FLOAT_HAS:
        return sums / _PARTS
    return sums // _PARTS + sums % _PARTS / _PARTS  # a float made of the sums themselves would be rounded twice
