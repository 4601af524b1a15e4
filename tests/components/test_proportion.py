"""A comparison is said where it is true and tells something, and never more than two."""

import json

import pytest

from components.proportion import one_in, proportion_line
from components.text import NBSP, Text
from data_loader.queries import Proportion, Standing

EN = Text("en")


def proportion(**changes):
    known = {"measured": 500, "median": 770_861.0, "half": 40, "largest": 9e7, "share": 0.02, "title": "A bridge"}
    return Proportion(**({"unit": "MXN", "ocid": "o", "source": "s"} | known | changes))


def said(*given, **named):
    line = proportion_line(EN, "contracted", *given, **named)
    if line is None:
        return None
    plain = json.loads(json.dumps(line.to_plotly_json(), default=lambda one: one.to_plotly_json()))
    words = []

    def walk(node):
        if isinstance(node, str):
            words.append(node)
        elif isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            walk(node["props"].get("children"))

    walk(plain)
    return "".join(words).replace(NBSP, " ").replace("To get an idea:", "").strip()


def test_what_a_few_processes_make_up():
    assert said(proportion()) == (
        "40 of 500 processes make up half of the money contracted."
        " Half of the processes are of 770,000 pesos or less; the largest is some 120 times that."
    )


def test_one_process_that_makes_up_much_is_named():
    assert said(proportion(share=0.62, half=1, median=8e7)) == (
        "The process A bridge alone makes up 62% of the money contracted."
    )


@pytest.mark.parametrize(
    "quiet",
    [
        proportion(measured=0, median=None, half=None, largest=None, share=None, ocid=None, title=None),
        proportion(measured=1, median=5.0, half=1, largest=5.0, share=1.0),
        proportion(measured=4, half=1, share=0.6, largest=1e6),
        proportion(half=240, largest=1e6),
    ],
    ids=["nothing", "a single one", "few", "even"],
)
def test_what_tells_nothing_is_not_said(quiet):
    assert said(quiet, Standing(1.0, 3, 2, 2)) is None


def test_where_one_stands():
    assert said(None, Standing(9.0, 2, 40, 36)) == (
        "It has more of the money contracted than the 36 smallest of the other 40 agencies with an amount together."
    )
    assert said(None, Standing(9.0, 1, 40, 40), of="supplier") == (
        "It gets more of the money contracted than the other 40 suppliers with an amount together."
    )


def test_never_more_than_two():
    line = said(proportion(share=0.3), Standing(9.0, 2, 40, 36))
    assert line.count("money contracted") == 2
    assert "Half" not in line


@pytest.mark.parametrize(
    ("share", "n"), [(1 / 3, 3), (0.34, 3), (0.25, 4), (0.1, 10), (0.5, None), (0.29, None), (0.01, None)]
)
def test_one_in_so_many(share, n):
    assert one_in(share) == n
