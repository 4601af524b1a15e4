"""The shapes that DESIGN and docs/api.md promise, and that one answer never contradicts another."""

import csv
import io
import math
from urllib.parse import quote

import pytest

STAGES = ("planned", "tendered", "awarded", "contracted", "paid")
DIMENSIONS = ("agency", "supplier", "method", "category", "year", "month", "source")


def test_meta(get):
    meta = get("/meta")
    assert set(meta) == {"snapshot", "sources", "counts", "currencies"}
    assert set(meta["snapshot"]) == {"id", "published_at"}
    assert {"id", "name", "url", "shape", "pulled_at", "processes", "problems"} == set(meta["sources"][0])
    assert set(meta["counts"]) == {"processes", "releases", "agencies", "suppliers"}
    assert sum(source["processes"] for source in meta["sources"]) == meta["counts"]["processes"]
    assert {"MXN", "USD"} <= {row["currency"] for row in meta["currencies"]}


@pytest.mark.parametrize("by", DIMENSIONS)
def test_spending_adds_up(get, by):
    answer = get("/spending", by=by)
    assert {"unit", "stage", "total", "processes", "without_amount", "rows"} <= set(answer)
    assert answer["unit"] == "MXN"
    assert answer["stage"] == "contracted"
    assert answer["by"] == by
    amounts = [row["amount"] for row in answer["rows"] if row["amount"] is not None]
    assert math.fsum(amounts) == pytest.approx(answer["total"], abs=0.05)
    shares = [row["share"] for row in answer["rows"] if row["share"] is not None]
    assert math.fsum(shares) == pytest.approx(1, abs=1e-6)
    assert len(answer["rows"]) == answer["groups"]


def test_every_grouping_has_the_same_total(get):
    totals = {by: round(get("/spending", by=by)["total"], 2) for by in DIMENSIONS}
    assert len(set(totals.values())) == 1, totals


@pytest.mark.parametrize("stage", STAGES)
def test_spending_of_each_stage(get, stage):
    answer = get("/spending", by="agency", stage=stage)
    assert answer["stage"] == stage
    assert sum(row["processes"] for row in answer["rows"]) == answer["processes"] == get("/meta")["counts"]["processes"]


def test_spending_in_another_currency_is_another_total(get):
    pesos, dollars = get("/spending", currency="MXN"), get("/spending", currency="USD")
    assert dollars["unit"] == "USD"
    assert dollars["processes"] == pesos["processes"]
    assert dollars["total"] != pesos["total"]


def test_spending_by_limit_and_offset(get):
    everything = get("/spending", by="supplier")
    part = get("/spending", by="supplier", limit=3, offset=2)
    assert part["rows"] == everything["rows"][2:5]
    assert part["groups"] == everything["groups"] == len(everything["rows"])
    assert part["total"] == everything["total"]


def test_timelines(get):
    steps = get("/timelines")["steps"]
    assert [step["step"] for step in steps] == ["call_open", "decision", "signing", "execution", "first_payment"]
    count = get("/meta")["counts"]["processes"]
    for step in steps:
        assert step["measured"] + step["missing"] + step["negative"] == count
        assert step["p25"] <= step["median"] <= step["p75"] if step["measured"] else step["median"] is None


def test_completeness(get):
    answer = get("/completeness")
    assert {"score", "processes", "agencies"} <= set(answer)
    assert sum(agency["processes"] for agency in answer["agencies"]) == answer["processes"]
    for agency in answer["agencies"]:
        scores = [agency["score"], *agency["stages"].values()]
        assert all(score is None or 0 <= score <= 1 for score in scores)
        assert set(agency["stages"]) == {"planning", "tender", "award", "contract", "implementation"}


def test_processes_pages_hold_each_process_once(get, call):
    answer = get("/processes", page_size=200)
    seen = [(row["source"], row["ocid"]) for row in answer["rows"]]
    while answer["next"]:
        answer = call(answer["next"][answer["next"].index("/api/") :]).json()
        seen += [(row["source"], row["ocid"]) for row in answer["rows"]]
    assert len(seen) == len(set(seen)) == answer["total"] == get("/meta")["counts"]["processes"]


def test_processes_rows(get):
    row = get("/processes", page_size=1)["rows"][0]
    assert {"ocid", "source", "title", "agency", "stage", "amounts", "currency", "url"} <= set(row)
    assert set(row["amounts"]) == set(STAGES)


def test_a_page_after_the_last_is_empty(get):
    answer = get("/processes", page=100_000)
    assert answer["rows"] == []
    assert answer["next"] is None


def test_search_ignores_accents_and_case(get):
    assert get("/processes", q="CONSTRUCCION")["total"] == get("/processes", q="construcción")["total"] > 0


