"""The checks over HTTP: definitions with their counts, results with the values that fail, as JSON and as CSV."""

import csv
import io

from data_loader.checks import check_list


def test_every_check_is_defined_and_counted(get):
    answer = get("/checks")
    assert [check["check"] for check in answer["checks"]] == [check.code for check in check_list()]
    assert 0 < answer["failing"] <= answer["processes"] == get("/meta")["counts"]["processes"]
    for check in answer["checks"]:
        assert check["fails"] + check["passes"] + check["not_applicable"] == answer["processes"]
        applicable = check["fails"] + check["passes"]
        assert check["share"] == (check["fails"] / applicable if applicable else None)
        assert all(set(check[name]) == {"es", "en"} for name in ("name", "what", "why", "mend", "reason", "needs"))


def test_filters_restrict_the_checks(get):
    part = get("/checks", source="mx_inai")
    assert part["processes"] == get("/processes", source="mx_inai")["total"]
    whole = {check["check"]: check["fails"] for check in get("/checks")["checks"]}
    assert all(check["fails"] <= whole[check["check"]] for check in part["checks"])


def test_results_are_those_counted_page_by_page(get, call):
    counted = {check["check"]: check["fails"] for check in get("/checks")["checks"]}
    answer = get("/checks/results", page_size=400)
    seen = [(row["check"], row["source"], row["ocid"]) for row in answer["rows"]]
    while answer["next"]:
        answer = call(answer["next"][answer["next"].index("/api/") :]).json()
        seen += [(row["check"], row["source"], row["ocid"]) for row in answer["rows"]]
    assert len(seen) == len(set(seen)) == answer["total"] == sum(counted.values())


def test_results_by_check_state_and_process(get):
    failing = get("/checks/results", check="paid_over_contract")
    row = failing["rows"][0]
    assert row["state"] == "fail"
    assert row["examples"][0]["path"].startswith("contracts[")
    assert row["failures"] >= len(row["examples"]) >= 1
    one = get("/checks/results", ocid=row["ocid"], source=row["source"], state=["fail", "pass", "not_applicable"])
    assert one["total"] == len(check_list())
    assert {item["check"] for item in one["rows"] if item["state"] == "fail"} >= {"paid_over_contract"}


def test_a_line_of_the_csv_is_a_failing_place(get, call):
    rows = get("/checks/results", check="duplicate_id", page_size=5000)["rows"]
    text = call("/api/v1/checks/results", check="duplicate_id", page_size=5000, format="csv").text
    lines = list(csv.DictReader(io.StringIO(text)))
    assert len(lines) == sum(len(row["examples"]) for row in rows)
    assert {line["ocid"] for line in lines} == {row["ocid"] for row in rows}
    assert len(list(csv.DictReader(io.StringIO(call("/api/v1/checks", format="csv").text)))) == len(check_list())


def test_a_check_or_state_that_does_not_exist_is_refused(call):
    for wrong in ({"check": "nothing"}, {"state": "raised"}, {"checks": "zero_amount"}):
        assert call("/api/v1/checks/results", **wrong).status_code == 400
