"""Suppliers, ends, payments and growth in the API: the same figures as elsewhere, in JSON and in CSV."""

import csv
import io

import pytest

NEW = ("suppliers", "concentration", "direct-awards", "new-suppliers", "overdue", "payments", "growth")


@pytest.mark.parametrize("name", NEW)
def test_csv_has_the_rows_of_the_answer(get, call, name):
    answer = get(f"/{name}", currency="MXN")
    lines = list(csv.DictReader(io.StringIO(call(f"/api/v1/{name}?currency=MXN&format=csv").text)))
    assert len(lines) == len(answer["rows"]) > 0
    assert {line["unit"] for line in lines} == {"MXN"}
    for line, row in zip(lines, answer["rows"], strict=True):
        assert set(row) <= set(line)
        assert all(line[key] == "" for key, value in row.items() if value is None)


def test_suppliers_add_up_to_spending(get):
    ranked = get("/suppliers", order="agencies", limit=3)
    assert ranked["total"] == get("/spending")["total"]
    assert ranked["groups"] == get("/spending", by="supplier")["groups"]
    agencies = [row["agencies"] for row in ranked["rows"]]
    assert agencies == sorted(agencies, reverse=True)


def test_time_lines_of_groups_add_up_to_those_of_all(get):
    for by in ("agency", "method", "category", "year"):
        answer = get("/timelines", by=by)
        assert answer["by"] == by
        for step in answer["steps"]:
            own = [found for group in answer["groups"] for found in group["steps"] if found["step"] == step["step"]]
            for count in ("measured", "missing", "negative"):
                assert sum(found[count] for found in own) == step[count]
    assert get("/timelines")["groups"] == []


def test_each_number_opens_its_processes(get):
    contracts = next(row for row in get("/overdue")["rows"] if row["what"] == "contract")
    assert get("/processes", having="overdue_contract")["total"] == contracts["processes"] > 0
    assert get("/processes", having="paid_more", page_size=1)["total"] == get("/payments")["paid_more"] > 0
    step = next(step for step in get("/timelines")["steps"] if step["step"] == "signing")
    assert get("/processes", having="signing_negative")["total"] == step["negative"] > 0


def test_payments_and_contracts_are_those_of_spending(get):
    payments = get("/payments")
    assert payments["contracted"] == pytest.approx(get("/spending")["total"])
    assert payments["paid"] == pytest.approx(get("/spending", stage="paid", currency="MXN")["total"])


def test_shares_of_an_agency_lie_between_nothing_and_all(get):
    for row in get("/concentration")["rows"]:
        if row["hhi"] is not None:
            assert 0 < row["top_share"] <= row["top3_share"] <= 1
            assert 10_000 / row["suppliers"] - 0.01 <= row["hhi"] <= 10_000
    for row in get("/direct-awards", by="supplier")["rows"]:
        assert row["direct"] <= row["known"] == row["processes"] - row["unknown"]


@pytest.mark.parametrize(
    ("path", "field"), [("/processes?having=x", "having"), ("/direct-awards?by=source", "by"), ("/overdue?by=x", "by")]
)
def test_what_cannot_be_asked_is_said(call, path, field):
    answer = call(f"/api/v1{path}")
    assert answer.status_code == 400
    assert answer.json()["error"]["field"] == field


@pytest.mark.parametrize("step", ["call_open", "decision", "signing", "execution", "first_payment"])
def test_the_bins_of_a_step_add_up_to_what_is_measured(get, call, step):
    answer = get("/durations", step=step)
    known = next(found for found in get("/timelines")["steps"] if found["step"] == step)
    assert {name: answer[name] for name in known} == known
    assert sum(row["processes"] for row in answer["rows"]) == answer["measured"]
    assert answer["rows"][-1]["high"] is None
    lines = list(csv.DictReader(io.StringIO(call(f"/api/v1/durations?step={step}&format=csv").text)))
    assert [int(line["processes"]) for line in lines] == [row["processes"] for row in answer["rows"]]
    assert {(line["step"], line["unit"]) for line in lines} == {(step, "days")}
