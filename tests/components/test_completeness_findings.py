"""Scores as fractions that people say aloud."""

import pandas as pd
import pytest

from components.completeness_findings import of_every, trend_finding, worst_stage
from components.curves import scores
from components.text import Text

EN = Text("en")


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


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ([0.02, 0.01, -0.3, 0.0], "2 agencies score higher than at first, 1 lower"),
        ([0.02, None], "1 agency scores higher than at first, 0 lower"),
        ([None], ""),
    ],
)
def test_the_trend_counts_both_ways(changes: list[float | None], words: str):
    assert trend_finding(EN, pd.DataFrame({"change": pd.Series(changes, dtype="float64")})) == words


def test_the_first_and_last_score_are_labelled_with_their_moment():
    same_day = scores(EN, ["2026-11-22T10:00:00+00:00", "2026-11-22T12:30:00+00:00"], [0.31, 0.32], hover=["", ""])
    assert same_day["layout"]["xaxis"]["ticktext"] == ["10:00\u00a0UTC", "12:30\u00a0UTC"]
    assert same_day["data"][0]["text"] == ["31%", "32%"]
    months = ["2026-01-01T10:00:00", "2026-02-01T10:00:00", "2026-03-01T10:00:00"]
    over_months = scores(EN, months, [0.1, 0.2, 0.3], hover=[""] * 3)
    assert over_months["layout"]["xaxis"]["ticktext"] == ["1 Jan 2026", "1 Mar 2026"]
    assert over_months["data"][0]["text"] == ["10%", "", "30%"]