def test_a_process_by_an_ocid_with_slashes_and_spaces(get):
    strange = next(row for row in get("/processes", page_size=5000)["rows"] if "/" in row["ocid"] or " " in row["ocid"])
    for written in (quote(strange["ocid"], safe=""), quote(strange["ocid"])):
        answer = get(f"/processes/{written}", source=strange["source"])
        assert answer["process"]["ocid"] == strange["ocid"]
        assert answer["compiled"]["ocid"]
        assert answer["process"]["amounts"] == strange["amounts"]
        assert answer["source_urls"]


def test_every_process_can_be_opened(get):
    for row in get("/processes", page_size=60, sort="date")["rows"]:
        answer = get(f"/processes/{quote(row['ocid'], safe='')}", source=row["source"])
        assert answer["process"]["title"] == row["title"]
        assert answer["process"]["source"] == row["source"]


@pytest.mark.parametrize("path", ["/spending", "/timelines", "/completeness", "/processes"])
def test_csv_says_the_same_as_json(get, call, path):
    response = call(f"/api/v1{path}", format="csv")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert ".csv" in response.headers["content-disposition"]
    lines = list(csv.DictReader(io.StringIO(response.text)))
    answer = get(path)
    rows = next(answer[name] for name in ("rows", "steps", "agencies") if name in answer)
    assert len(lines) == len(rows)
    for line, row in zip(lines, rows, strict=True):
        for name, value in row.items():
            if name in line and isinstance(value, int | float):
                assert float(line[name]) == pytest.approx(value)
            if value is None:
                assert line.get(name, "") == ""


def test_health(call, get):
    response = call("/health")
    answer = response.json()
    assert answer["status"] == "ok"
    assert answer["snapshot"]["id"] == get("/meta")["snapshot"]["id"]
    assert answer["snapshot"]["age_seconds"] >= 0
    assert response.headers["cache-control"] == "no-store"


def test_an_unchanged_answer_costs_nothing(call):
    first = call("/api/v1/spending", by="agency", year_from=2016)
    again = call("/api/v1/spending", by="agency", year_from=2016, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""
    other = call("/api/v1/spending", by="agency", year_from=2015, headers={"If-None-Match": first.headers["etag"]})
    assert other.status_code == 200
    assert other.headers["etag"] != first.headers["etag"]


def test_head_and_cors(call):
    response = call("/api/v1/meta", verb="HEAD")
    assert response.status_code == 200
    assert response.content == b""
    assert call("/api/v1/meta", headers={"Origin": "http://example.org"}).headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("by", ["agency", "source", "year", "stage", "level", "field"])
def test_completeness_adds_up_in_every_grouping(get, by):
    answer = get("/completeness", by=by)
    for part in ("published", "applicable"):
        assert sum(row[part] for row in answer["rows"]) == answer[part]
    assert answer["score"] == answer["published"] / answer["applicable"]


def test_timeliness_counts_every_event_once(get):
    for row in get("/timeliness", by="agency")["rows"]:
        assert row["measured"] + row["missing"] + row["negative"] == row["events"]
        assert row["at_most"] <= row["measured"]


def test_the_tasks_and_the_gaps_say_the_same(get, call):
    """As CSV all gaps, as JSON page by page: as many of each field as the list of tasks says."""
    agency = "MX-CPA-20147"
    tasks = {row["field"]: row["processes"] for row in get("/todo", agency=agency)["rows"]}
    text = call("/api/v1/todo/records", agency=agency, format="csv").content.decode("utf-8-sig")
    gaps = list(csv.DictReader(io.StringIO(text)))
    assert {field: sum(gap["path"] == field for gap in gaps) for field in tasks} == tasks
    assert gaps[0]["url"].startswith("http")
    found, after = [], -1
    while after is not None:
        page = get("/todo/records", agency=agency, page_size=10, after=after)
        found += page["rows"]
        after = page["next"] and int(page["next"].rpartition("after=")[2].partition("&")[0])
    assert len(found) == len(gaps) == sum(tasks.values())


def test_the_rollout_adds_up(get, call):
    answer = get("/rollout")
    assert sum(row["processes"] for row in answer["agencies"]) + answer["unnamed"] == answer["processes"]
    assert answer["months"][-1]["all_processes"] + answer["undated"] == answer["processes"]
    roster = answer["roster"]
    assert roster["publishing"] + roster["silent"] + roster["never"] == len(roster["rows"]) == 43
    for part in ("agencies", "months", "grid", "lorenz", "roster"):
        text = call("/api/v1/rollout", format="csv", part=part).text
        assert len(list(csv.reader(io.StringIO(text)))) > 1, part
