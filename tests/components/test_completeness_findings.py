"""Scores as fractions that people say aloud."""

import pytest

from components.completeness_findings import of_every, worst_stage


@pytest.mark.parametrize(
    ("score", "pair"),
    [(0.66, (2, 3)), (0.5, (1, 2)), (0.81, (4, 5)), (0.57, None), (0.0, None), (1.0, None), (0.98, None)],
)
def test_a_score_is_said_as_a_fraction_where_one_is_near(score: float, pair: tuple[int, int] | None):
    assert of_every(score) == pair


def test_the_worst_stage_is_the_lowest_that_has_a_score():
    assert worst_stage({"planning": None, "tender": 0.4, "award": 0.0, "contract": float("nan")}) == "award"


def test_without_scores_no_stage_is_worst():
    assert worst_stage({"planning": None}) is None
