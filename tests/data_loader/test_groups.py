"""Sums of money become the number that is nearest to what they are; rows among many are told from how many passed."""

from fractions import Fraction

import numpy as np
import pytest

from data_loader.groups import money, places_among


def test_sums_are_rounded_once_also_where_they_are_more_than_a_float_holds():
    lows = np.repeat(2 ** np.arange(40, 62), 200)
    sums = np.random.default_rng(7).integers(lows, 2**62)
    for some in (sums, -sums):
        assert money(some).tolist() == [float(Fraction(one, 10_000)) for one in some.tolist()]


def test_what_is_not_known_is_no_number():
    assert np.isnan(money(np.array([5, 2**60]), np.array([0, 0]))).all()


@pytest.mark.parametrize("wanted", [0, 1, 9, 300, 700])
def test_places_among_those_that_pass_are_the_same_looked_for_or_told(wanted):
    roll = np.random.default_rng(3)
    test = roll.random(1000) < 0.7
    passed = np.flatnonzero(test)
    chosen = roll.choice(passed, min(wanted, len(passed)), replace=False)
    assert passed[places_among(test, passed, chosen)].tolist() == chosen.tolist()
