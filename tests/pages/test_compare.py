"""Two sides in sentences: who has more, how many times, in how many processes."""

import json

import plotly.utils
import pytest

from components.compare_words import difference
from components.pair_bars import PairCell, PairRow, pair_list
from components.text import Text
from data_loader import queries
from data_loader.filters import Filters
from data_loader.queries import Comparison, Side
from tests.pages.drawn import in_turn, words

pytestmark = pytest.mark.usefixtures("registered")


KINDS = ["agency", "supplier", "year", "x"]
QUERIES = [
    {},
    {"a": "salud", "b": "<script>"},
    {"a": "2016", "b": "2016"},
    {"a": "none", "b": "none"},
    {"year_from": "2150"},
    {"agency": "CUA-210", "supplier": "none", "currency": "XTS"},
    {"stage": "planned", "q": "agua"},
]


@pytest.mark.parametrize(("kind", "query", "lang"), in_turn(KINDS, QUERIES))
def test_compare_answers_any_address(kind: str, query: dict[str, str], lang: str):
    assert '"H1"' in words("compare", lang=lang, kind=kind, **query)


def side(name: str, total: float | None, processes: int) -> Side:
    return Side(name, name, Filters(), total, processes, 0, 1, None, None, None, ())


def sentence(first: Side, second: Side, times: float | None) -> str:
    said = difference(Text("en"), Comparison("agency", "MXN", (first, second), times), "paid")
    return "".join(part if isinstance(part, str) else part.children for part in said).replace("\xa0", " ")


@pytest.mark.parametrize(
    ("first", "second", "times", "said"),
    [
        (side("X", 300, 2), side("Y", 100, 5), 3.0, "X has 3 times as much paid as Y, in fewer processes."),
        (side("X", 100, 5), side("Y", 1234, 6), 12.34, "Y has 12 times as much paid as X, in more processes."),
        (side("X", 300, 2), side("Y", 100, 2), 3.0, "X has 3 times as much paid as Y, in as many processes."),
        (side("X", 100, 2), side("Y", 102, 2), 1.02, "Y and X have about the same: 102 pesos and 100 pesos."),
        (side("X", None, 2), side("Y", 5, 2), None, "Y publishes 5 pesos here, X no amount."),
        (side("X", None, 2), side("Y", None, 2), None, "Neither X nor Y publishes an amount here."),
        (side("X", 0, 2), side("Y", 5, 2), None, "Y has 5 pesos, X 0 pesos."),
    ],
)
def test_the_difference_in_words(first: Side, second: Side, times: float | None, said: str):
    assert sentence(first, second, times) == said


def test_missing_is_drawn_otherwise_than_zero():
    row = PairRow("Amount", (PairCell("0", 0, "/x"), PairCell("not published", None, None)))
    drawn = json.dumps(pair_list([row]), cls=plotly.utils.PlotlyJSONEncoder)
    assert '"width": "0.00%"' in drawn
    assert drawn.count("x-none") == 1


def test_what_was_typed_is_read_aloud_and_what_is_not_there_is_said():
    said = words("compare", lang="en", a="salud", b="no such agency")
    assert "“salud” was read as Secretaría de Salud." in said
    assert "Nothing here is called anything like “no such agency”." in said


@pytest.mark.parametrize(
    ("view", "key", "kind"), [("agency", "agency_id", "agency"), ("supplier", "supplier_id", "supplier")]
)
def test_the_profiles_lead_to_a_comparison(view: str, key: str, kind: str, bundled_snapshot):
    identity = queries.largest_sides(bundled_snapshot, Filters(), kind=kind)[0].id
    assert f"/compare?kind={kind}&a=" in words(view, lang="en", **{key: identity})
