"""Sums of money become the number that is nearest to what they are; rows among many are told from how many passed."""

from fractions import Fraction

import numpy as np
import pytest

from data_loader.groups import marked, money, places_among, rows_with, tally


def test_sums_are_rounded_once_also_where_they_are_more_than_a_float_holds():
    lows = np.repeat(2 ** np.arange(40, 62), 200)
    sums = np.random.default_rng(7).integers(lows, 2**62)
    for some in (sums, -sums):
        assert money(some).tolist() == [float(Fraction(one, 10_000)) for one in some.tolist()]


def test_what_is_not_known_is_no_number():
    assert np.isnan(money(np.array([5, 2**60]), np.array([0, 0]))).all()


@pytest.mark.parametrize("size", [1, 63, 64, 65, 1000])
@pytest.mark.parametrize("wanted", [0, 1, 9, 300, 700])
def test_places_among_those_that_pass_are_the_same_looked_for_or_told(wanted, size):
    roll = np.random.default_rng(3)
    test = roll.random(size) < 0.7
    passed = np.flatnonzero(test)
    chosen = roll.choice(passed, min(wanted, len(passed)), replace=False)
    assert passed[places_among(test, passed, chosen)].tolist() == chosen.tolist()


@pytest.mark.parametrize("kind", [np.uint8, np.uint16, np.int64])
@pytest.mark.parametrize("span", [1, 5, 200])
def test_codes_are_counted_alike_however_many_there_are(span, kind):
    codes = np.random.default_rng(5).integers(0, span, 3000).astype(kind)
    for some in (codes, codes[:0]):
        assert tally(some, span).tolist() == [some.tolist().count(code) for code in range(span)]


@pytest.mark.parametrize("kind", [np.uint8, np.int32, np.int64])
def test_numbers_are_marked_and_their_rows_found_whatever_their_type(kind):
    numbers = np.array([3, 0, 3, 7], kind)
    assert np.flatnonzero(marked(numbers, 9)).tolist() == [0, 3, 7]
    ordered = np.sort(np.random.default_rng(6).integers(0, 9, 500)).astype(kind)
    assert rows_with(ordered, np.array([7, 3, 300])).tolist() == np.flatnonzero(np.isin(ordered, [3, 7])).tolist()
