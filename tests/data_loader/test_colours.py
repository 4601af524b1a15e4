"""An accent colour is one that people can read, in both themes."""

import pytest

from data_loader import colours


@pytest.mark.parametrize(("pair", "ratio"), [(("#767676", "#ffffff"), 4.54), (("#777777", "#ffffff"), 4.48)])
def test_contrast_is_that_of_wcag(pair, ratio):
    """The two greys on either side of 4.5 that every guide names."""
    assert colours.contrast(*pair) == pytest.approx(ratio, abs=0.005)


@pytest.mark.parametrize("colour", ["#ffcc00", "#ffffff", "#b8004f", "#000000", "#00a3e0"])
@pytest.mark.parametrize("backgrounds", [colours.LIGHT, colours.DARK])
def test_a_readable_shade_is_found(colour, backgrounds):
    shade = colours.readable(colour, backgrounds)

    assert colours.lowest(shade, backgrounds) >= 4.5
    assert (shade == colour) == (colours.lowest(colour, backgrounds) >= 4.5)
