"""Repairs are certain or they are not made."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_loader.repairs import (
    is_placeholder,
    repair_boolean,
    repair_currency,
    repair_date,
    repair_number,
    repair_text,
    utc_text,
)


@pytest.mark.parametrize(
    ("written", "value", "code"),
    [
        ("2017-09-13T09:30:00Z", "2017-09-13T09:30:00Z", None),
        ("2015-12-28T00:00:00-06:00", "2015-12-28T00:00:00-06:00", None),
        ("2017-06-01", "2017-06-01", None),
        ("2015-10-07T00:00:00.-06:00", "2015-10-07T00:00:00-06:00", "date_format"),
        ("2017-02-08 06:00:00", "2017-02-08T06:00:00Z", "date_without_zone"),
        ("2017-07-21T00:39", "2017-07-21T00:39:00Z", "date_without_zone"),
        ("20150608", "2015-06-08", "date_format"),
        (20150608, "2015-06-08", "date_format"),
        ("29-10-2015", "2015-10-29", "date_day_first"),
        ("20/12/2016.", "2016-12-20", "date_day_first"),
        ("07/10/2016", "2016-10-07", "date_day_first"),
        ("12/31/2016", "2016-12-31", "date_day_first"),
        (1420092000000, "2015-01-01T06:00:00Z", "date_epoch"),
    ],
)
def test_dates_that_can_mean_one_day_only(written: object, value: str, code: str | None) -> None:
    repair = repair_date(written)
    assert (repair.value, repair.code, repair.refused) == (value, code, False)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("1970-01-01T00:00", "placeholder_date"),
        ("0001-01-01T00:00:00-06:00", "placeholder_date"),
        ("9999-12-31", "placeholder_date"),
        (0, "placeholder_date"),
        ("2014", "partial_date"),
        (2014, "partial_date"),
        ("2014-05", "partial_date"),
        ("0207-05-15T00:00:00Z", "implausible_date"),
        ("31/06/2016", "not_a_date"),
        ("30/052017", "not_a_date"),
        ("2016-02-30", "not_a_date"),
        ("2016-02-01T25:00:00Z", "not_a_date"),
        (True, "not_a_date"),
        ({}, "not_a_date"),
    ],
)
def test_dates_that_mean_no_day_are_refused(written: object, code: str) -> None:
    repair = repair_date(written)
    assert (repair.value, repair.code, repair.refused) == (None, code, True)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1,234.50", 1234.5),
        ("1.234,50", 1234.5),
        ("1.234.567", 1234567),
        ("1 ,444,000", 1444000),
        ("$ 1 234", 1234),
        ("12,5", 12.5),
        ("1.234", 1.234),
        ("-7", -7),
        ("0.00", 0),
        ("1e3", 1000),
        ("26,000,000", 26000000),
    ],
)
def test_numbers_written_as_text(written: str, value: float) -> None:
    repair = repair_number(written)
    assert repair.value == value
    assert repair.code == "number_as_text"


@pytest.mark.parametrize(
    "written", ["twelve", "1,2,3", "#¡VALOR!", "1e9999", 1e24, 10**30, math.inf, math.nan, True, [], {}]
)
def test_what_is_no_number_is_refused_not_zero(written: object) -> None:
    repair = repair_number(written)
    assert repair.refused
    assert repair.value is None


@given(st.integers(-(10**23), 10**23) | st.floats(-1e23, 1e23))
def test_a_number_is_left_as_it_is(number: float) -> None:
    repair = repair_number(number)
    assert repair.value == number
    assert repair.code is None


@pytest.mark.parametrize("written", ["", "  ", "N/A", "No Capturado", "-", "."])
def test_a_placeholder_is_nothing_published_and_no_fault(written: str) -> None:
    assert is_placeholder(written)
    for repair in (repair_number(written), repair_date(written), repair_currency(written)):
        assert (repair.value, repair.refused) == (None, False)


@pytest.mark.parametrize(
    ("written", "value"),
    [("MXN", "MXN"), ("MNX", "MXN"), ("mdl", "MDL"), (" Naira ", "NGN"), ("US$", "USD")],
)
def test_currencies(written: str, value: str) -> None:
    assert repair_currency(written).value == value


@pytest.mark.parametrize("written", ["PESOS", "XX", "123", 5])
def test_a_currency_that_could_be_several_is_refused(written: object) -> None:
    assert repair_currency(written).refused


@pytest.mark.parametrize(
    ("written", "value", "code"),
    [
        ("AUTORIZACIÃ\u201cN", "AUTORIZACIÓN", "mojibake"),
        ("H&#38;L CONSULTORAS", "H&L CONSULTORAS", "html_entity"),
        ("A  B\tC ", "A B C", "whitespace"),
        ("a\x00b", "ab", "control_character"),
        ("Líneas\ndos", "Líneas\ndos", None),
        ("Հայաստան", "Հայաստան", None),
        ("AT&T", "AT&T", None),
    ],
)
def test_text(written: str, value: str, code: str | None) -> None:
    repair = repair_text(written)
    assert (repair.value, repair.code) == (value, code)


@given(st.text())
def test_mending_a_text_twice_changes_nothing_more_of_its_blanks(text: str) -> None:
    once = repair_text(text).value
    assert once == once.strip()


def test_booleans_in_words() -> None:
    assert repair_boolean("Sí").value is True
    assert repair_boolean("false").value is False
    assert repair_boolean("boolean").refused


def test_moments_are_compared_in_utc() -> None:
    assert utc_text("2015-12-28T00:00:00-06:00") == "2015-12-28T06:00:00Z"
    assert utc_text("2015-12-28") == "2015-12-28T00:00:00Z"
    for spelt in ("2015-12-28 06:00:00Z", "20151228T060000.000Z"):  # as long as what is written of them
        assert utc_text(spelt) == "2015-12-28T06:00:00Z"
