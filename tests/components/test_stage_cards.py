"""The words of what is overdue, paid, grown, concentrated, direct and new."""

import json

import pandas as pd
import plotly.utils
import pytest

from components import concentration_card, direct_card, growth_card, links, newcomers_card, overdue_card
from components.having import having_link, having_name
from components.line_chart import running_lines
from components.text import Text
from data_loader.filters import Filters
from data_loader.queries import HAVING, Concentration, Dependence

EN = Text("en")


@pytest.mark.parametrize("name", HAVING)
def test_every_set_has_a_name_of_its_own_and_an_address(name: str):
    assert len({having_name(Text(lang), name) for lang in ("en", "es")}) == 2
    assert f"having={name}" in having_link(EN, Filters(), name)


def test_no_set_of_another_name_is_linked():
    with pytest.raises(KeyError):
        having_link(EN, Filters(), "x")


@pytest.mark.parametrize(
    ("overdue", "ended", "title"),
    [
        (0, 0, "No contract is past its end"),
        (0, 3, "Every contract past its end that says its status is closed"),
        (1, 3, "1 of the 3 contracts past their end is not closed"),
        (2, 3, "2 of the 3 contracts past their end are not closed"),
    ],
)
def test_overdue(overdue: int, ended: int, title: str):
    assert overdue_card._overdue_title(EN, overdue, ended) == title


@pytest.mark.parametrize(
    ("share", "words"), [(0.1, "+10%"), (-0.2, "-20%"), (0.0, "0%"), (None, ""), (float("nan"), "")]
)
def test_a_change_has_its_sign(share: float | None, words: str):
    assert growth_card.signed_percent(EN, share) == words


@pytest.mark.parametrize(
    ("row", "title"),
    [
        ({"measured": 0, "grew": 0}, "How contracts grew after they were signed cannot be told"),
        ({"measured": 4, "grew": 0}, "No contract that can be compared grew after it was signed"),
        ({"measured": 4, "grew": 1}, "1 of 4 contracts that can be compared grew after it was signed"),
    ],
)
def test_growth(row: dict[str, int], title: str):
    assert growth_card._growth_title(EN, {"amendment": row}) == title


def test_concentration_counts_agencies_and_says_nothing_of_none():
    rows = [{"top_share": None}, {"top_share": 0.9}]
    one = Concentration("MXN", 2, 1, 1, pd.DataFrame())
    none = Concentration("MXN", 2, 0, 0, pd.DataFrame())
    assert concentration_card._concentration_title(EN, one, rows).startswith("In 1 of 1 agencies")
    assert concentration_card._concentration_title(EN, none, rows[:1]) == "How few suppliers share an agency's money"


def test_direct_awards_without_any_method():
    assert direct_card._direct_title(EN, {"known": 0}) == "How it was contracted was not published"
    assert direct_card._direct_title(EN, {}) == "How it was contracted was not published"


@pytest.mark.parametrize(
    ("by", "identity", "query"),
    [("agency", "a", "agency=a"), ("method", None, "method=none"), ("year", "2016", "year_from=2016&year_to=2016")],
)
def test_a_group_opens_its_own_processes(by: str, identity: str | None, query: str):
    kept = links.of_group(Filters(), by, identity)
    assert kept is not None
    assert kept.to_query() == query
    assert links.of_group(Filters(), "year", None) is None


def test_the_first_year_of_the_data_is_no_finding():
    rows = [{"year": 2015, "new": 9, "suppliers": 9}, {"year": 2016, "new": 2, "suppliers": 5}]
    assert newcomers_card._new_title(EN, rows, 2015) == "2016 brought 2 new suppliers, of 5"
    assert newcomers_card._new_title(EN, rows[:1], 2015) == "New suppliers by year"


def test_dependence_names_its_bands():
    bands = pd.DataFrame(
        {
            "processes_from": [1, 2, 5],
            "processes_to": [1.0, 4.0, None],
            "suppliers": 1,
            "one_agency": 1,
            "mostly_one": 1,
        }
    )
    assert [newcomers_card._band(EN, row) for row in bands.to_dict("records")] == [
        "1 process",
        "2 to 4 processes",
        "5 processes or more",
    ]
    assert Dependence(1, 1, bands).several == 1


def test_lines_have_their_names_and_months_where_years_would_repeat():
    series = [("Contracted", [1.0, 100.0], ["a", "b"]), ("Paid", [0.0, 2.0], ["c", "d"])]
    figure = running_lines(EN, ["2017-01", "2018-02"], series)
    assert [trace["name"] for trace in figure["data"]] == ["Contracted", "Paid"]
    assert figure["data"][1]["hovertext"] == ["2017-01: c", "2018-02: d"]
    assert figure["layout"]["xaxis"]["tickformat"] == "%m/%Y"
    assert running_lines(EN, ["2011-01", "2018-02"], series)["layout"]["xaxis"]["tickformat"] == "%Y"
    json.dumps(figure, cls=plotly.utils.PlotlyJSONEncoder)
