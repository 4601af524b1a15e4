"""Elements that are made quickly are Dash's own in all else."""

import json

import dash.html
import plotly.utils
import pytest

from components.elements import html


@pytest.mark.parametrize("name", dash.html.__all__)
def test_an_element_says_what_dash_makes_of_the_same(name):
    given = {"id": "a", "className": "b", "title": "c", "data-x": "d", "aria-label": "e"}
    quick, slow = (getattr(kinds, name)(["x", None], **given) for kinds in (html, dash.html))
    assert isinstance(quick, type(slow))
    said, expected = (json.loads(json.dumps(made, cls=plotly.utils.PlotlyJSONEncoder)) for made in (quick, slow))
    assert said == expected


def test_a_property_that_no_element_has_is_refused():
    with pytest.raises(TypeError, match="herf"):
        html.A("x", herf="/")


def test_the_order_of_properties_is_that_in_which_they_are_written():
    assert list(vars(html.A("x", title="a", href="b", className="c"))) == ["title", "href", "className", "children"]
