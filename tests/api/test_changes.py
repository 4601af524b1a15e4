"""What changed, over HTTP: dates are held to their form, and the two forms of the answer agree."""

import pytest


def test_nothing_changed_in_data_that_were_read_once(get):
    answer = get("/changes", since="2020-01-01")
    assert (answer["total"], answer["rows"], answer["first"]) == (0, [], None)
    assert answer["counts"] == {"added": 0, "changed": 0, "vanished": 0, "returned": 0}


def test_the_csv_has_its_headings_even_where_it_is_empty(call):
    response = call("/api/v1/changes", format="csv", since="2026-01-01T00:00:00Z")
    assert response.text.splitlines() == ["at,source,ocid,title,kind,path,before,after,fields_total,url"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("since", "yesterday"),
        ("since", "0"),
        ("since", "2026-13-01"),
        ("since", "2026-01-01T06:00:00"),
        ("kind", "lost"),
        ("page", "0"),
    ],
)
def test_what_cannot_be_is_an_error(call, name, value):
    response = call("/api/v1/changes", **{name: value})
    assert response.status_code == 400
    assert response.json()["error"]["field"] == name
