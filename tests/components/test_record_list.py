"""What publishers wrote is text; only addresses of the web become links."""

import pytest

from components.record_list import Entry, entries, money, web_address
from components.text import Text

EN = Text("en")


@pytest.mark.parametrize("address", ["https://example.org/a b.pdf", "http://example.org", "HTTPS://EXAMPLE.ORG/x"])
def test_addresses_of_the_web(address: str):
    assert web_address(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        " JavaScript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//x",
        "http://",
        "http://[",
        "",
        None,
    ],
)
def test_everything_else_is_no_link(address: str | None):
    assert web_address(address) is None


def test_links_out_do_not_tell_where_they_come_from():
    drawn = str(entries(EN, [Entry(name="Fallo", href="https://example.org", outside=True)]).to_plotly_json())

    assert "noopener noreferrer" in drawn


def test_the_rest_of_a_long_list_unfolds():
    drawn = str(entries(EN, [Entry(name=f"n{number}") for number in range(25)], limit=20).to_plotly_json())

    assert "Show 5 more" in drawn
    assert "'n24'" in drawn


def test_a_list_of_hundreds_says_how_many_more_there_are():
    drawn = str(entries(EN, [Entry(name=str(number)) for number in range(500)], limit=20).to_plotly_json())

    assert "180 more are in the data" in drawn


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"amount": None, "currency": "MXN"}, "amount not published"),
        ({"amount": 0.0, "currency": "MXN"}, "0"),
        ({"amount": 5.0, "currency": None}, "5, currency not published"),
    ],
)
def test_missing_is_not_zero(row: dict[str, object], words: str):
    assert money(EN, row) == words
