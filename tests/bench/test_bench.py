"""The answers that are measured are those of the baseline, and the report says plainly what is missed."""

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from api.application import create
from bench import build, report
from bench.asked import PAGES, ROUTES, choices, pages, routes
from bench.baselines import VIEWS, Frames, difference
from bench.generate import write
from data_loader import queries
from data_loader import snapshot as snapshots
from data_loader.filters import Filters
from data_loader.snapshot import Snapshot
from tests.conftest import in_own_thread


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder = tmp_path_factory.mktemp("bench")
    file = folder / "generated.jsonl"
    with file.open("wb") as lines:
        write(lines, 200)
    assert build.run(file, folder / "data") == {"published": True, "processes": 200}
    assert build.run(file, folder / "data") == {"published": False, "processes": 200}
    found = snapshots.current(folder / "data")
    assert found is not None
    return found


def test_our_answers_are_those_of_plain_pandas(generated: Snapshot) -> None:
    frames = Frames(generated.path, "MXN")
    compared = 0
    for chosen in choices(generated):
        filters = Filters.from_query(chosen).replace(currency="MXN")
        if filters.supplier or filters.q or filters.min_amount is not None:
            continue
        for name, (ours, plainly) in VIEWS.items():
            answer = ours(generated, filters)
            compared += len(answer)
            assert difference(answer, plainly(frames, filters)) is None, (name, chosen)
    assert compared > 200


def test_a_difference_is_seen() -> None:
    assert difference({"a": 1.0}, {"a": 1.0}) is None
    assert difference({"a": 1.0}, {"a": 1.1}) == "a: 1.0 and 1.1"
    assert difference({"a": 1.0}, {}) is not None


def test_every_view_has_something_to_say(generated: Snapshot) -> None:
    assert queries.processes(generated, Filters()).total == 200
    for name, (ours, _) in VIEWS.items():
        assert ours(generated, Filters(currency="MXN")), name


def test_every_page_of_data_is_asked() -> None:
    without_data = {"about", "embed", "glossary", "kit", "not_found_404", "status"}
    there = {path.stem for path in (Path(__file__).parents[2] / "pages").glob("[a-z]*.py")}
    assert there - without_data == set(PAGES)


def test_every_route_of_data_is_asked() -> None:
    listed = {route.partition("?")[0] for route in ROUTES}
    by_name = {"meta", "tables", "matches", "suggest", "openapi.json"}
    there = {
        path.removeprefix("/api/v1/")
        for path in create().openapi()["paths"]
        if path.startswith("/api/v1/") and "{" not in path
    }
    assert there - by_name == listed


def test_pages_and_routes_answer(generated: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VITRINA_DATA", str(generated.path.parents[1]))
    asked = [(name, work) for name, chosen, work in (*pages(generated), *routes(generated)) if not chosen]
    for _, work in asked:
        in_own_thread(work)
    assert len(asked) > len(PAGES) + len(ROUTES)


def test_what_the_build_is_held_against_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "generated.jsonl"
    with path.open("wb") as file:
        write(file, 5, releases=3, seed=1)
    for what in ("loads", "merge", "pandas"):
        build.main(what, path)
        assert json.loads(capsys.readouterr().out)["seconds"] > 0


def runs(*seconds: float) -> list[dict[str, float]]:
    return [{"seconds": each, "processor": each, "memory": 1e8, "together": 1.5e8} for each in seconds]


def measured() -> dict[str, Any]:
    spread = {"min": 0.01, "median": 0.02, "p95": 0.2, "max": 0.3}
    asked = {"each": {"/api/v1/meta": spread}, "all": spread}
    views = {"memory": 1e9, "spending": {"ours": spread, "pandas": spread, "differs": []}}
    loaded = {"headline_kb": 40.0, "chart_kb": 40.0, "long_task": 0.0, "shift": 0.0}
    people = {"number": 3, "requests": 9, "errors": [], **spread}
    again = spread | {"per_second": 10.0}
    server = {"new": spread, "again": again, "again_packed": again, "people": people, "start": 1.0}
    size = {
        "processes": 200,
        "loads": runs(1.0),
        "pandas": runs(60.0),
        "cold": runs(3.0),
        "unchanged": runs(0.01),
        "changed": runs(1.0),
        "answers": [
            {
                "pages": {"each": {"overview": spread}, "all": spread},
                "routes": asked,
                "views": views,
                "search": spread | {"p95": 0.01},
            }
        ],
        "server": [server | {"memory": 1e8, "memory_half": 1e8}],
        "browser": [{"desktop": {"/": loaded, "/rollout": loaded | {"chart_kb": float("nan"), "long_task": 250.0}}}],
        "lighthouse": [{"mobile": {"performance": 97.0, "seo": 100.0}}],
    }
    machine = {"cores": 2, "memory": 2**33, "load": 0.1, "machine": "x", "python": "3"}
    releases = {"processes": 200, "merge": runs(1.0), "cold": runs(2.0)}
    return {"machine": machine, "sizes": [size], "left_out": [], "failed": [], "releases": releases}


def test_the_report_says_what_is_missed() -> None:
    found = measured()
    text = report.markdown(found)
    assert "| Cold build of 200 ÷ orjson.loads | 3.0 × | ≤ 4.0 × | met |" in text
    assert "| Data of /overview, not cached, p95 | 200 ms | ≤ 150 ms | **MISSED** |" in text
    assert "Missed: Refresh, 1 % changed" in text
    assert (
        "| A page in a cold browser, longest task after load | 250 ms | ≤ 200 ms | **MISSED** |  | /rollout |" in text
    )
    assert "| Lighthouse performance, mobile | 97 | ≥ 80 | met |  | seo 100 |" in text
    assert "| Lighthouse performance, desktop |  | ≥ 95 | not measured |" in text
    assert "processor time 3.0 ×" in text
    assert report.curve(found["sizes"]).startswith("<svg")


def test_names_of_curves_that_end_together_stand_apart() -> None:
    found = measured()
    [size] = found["sizes"]
    size["changed"] = size["cold"]
    named = re.findall(r'<text x="\d+" y="(\d+)" fill="#\w+">([^<]+)<', report.curve(found["sizes"]))
    lines = sorted(int(y) for y, _ in named)
    assert {"cold build", "refresh, 1 % changed"} < {name for _, name in named}
    assert min(below - above for above, below in pairwise(lines)) >= 14  # of letters 12 high


def test_a_measure_that_failed_costs_no_other() -> None:
    found = measured()
    [size] = found["sizes"]
    del size["cold"], size["server"], found["releases"]
    found["failed"].append("server of 200 (`bench.serve` ended with 1)")
    text = report.markdown(found)
    assert "Failed: server of 200 (`bench.serve` ended with 1)." in text
    assert "Cold build" not in text
    assert "Server's memory" not in text
    assert "| Search, p95 | 10 ms | ≤ 60 ms | met |" in text
    assert "cold build" not in report.curve(found["sizes"])
    assert "search, p95" in report.curve(found["sizes"])


def test_nothing_measured_is_reported_so() -> None:
    text = report.markdown(measured() | {"sizes": [{"processes": 200}], "releases": {}, "failed": ["cold of 200"]})
    assert "0 of 0 bars are met." in text
    assert report.curve([{"processes": 200}]).startswith("<svg")
