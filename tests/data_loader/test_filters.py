"""Filters live in the URL: what goes in comes out, and nonsense is left out and told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_loader.exceptions import FilterError
from data_loader.filters import AMOUNT_STAGES, FILTER_FIELDS, PROCESS_STAGES, Filters

_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40).map(str.strip).filter(bool)
_TEXTS = st.lists(_TEXT, max_size=3, unique=True).map(tuple)
_YEAR = st.none() | st.integers(1900, 2016)
_AMOUNT = st.none() | st.floats(-1e15, 1e15)

ANY_FILTERS = st.builds(
    Filters,
    source=_TEXTS,
    agency=_TEXTS,
    exclude_agency=_TEXTS,
    supplier=_TEXTS,
    method=_TEXTS,
    category=_TEXTS,
    stage_reached=st.lists(st.sampled_from(PROCESS_STAGES), unique=True).map(tuple),
    year_from=_YEAR,
    year_to=st.none() | st.integers(2016, 2200),
    min_amount=_AMOUNT,
    max_amount=_AMOUNT,
    currency=st.none() | st.sampled_from(["MXN", "USD", "AMD"]),
    q=st.none() | _TEXT,
    stage=st.sampled_from(AMOUNT_STAGES),
)


@given(ANY_FILTERS)
def test_a_query_string_gives_back_the_filters_it_was_made_of(filters: Filters) -> None:
    assert Filters.from_query(filters.to_query()) == filters
    assert Filters.from_query("?" + filters.to_query()) == filters
    assert Filters.from_query(filters.to_query()).to_query() == filters.to_query()


@given(ANY_FILTERS)
def test_taking_every_chip_away_leaves_the_default(filters: Filters) -> None:
    for name, value in filters.active():
        filters = filters.without(name, value)
    assert filters == Filters()
    assert filters.to_query() == ""


@given(st.text() | st.dictionaries(st.sampled_from(FILTER_FIELDS), st.text() | st.lists(st.text())))
def test_no_query_makes_a_page_fail(query: object) -> None:
    Filters.from_query(query)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("stage=spent", "stage"),
        ("stage_reached=done", "stage_reached"),
        ("year_from=MMXX", "year_from"),
        ("year_to=99999", "year_to"),
        ("min_amount=nan", "min_amount"),
        ("max_amount=lots", "max_amount"),
        ("currency=pesos", "currency"),
        ("q=a%00b", "q"),
        ("agency=" + "a" * 301, "agency"),
    ],
)
def test_an_impossible_value_is_left_out_and_told_or_refused(query: str, field: str) -> None:
    lenient = Filters.from_query(query)
    assert lenient == Filters()
    assert [warning.field for warning in lenient.warnings] == [field]
    with pytest.raises(FilterError) as refusal:
        Filters.parse_strict(query)
    assert refusal.value.field == field


def test_years_in_the_wrong_order_are_swapped_for_readers_and_refused_for_programs() -> None:
    assert Filters.from_query("year_from=2020&year_to=2017") == Filters(year_from=2017, year_to=2020)
    with pytest.raises(FilterError):
        Filters.parse_strict("year_from=2020&year_to=2017")


def test_a_repeated_field_is_a_choice_and_order_does_not_come_into_the_default() -> None:
    assert Filters.from_query("agency=a&agency=b&agency=a").agency == ("a", "b")
    assert Filters.from_query({"agency": ["a", "b"], "lang": "en"}) == Filters(agency=("a", "b"))
