"""The grid of months opens on the years of the data, not on those that one wrong date reaches."""

import pytest

from components.rollout_cards import _first_shown


@pytest.mark.parametrize(
    ("first", "last", "now", "shown"),
    [(2014, 2024, 2026, 2024), (2014, 2099, 2026, 2027), (2014, 2033, 2026, 2027), (2025, 2026, 2026, 2026)],
)
def test_three_years_with_this_one_are_shown_first(first: int, last: int, now: int, shown: int) -> None:
    assert _first_shown(list(range(first, last + 1)), now) == shown


def test_nothing_dated_shows_nothing() -> None:
    assert _first_shown([], 2026) == 0
