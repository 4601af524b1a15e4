"""Links, cards, tables, figures and treemaps say what they are given, safely."""

import json
from itertools import pairwise

import pandas as pd
import pytest
from dash import html

from components import figures, links
from components.data_table import csv_safe, csv_text
from components.text import Text
from components.treemap import squarified
from data_loader.filters import Filters

TEXT = Text("es")


def test_links_keep_filters_and_language():
    address = links.href("/agencies", Filters(year_from=2015, agency=("a b",)), TEXT, page=2, q=None)
    assert address == "/agencies?agency=a+b&year_from=2015&page=2&lang=es"


def test_an_identifier_is_one_part_of_the_path():
    assert links.process("OCDS-87SD3T/1 2", "mx", TEXT).startswith("/process/OCDS-87SD3T%2F1%202?")
    assert links.agency("x", Filters(agency=("y",)), TEXT) == "/agency/x?lang=es"


def test_an_agency_that_was_not_published_leads_to_the_processes_without_one():
    assert links.agency(None, Filters(), TEXT) == "/processes?agency=none&lang=es"


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "", None, "http://[", 7]
)
def test_only_web_addresses_become_links(address):
    assert links.safe_external(address) is None


def test_web_addresses_stay():
    assert links.safe_external(" https://example.org/a?b=c ") == "https://example.org/a?b=c"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-x", "@sum", "\tx"])
def test_no_cell_is_a_formula(text):
    assert str(csv_safe(text)).startswith("'")


def test_numbers_stay_numbers_and_gaps_stay_empty():
    frame = pd.DataFrame({"a": [-1.5, 2.0, float("nan")], "b": ["x", '"q", r', None]})
    assert csv_text(frame).splitlines() == ["a,b", "-1.5,x", '2,"""q"", r"', ","]


def test_bars_highlight_one_and_draw_no_zero_for_what_was_not_published():
    figure = figures.bars(
        TEXT, ["2016", "2017"], [None, 2.0], texts=["", "2"], hover=["", "2"], hrefs=["/a", "/b"], highlight=1
    )
    bar = figure["data"][0]
    assert bar["y"] == [None, 2.0]
    assert bar["marker"]["color"] == [figures.PALETTE["context"], figures.PALETTE["accent"]]
    assert bar["customdata"] == ["/a", "/b"]
    assert figure["layout"]["dragmode"] is False
    json.dumps(figure)


def test_labels_of_many_bars_never_stand_side_by_side():
    values = [1.0, 5.0, 9.0, 8.0, 0.1, None, 3.0, 2.0]
    shown = [index for index, label in enumerate(figures.few_labels(values, [str(value) for value in values])) if label]
    assert 2 in shown
    assert all(later - sooner > 1 for sooner, later in pairwise(shown))


def test_a_treemap_fills_its_area_in_proportion():
    sizes = [6.0, 6.0, 4.0, 3.0, 2.0, 2.0, 1.0]
    boxes = squarified(sizes, 1.5)
    areas = [width * height for _, _, width, height in boxes]
    assert sum(areas) == pytest.approx(100 * 100)
    assert [area / areas[-1] for area in areas] == pytest.approx(sizes)
    assert all(x >= -1e-9 and y >= -1e-9 and x + w <= 100.001 and y + h <= 100.001 for x, y, w, h in boxes)


def test_nothing_has_no_boxes():
    assert squarified([]) == []


def test_published_text_stays_text():
    assert html.H2("<script>").to_plotly_json()["props"]["children"] == "<script>"
