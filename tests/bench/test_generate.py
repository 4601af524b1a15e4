"""Generated processes are the same for the same seed, and what the program reads without a word against it."""

from collections import Counter

import orjson

from bench.fit import real_processes
from bench.generate import Generator, lines, tilted
from data_loader.documents import Item, read
from data_loader.normalise import normalise

KNOWN = {"code_spelling", "whitespace", "date_format", "duplicate_id", "identifier_check_digit"}
"""What real processes have wrong that generated ones may have, too."""


def test_the_same_seed_gives_the_same_bytes() -> None:
    assert list(lines(60, seed=7)) == list(lines(60, seed=7))
    assert list(lines(60, seed=7)) != list(lines(60, seed=8))


def test_a_process_has_the_faults_of_real_ones_and_no_others() -> None:
    found: Counter[str] = Counter()
    ocids = set()
    for line in lines(300):
        (item,) = read(orjson.loads(line))
        assert isinstance(item, Item)
        ocids.add(item.ocid)
        _, problems = normalise(item.release)
        found.update(problem.code for problem in problems if problem.action != "noted")
    assert len(ocids) == 300
    assert found
    assert found.keys() <= KNOWN


def test_releases_of_a_process_are_in_order_and_end_with_all_of_it() -> None:
    made = [orjson.loads(line) for line in lines(40, releases=5)]
    assert len(made) == 200
    for first in range(0, 200, 5):
        of_one = made[first : first + 5]
        assert len({release["ocid"] for release in of_one}) == 1
        assert len({release["id"] for release in of_one}) == 5


def test_the_mean_size_is_the_one_asked_for() -> None:
    generator = Generator(2000, size=5000)
    written = sum(map(len, generator.lines())) / 2000
    assert 4300 < written < 5700


def test_shapes_are_as_frequent_as_the_mean_asks() -> None:
    import numpy as np

    weights = tilted(np.array([100.0, 200.0, 900.0]), 250)
    assert abs(weights @ [100, 200, 900] - 250) < 1
    assert weights[0] > weights[1] > weights[2] > 0


def test_every_real_process_is_a_shape() -> None:
    assert len(Generator(10).fit.shapes) == len(list(real_processes()))
