"""The palette, measured: contrast in both themes, and colours that mean something told apart without all three cones."""

import re
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from components.figures import PALETTE, STAGE_COLOURS
from data_loader.colours import contrast, rgb

CSS = (Path(__file__).parents[2] / "assets" / "vitrina.css").read_text(encoding="utf-8")
TILES = re.findall(r"\.tile-\d a \{ background: (#[0-9a-f]{6})", CSS)

# What a colour becomes without one kind of cone, on linear red, green and blue: Machado, Oliveira and Fernandes,
# "A Physiologically-based Model for Simulation of Color Vision Deficiency", IEEE TVCG 15(6), 2009, severity 1.
SIGHT = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
APART = 10
"""The least CIE76 distance of two colours that say two things; about 2.3 is just noticeable."""


def tokens(theme):
    """The colours of a theme: the first :root block, with that of the dark theme over it."""
    light, dark = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)[:2]
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", light))
    return found | (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", dark)) if theme == "dark" else {})


def seen(colour, sight):
    """CIE L*a*b* (D65) of a colour as somebody sees it."""
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (c / 255 for c in rgb(colour))
    ]
    red, green, blue = (
        min(max(sum(weight * part for weight, part in zip(row, linear, strict=True)), 0), 1) for row in SIGHT[sight]
    )
    white = (0.9505, 1.0, 1.089)
    xyz = (
        0.4124 * red + 0.3576 * green + 0.1805 * blue,
        0.2126 * red + 0.7152 * green + 0.0722 * blue,
        0.0193 * red + 0.1192 * green + 0.9505 * blue,
    )
    x, y, z = (
        (part / of) ** (1 / 3) if part / of > 0.008856 else 7.787 * part / of + 16 / 116
        for part, of in zip(xyz, white, strict=True)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one, other, sight):
    return sum((a - b) ** 2 for a, b in zip(seen(one, sight), seen(other, sight), strict=True)) ** 0.5


def test_the_measure_knows_black_white_and_what_a_protanope_confuses():
    assert distance("#000000", "#ffffff", "all cones") == pytest.approx(100, abs=0.1)
    assert distance("#808080", "#808080", "deuteranopia") == 0
    assert distance("#9a5b00", "#5b7000", "protanopia") < distance("#9a5b00", "#5b7000", "all cones") / 2


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("words", "least"), [("ink", 7), ("muted", 7), ("accent", 4.5), ("teal", 4.5), ("blue", 4.5), ("ochre", 4.5)]
)
def test_words_are_readable_on_card_and_paper(theme, words, least):
    known = tokens(theme)
    for ground in ("card", "paper"):
        assert contrast(known[words], known[ground]) >= least


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("sign", ["accent", "teal", "blue", "ochre", "grey"])
def test_bars_and_lines_stand_out_from_what_they_are_on(theme, sign):
    """3 to 1, WCAG 2.2, success criterion 1.4.11."""
    known = tokens(theme)
    assert contrast(known[sign], known["card"]) >= 3
    assert contrast(known[sign], known["paper"]) >= 3


def test_the_words_of_an_area_are_readable():
    assert len(TILES) == 6
    assert min(contrast("#ffffff", tile) for tile in TILES) >= 7


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("sight", SIGHT)
def test_what_differs_by_colour_differs_for_everybody(sight, theme):
    """Gauges (high, middle, low), the neighbours of the five stages, and two sides compared."""
    known = tokens(theme)
    stages = [known[name] for name in ("grey", "blue", "teal", "accent", "ochre")]
    pairs = [
        *combinations([known["high"], known["middle"], known["low"]], 2),
        *pairwise(stages),
        (known["accent"], known["blue"]),
        (known["accent"], known["context"]),
    ]
    near = [
        (one, other, round(distance(one, other, sight), 1))
        for one, other in pairs
        if distance(one, other, sight) < APART
    ]
    assert not near


def test_figures_have_the_colours_of_the_page():
    known = tokens("light")
    assert {name: PALETTE[name] for name in PALETTE if name in known} == {
        name: known[name] for name in PALETTE if name in known
    }
    assert list(STAGE_COLOURS.values()) == [known[name] for name in ("grey", "blue", "teal", "accent", "ochre")]
    assert len(set(PALETTE) & set(known)) >= 8
