"""The indicators as the API serves them: definitions, and results whole, by filter, page by page and as a table."""

import csv
import io
import json

import pytest

from data_loader.indicators.definitions import indicator_list


def test_definitions_are_those_of_the_files(get):
    listed = get("/indicators")["definitions"]
    assert [one["indicator"] for one in listed] == [one.code for one in indicator_list()]
    for one in listed:
        assert (
            one["rate"] == pytest.approx(one["raised"] / (one["raised"] + one["clear"]))
            if one["rate"] is not None
            else not one["raised"]
        )
    spanish = get("/indicators", lang="es")["definitions"]
    assert spanish[0]["title"] != listed[0]["title"]
    narrowed = get("/indicators", source="mx_inai")["definitions"]
    assert sum(one["raised"] for one in narrowed) < sum(one["raised"] for one in listed)


def test_results_page_by_page(get):
    whole = get("/indicators/results", page_size=5000)
    assert whole["total"] == len(whole["rows"]) > 100
    assert whole["next"] is None
    assert {row["state"] for row in whole["rows"]} == {"raised"}
    first = get("/indicators/results", page_size=40)
    second = get("/indicators/results", page_size=40, page=2)
    assert first["next"]
    assert [*first["rows"], *second["rows"]] == whole["rows"][:80]


def test_results_of_one_process_say_every_state(get):
    ocid = get("/indicators/results", indicator="R003")["rows"][0]["ocid"]
    rows = get("/indicators/results", ocid=ocid, state=["raised", "clear", "not_computable"], page_size=500)["rows"]
    of_processes = [one.code for one in indicator_list() if one.level == "process"]
    assert sorted(row["indicator"] for row in rows if row["level"] == "process") == sorted(of_processes)
    for row in rows:
        assert row["ocid"] == ocid
        assert (row["reason"] is None) == (row["state"] != "not_computable")
        assert row["evidence"] or row["value"] is None
        assert (row["url"] is None) == (row["state"] == "not_computable")


@pytest.mark.parametrize("state", ["clear", "not_computable"])
def test_other_states(get, state):
    found = get("/indicators/results", state=state, indicator="R003", page_size=5000)
    assert found["total"] == len(found["rows"]) > 0
    assert {(row["state"], row["indicator"]) for row in found["rows"]} == {(state, "R003")}


def test_filters_by_agency_and_supplier(get):
    pair = get("/indicators/results", indicator="dominant_supplier")["rows"][0]
    assert pair["agency"]
    assert pair["evidence"]["records"][0].keys() == {"ocid", "source"}
    of_supplier = get("/indicators/results", supplier=pair["supplier"], page_size=500)["rows"]
    assert pair["indicator"] in {row["indicator"] for row in of_supplier}
    assert {row["level"] for row in of_supplier} <= {"process", "item", "supplier", "pair"}
    of_agency = get("/indicators/results", agency=pair["agency"], page_size=500)["rows"]
    assert pair["indicator"] in {row["indicator"] for row in of_agency}


def test_tables(call, get):
    answer = call("/api/v1/indicators/results", format="csv", page_size=5000)
    lines = list(csv.DictReader(io.StringIO(answer.text)))
    rows = get("/indicators/results", page_size=5000)["rows"]
    assert [line["indicator"] for line in lines] == [row["indicator"] for row in rows]
    assert [json.loads(line["evidence"]) for line in lines] == [row["evidence"] for row in rows]
    definitions = list(csv.DictReader(io.StringIO(call("/api/v1/indicators", format="csv").text)))
    assert len(definitions) == len(indicator_list())


def test_an_unknown_indicator_is_an_error(call):
    answer = call("/api/v1/indicators/results", indicator="R999")
    assert answer.status_code == 400
    assert answer.json()["error"]["field"] == "indicator"
