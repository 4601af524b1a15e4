"""Durations: on a logarithmic scale, and never a zero where nothing could be measured."""

import pandas as pd
import pytest

from components.step_findings import groups_finding, steps_context, steps_headline
from components.step_track import STEPS, log_position, scale_top, step_tracks
from components.text import Text

EN = Text("en")
NAN = float("nan")


def steps(**medians: float) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "step": step,
                "measured": 0 if step not in medians else 10,
                "missing": 5,
                "negative": 2,
                "p25": medians.get(step, NAN),
                "median": medians.get(step, NAN),
                "p75": medians.get(step, NAN),
            }
            for step in STEPS
        ]
    )


def said(frame: pd.DataFrame) -> str:
    return "".join(steps_headline(EN, frame, lambda words: words)).replace("\u00a0", " ")


def test_positions_grow_with_the_logarithm():
    assert log_position(0, 99) == 0
    assert log_position(9, 99) == 50
    assert log_position(99, 99) == 100


def test_what_lies_outside_stays_on_the_track():
    assert log_position(1e9, 99) == 100


def test_the_scale_of_nothing_is_a_month():
    assert scale_top(steps()) == pytest.approx(37.5)


def test_the_longest_step_is_the_headline():
    assert said(steps(decision=9, execution=184)) == "The longest step is the execution: half take more than 184 days."


def test_one_step_alone_is_not_called_the_longest():
    assert said(steps(signing=8)).startswith("Only the signing can be timed")


def test_without_dates_that_is_the_headline():
    assert said(steps()) == "No process publishes the dates that it takes to say."
    assert steps_context(EN, steps(), 5) is None


def test_a_step_without_measures_is_outlined_and_says_why():
    drawn = str(step_tracks(EN, steps(decision=9)).to_plotly_json())

    assert drawn.count("v-step-rail-none") == 4
    assert "end before they begin" in drawn


def test_a_group_without_a_name_is_no_finding():
    frame = pd.DataFrame({"group_id": ["open", None], "measured": [9, 9], "median": [20.0, 1.0]})

    assert groups_finding(EN, frame, {"open": "Open", None: "Not published"}, "decision") == "Decision, compared"
