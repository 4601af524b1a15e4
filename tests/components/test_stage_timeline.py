"""The time axis of one process: what lies where, and what cannot be drawn."""

from datetime import date

import pytest

from components.stage_timeline import Axis, Mark, Span, StageLine, axis_of, plausible, stage_timeline, ticks
from components.text import Text


def line(*spans: Span, dots: tuple[date, ...] = ()) -> StageLine:
    marks = tuple(Mark(day, "payment") for day in dots)
    return StageLine(stage="tender", name="Tender", words="", published=bool(spans or dots), spans=spans, marks=marks)


def test_the_ends_of_the_axis_hold_every_date():
    axis = axis_of([line(Span(date(2016, 1, 1), date(2016, 12, 31))), line(dots=(date(2017, 6, 1),))])

    assert axis is not None
    assert axis.start < date(2016, 1, 1)
    assert axis.end > date(2017, 6, 1)


def test_positions_run_from_0_to_100():
    axis = Axis(date(2016, 1, 1), date(2016, 1, 11))

    assert [axis.position(date(2016, 1, day)) for day in (1, 6, 11)] == [0, 50, 100]


def test_without_dates_there_is_no_axis():
    assert axis_of([line()]) is None


@pytest.mark.parametrize("day", [date(1, 1, 1), date(2916, 5, 1), None])
def test_impossible_dates_are_not_drawn(day: date | None):
    assert not plausible(day)


def test_an_impossible_date_does_not_flatten_the_rest():
    axis = axis_of([line(Span(date(2016, 1, 1), date(2916, 1, 1))), line(dots=(date(2016, 3, 1),))])

    assert axis is not None
    assert axis.end.year == 2016


def test_a_process_of_the_past_does_not_reach_for_today_but_breaks_before_it():
    axis = axis_of([line(Span(date(2016, 1, 1), date(2016, 2, 1)))], today=date(2026, 1, 1))

    assert axis is not None
    assert axis.end.year == 2016
    assert axis.broken
    assert axis.position(date(2016, 2, 1)) < 90


@pytest.mark.parametrize("today", [date(2015, 12, 1), date(2016, 2, 1), date(2016, 6, 1)])
def test_a_today_that_is_near_is_on_the_axis(today: date):
    axis = axis_of([line(Span(date(2016, 1, 1), date(2016, 5, 1)))], today=today)

    assert axis is not None
    assert not axis.broken
    assert axis.start < today < axis.end


@pytest.mark.parametrize(
    ("today", "words"), [(date(2026, 1, 1), "9 years later"), (date(2017, 1, 15), "11 months later")]
)
def test_beyond_the_break_stands_how_much_later_it_is(today: date, words: str):
    drawn = stage_timeline(Text("en"), [line(Span(date(2016, 1, 1), date(2016, 2, 1)))], today=today)

    assert words in str(drawn.to_plotly_json())


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2016, 1, 1), date(2016, 1, 2)),
        (date(2016, 1, 1), date(2016, 9, 2)),
        (date(2014, 3, 1), date(2020, 2, 2)),
        (date(1990, 3, 1), date(2060, 2, 2)),
    ],
)
def test_the_axis_never_has_more_ticks_than_have_room(start: date, end: date):
    found = ticks(Axis(start, end))

    assert len(found) <= 9
    assert all(start <= day <= end and day.day == 1 for day in found)


def test_years_are_written_once():
    years = [day.year for day in ticks(Axis(date(2018, 1, 20), date(2020, 4, 1)))]

    assert years == [2019, 2020]
