"""The commands as people and other programs call them: what they print, and how they end."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from data_loader.config import ROOT
from data_loader.sources import SHAPES


def run(tmp_path: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "data_loader", *arguments],
        env=os.environ | {"VITRINA_DATA": str(tmp_path / "var"), "COLUMNS": "200"} | variables,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "Mi archivo.json"
    path.write_text(json.dumps([{"ocid": "o-1", "id": "1", "tender": {"id": "t"}}, {"id": "no ocid", "tender": {}}]))
    return path


def test_pull_prints_what_was_read_and_what_was_refused_and_why(tmp_path, file) -> None:
    done = run(tmp_path, "pull", "--source", str(file))
    assert done.returncode == 0
    assert "refused no_ocid 1" in done.stdout
    assert "Published snapshot" in done.stdout
    again = run(tmp_path, "pull", "--source", str(file), "--json")
    report = json.loads(again.stdout)
    assert (again.returncode, report["published"], report["sources"][0]["unchanged"]) == (0, False, True)


def test_status_has_the_form_that_programs_rely_on(tmp_path, file) -> None:
    assert json.loads(run(tmp_path, "status", "--json").stdout)["snapshot"] is None
    run(tmp_path, "pull", "--source", str(file))
    status = json.loads(run(tmp_path, "status", "--json").stdout)
    assert {"id", "published_at"} == status["snapshot"].keys()
    (mine,) = (item for item in status["sources"] if item["id"] == "mi_archivo")
    assert mine.keys() == {
        "id", "url", "shape", "processes", "problems", "last_success", "last_attempt", "error",
        "requests", "not_modified", "bytes", "seconds", "documents", "next_run",
    }  # fmt: skip
    assert (mine["processes"], mine["problems"], mine["error"], mine["shape"]) == (1, 1, None, "file")


def test_a_snapshot_is_pinned_by_its_id_and_listed_so(tmp_path, file) -> None:
    run(tmp_path, "pull", "--source", str(file))
    assert run(tmp_path, "pin", "current").returncode == 0
    (kept,) = json.loads(run(tmp_path, "status", "--json").stdout)["snapshots"]
    assert (kept["pinned"], kept["current"]) == (True, True)
    assert f"{kept['id']}  " in run(tmp_path, "status").stdout
    wrong = run(tmp_path, "unpin", "../../etc")
    assert (wrong.returncode, "is not pinned" in wrong.stderr) == (1, True)
    assert run(tmp_path, "unpin", kept["id"]).returncode == 0
    assert not json.loads(run(tmp_path, "status", "--json").stdout)["snapshots"][0]["pinned"]


@pytest.mark.parametrize(
    ("arguments", "variables", "code", "said"),
    [
        (["pull", "--source", "nowhere"], {}, 2, "no known source"),
        (["pull", "--source", "mx_apf", "--shape"], {}, 2, "--shape"),
        (["pull", "--source", "http://127.0.0.1:1/x", "--shape", "spiral"], {}, 2, "no shape 'spiral'"),
        (["pull"], {"VITRINA_CONFIG": "/nowhere.toml"}, 2, "no configuration"),
        (["status"], {"LOG_LEVEL": "loud"}, 2, "LOG_LEVEL"),
        (["frobnicate"], {}, 2, "frobnicate"),
    ],
)
def test_a_wrong_call_ends_with_2_and_says_what_is_wrong(tmp_path, arguments, variables, code, said) -> None:
    done = run(tmp_path, *arguments, **variables)
    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_source_that_cannot_be_read_ends_with_1(tmp_path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    done = run(tmp_path, "pull", "--source", str(empty))
    assert done.returncode == 1
    assert "nothing to read" in done.stdout


def test_sources_lists_presets_and_every_shape(tmp_path) -> None:
    listed = run(tmp_path, "sources").stdout
    assert "infocdmx" in listed
    assert "registry:ID" in listed
    assert all(shape in listed for shape in SHAPES)


def test_changes_are_listed_for_people_and_programs(tmp_path, file) -> None:
    run(tmp_path, "pull", "--source", str(file))
    file.write_text(json.dumps([{"ocid": "o-1", "id": "1", "tender": {"id": "t", "title": "=cmd"}}]))
    run(tmp_path, "pull", "--source", str(file))
    assert "tender.title: None → '=cmd'" in run(tmp_path, "changes", "--since", "2020-01-01").stdout
    (line,) = run(tmp_path, "changes", "--since", "2020-01-01", "--json").stdout.splitlines()
    assert json.loads(line)["kind"] == "changed"


def test_watch_pulls_what_is_due_and_stops_when_told(tmp_path, file) -> None:
    config = tmp_path / "vitrina.toml"
    config.write_text(f'[[sources]]\nid = "mine"\nurl = "{file}"\nevery = "1m"\n')
    variables = {"VITRINA_DATA": str(tmp_path / "var"), "VITRINA_CONFIG": str(config)}
    process = subprocess.Popen([sys.executable, "-m", "data_loader", "watch"], env=os.environ | variables, cwd=ROOT)
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            status = json.loads(run(tmp_path, "status", "--json", **variables).stdout)
            if status["snapshot"]:
                break
        assert [item["processes"] for item in status["sources"]] == [1]
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    finally:
        process.kill()
