"""A list of organisations in the filters ends somewhere, and says where the others are."""

import pytest

from components.filter_bar import filter_bar
from components.markup import markup
from components.text import Text
from data_loader import queries
from data_loader.filters import Filters

OTHERS = '<option value="more" disabled>Others: look for them by name, above</option>'


def field(name: str) -> str:
    bar = markup(filter_bar(Text.for_request("en"), Filters(), "/agencies"))
    return bar.partition(f'id="filter-{name}"')[2].partition("</select>")[0]


@pytest.fixture(autouse=True)
def served(bundled_data, monkeypatch) -> None:
    monkeypatch.setenv("VITRINA_DATA", str(bundled_data))


def test_a_list_that_is_cut_says_where_the_others_are(bundled_snapshot, monkeypatch) -> None:
    assert len(queries.options(bundled_snapshot)["supplier"]) == queries.MOST_ORGANISATIONS
    assert field("supplier").endswith(OTHERS)
    monkeypatch.setattr(queries, "MOST_ORGANISATIONS", len(queries.options(bundled_snapshot)["agency"]))
    assert field("agency").endswith(OTHERS)


def test_a_list_that_is_whole_has_no_more_to_say() -> None:
    assert "<option" in field("agency")
    assert OTHERS not in field("agency")
    assert OTHERS not in field("method")
