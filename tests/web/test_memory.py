"""What a server is made of is not looked through again and again while it answers."""

import gc

from web.memory import settled


def test_circles_are_looked_for_seldom_and_not_among_what_is_there_already():
    before = gc.get_threshold()
    with settled():
        assert gc.get_freeze_count() > 10_000
        assert gc.get_threshold()[0] > before[0]
    assert gc.get_freeze_count() < 10_000
    assert gc.get_threshold() == before


def test_what_becomes_a_circle_afterwards_is_still_found():
    with settled():
        gc.collect()
        circle = []
        circle.append(circle)
        del circle
        assert gc.collect() >= 1
