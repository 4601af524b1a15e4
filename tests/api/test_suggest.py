"""Suggestions for the search box over HTTP."""

import requests


def test_each_kind_is_suggested_with_its_address(get, server_url):
    found = get("/suggest", q="secretaria")
    assert {"agency", "process"} <= {row["kind"] for row in found["rows"]}
    assert len(found["rows"]) <= 9
    for row in found["rows"]:
        assert row["url"].startswith(f"{server_url}/{row['kind']}/")
        assert requests.get(row["url"], timeout=30).status_code == 200
        assert (row["processes"] is None) == (row["kind"] == "process")


def test_the_counts_are_those_of_the_lists(get):
    found = get("/suggest", q="secretaria de salud")["found"]
    assert found["process"] == get("/processes", q="secretaria de salud")["total"] > 0
    assert found["agency"] >= 1


def test_suppliers_are_not_crowded_out_by_agencies(get):
    name = next(row["name"] for row in get("/suppliers", order="processes", limit=3)["rows"] if row["name"])
    assert name in [row["name"] for row in get("/suggest", q=name)["rows"]]


def test_nothing_is_suggested_for_blanks_and_for_what_is_not_there(get):
    nothing = {"found": {"agency": 0, "supplier": 0, "process": 0}, "rows": []}
    assert get("/suggest", q="  ") == nothing
    assert get("/suggest", q="zzzzqqqq") == nothing
    assert get("/suggest") == nothing


def test_what_cannot_be_asked(call):
    assert call("/api/v1/suggest", q="x", limit=0).status_code == 400
    assert call("/api/v1/suggest", word="x").status_code == 400
