"""What is asked for several times while an answer is made is worked out once for it, and by it alone."""

import threading
from contextvars import copy_context

from data_loader.queries.latest import answering, latest


def _counting():
    asked = []

    @latest(1)
    def square(number):
        asked.append(number)
        return number**2

    return square, asked


def test_an_answer_keeps_its_own_until_it_is_made():
    square, asked = _counting()
    for _ in range(2):
        with answering():
            assert [square(3), square(3)] == [9, 9]
    assert asked == [3, 3]


def test_answers_made_side_by_side_do_not_push_each_other_out():
    square, asked = _counting()
    with answering():
        square(3)
        with answering():
            square(4)
        square(3)
    assert asked == [3, 4]


def test_a_thread_that_an_answer_starts_shares_what_it_keeps():
    square, asked = _counting()
    with answering():
        square(3)
        thread = threading.Thread(target=copy_context().run, args=(square, 3))
        thread.start()
        thread.join()
        square(3)
    assert asked == [3]


def test_no_more_than_the_latest_are_kept():
    square, asked = _counting()
    with answering():
        assert [square(number) for number in (3, 4, 3)] == [9, 16, 9]
    assert asked == [3, 4, 3]


def test_what_is_cleared_is_worked_out_anew():
    square, asked = _counting()
    with answering() as kept:
        square(3)
        kept.clear()
        square(3)
    square(5)
    square(5)
    square.cache_clear()
    square(5)
    assert asked == [3, 3, 5, 5]
