"""The Lorenz curve of a country: as many points as a screen shows, and every agency of a city."""

from itertools import pairwise

import pandas as pd
import pytest

from components.curves import lorenz_curves
from components.text import Text


def curve(agencies):
    shares = [(place / agencies) ** 4 for place in range(agencies + 1)]
    places = [place / agencies for place in range(agencies + 1)]
    points = pd.DataFrame({"measure": "processes", "agencies": places, "share": shares})
    line = lorenz_curves(Text("en"), points, {"processes": "processes"})["data"][1]
    return list(zip(line["x"], line["y"], strict=True)), list(zip(places, shares, strict=True))


def test_of_a_few_agencies_every_one_is_drawn():
    drawn, points = curve(200)
    assert drawn == points


@pytest.mark.parametrize("agencies", [2_000, 10_000])
def test_of_many_agencies_no_gap_is_seen(agencies):
    drawn, points = curve(agencies)
    assert len(drawn) < 650
    assert (drawn[0], drawn[-1]) == (points[0], points[-1])
    assert all(x - a + y - b < 0.01 for (a, b), (x, y) in pairwise(drawn))
