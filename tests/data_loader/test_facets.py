"""Facets: each count is that of the list which its link opens, and of a second count in plain Python."""

from collections import Counter

import pytest

from components.facet_list import toggled
from data_loader import queries
from data_loader.filters import Filters

CASES = [
    Filters(),
    Filters(method=("open",)),
    Filters(method=("open", "none"), year_from=2016, year_to=2016),
    Filters(stage_reached=("contract",), category=("works",)),
    Filters(q="servicio", source=("mx_gacm",)),
    Filters(agency=("none",)),
]


@pytest.mark.parametrize("filters", CASES, ids=str)
def test_a_value_counts_what_choosing_it_alone_lists(bundled_snapshot, filters):
    found = queries.facets(bundled_snapshot, filters)
    assert len(found)
    for row in found.to_dict("records"):
        name = row["facet"]
        emptied = filters.replace(year_from=None, year_to=None) if name == "year" else filters.replace(**{name: ()})
        alone = toggled(emptied, name, row["id"], chosen=False)
        assert queries.processes(bundled_snapshot, alone, page_size=1).total == row["processes"], row


def test_without_filters_the_counts_are_a_plain_count(bundled_snapshot):
    rows = queries.processes(bundled_snapshot, Filters(), page_size=5000).rows.to_dict("records")
    found = queries.facets(bundled_snapshot, Filters(), most=10_000)
    for name, column in {
        "method": "method",
        "agency": "agency_id",
        "source": "source",
        "stage_reached": "stage",
    }.items():
        plain = Counter(row[column] for row in rows)
        of = found[found["facet"] == name]
        assert dict(zip(of["id"], of["processes"], strict=True)) == plain
        assert set(of["values"]) == {len(plain)}


def test_what_is_chosen_is_there_even_with_nothing_in_it(bundled_snapshot):
    found = queries.facets(bundled_snapshot, Filters(method=("direct",), year_from=1990, year_to=1990), most=1)
    chosen = found[found["chosen"]]
    assert list(chosen["facet"]) == ["method"]
    assert list(chosen["processes"]) == [0]


def test_a_named_set_is_divided_too(bundled_snapshot):
    found = queries.facets(bundled_snapshot, Filters(), having="paid_more", most=10_000)
    total = queries.processes(bundled_snapshot, Filters(), having="paid_more").total
    assert found.loc[found["facet"] == "source", "processes"].sum() == total > 0


def test_a_link_adds_and_takes_off():
    one = toggled(Filters(), "method", None, chosen=False)
    assert one.method == ("none",)
    two = toggled(one, "method", "open", chosen=False)
    assert two.method == ("none", "open")
    assert toggled(two, "method", None, chosen=True).method == ("open",)
    year = toggled(Filters(), "year", "2017", chosen=False)
    assert (year.year_from, year.year_to) == (2017, 2017)
    assert toggled(year, "year", "2017", chosen=True) == Filters()
