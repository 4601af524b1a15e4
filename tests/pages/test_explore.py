"""Explore leads from the whole to a single process in clicks, and says what it does not show."""

import re
from urllib.parse import parse_qsl, urlsplit

import pytest

from components.explore_parts import LARGEST, drawable, only_the_largest, tiles_shown
from components.text import Text
from data_loader import queries
from data_loader.filters import Filters
from data_loader.queries import Rest
from data_loader.snapshot import Snapshot
from tests.pages.drawn import words

GACM = "MK-009KDH999-GACM"

pytestmark = pytest.mark.usefixtures("registered")


def first_group(said: str) -> dict[str, str]:
    """The query behind the first bar or area."""
    address = re.search(r'"className": "rank-name", "href": "(/explore\?[^"]*)"', said)
    assert address
    return dict(parse_qsl(urlsplit(address[1]).query))


def test_clicks_lead_from_the_whole_to_one_process():
    query: dict[str, str] = {"show": "bars", "lang": "en"}
    clicks = 0
    while "v-records" not in (said := words("explore", **query)):
        query = first_group(said) | {"show": "bars"}
        clicks += 1
        assert clicks <= 3
    assert query["agency"] == GACM
    assert query["supplier"]
    assert "/process/" in said
    assert '"Everything"' in said  # the trail leads back


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize(
    "query",
    [
        {},
        {"show": "areas"},
        {"show": "x", "by": "x", "of": "x", "page": "x"},
        {"of": "processes", "show": "areas", "by": "supplier"},
        {"by": "supplier", "page": "3", "show": "bars"},
        {"by": "process", "page": "99"},
        {"stage": "planned", "currency": "XTS"},
        {"agency": "none", "supplier": "none"},
        {"agency": [GACM, "CUA-210"], "method": "open"},
        {"year_from": "2150"},
        {"q": "<script>"},
    ],
)
def test_explore_answers_any_address(lang: str, query: dict[str, object]):
    assert '"H1"' in words("explore", lang=lang, **query)


def test_the_switches_keep_the_view():
    said = words("explore", lang="en", by="supplier", of="processes", year_from="2017")
    switches = {address for address in re.findall(r'"href": "(/explore\?[^"]*)"', said) if "stage=paid" in address}
    assert switches == {"/explore?year_from=2017&stage=paid&by=supplier&of=processes&lang=en"}


def test_a_month_opens_its_processes():
    assert "month=2017-02" in words("explore", lang="en")


def test_areas_are_drawn_only_where_they_say_something(bundled_snapshot: Snapshot):
    whole = queries.spending(bundled_snapshot, Filters(), by="agency")
    others = queries.spending(bundled_snapshot, Filters(exclude_agency=(GACM,)), by="agency")
    assert not drawable(whole, "amount")  # one agency has 99 %
    assert drawable(others, "amount")
    assert tiles_shown(whole, "amount") == 1
    assert tiles_shown(others, "amount") == (others.rows["share"] >= 0.01).sum()


@pytest.mark.parametrize("lang", ["es", "en"])
def test_what_is_left_out_is_said_with_its_sum(lang: str):
    text = Text(lang)
    assert only_the_largest(text, Rest(0, 0, None, None, 0), "MXN") is None
    said = only_the_largest(text, Rest(20, 31, 1_500_000.0, 0.25, 0), "MXN").children
    assert str(LARGEST) in said
    assert "20" in said
    assert text.money(1_500_000.0, "MXN") in said
    assert text.percent(0.25) in said
