"""The whole way, through the real parts: a real server or real files, the cache, a published snapshot."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from data_loader import compiled, queries, snapshot_making, source_pull, status
from data_loader import snapshot as snapshots
from data_loader.cache import SourceCache
from data_loader.changes import changes
from data_loader.compiled import record_of
from data_loader.config import ROOT, Settings, Source, load_config
from data_loader.exceptions import PullInProgressError, SnapshotError
from data_loader.filters import Filters
from data_loader.manners import HostLimiter
from data_loader.pull import PullReport, lock, pull
from data_loader.source_pull import SourcePull
from tests.data_loader.publisher import Answer, serving

BUNDLED = load_config(ROOT / "vitrina.toml").sources
EXPECTED = {"mx_cdmx": 31, "mx_gacm": 292, "mx_inai": 93, "mx_jalisco": 10, "mx_nuevo_leon": 17, "mx_apf": 105}


def release(number: int, amount: float = 100, **more) -> dict:
    return {
        "ocid": f"ocds-t-{number}",
        "id": f"r{number}",
        "date": "2020-01-01T00:00:00Z",
        "tag": ["contract"],
        "buyer": {"name": "Agency"},
        "contracts": [
            {"id": "c", "dateSigned": "2020-01-01T00:00:00Z", "value": {"amount": amount, "currency": "MXN"}}
        ],
        **more,
    }


@pytest.fixture
def settings(tmp_path) -> Settings:
    config = tmp_path / "vitrina.toml"
    config.write_text("")
    return Settings(data=tmp_path / "var", config=config)


def total(snapshot) -> float | None:
    return queries.overview(snapshot, Filters()).total


def web(publisher, path: str = "/all", source_id: str = "web") -> Source:
    return Source(id=source_id, url=publisher.address + path, requests_per_second=10_000)


@pytest.fixture(scope="module")
def bundled(tmp_path_factory) -> tuple[Settings, PullReport]:
    """A first pull of the bundled data, and where it went."""
    settings = Settings(data=tmp_path_factory.mktemp("bundled"))
    return settings, pull(settings)


def test_every_bundled_source_gives_each_process_once(bundled) -> None:
    _, report = bundled
    assert {item.source.id: item.processes for item in report.sources} == EXPECTED
    assert queries.overview(report.snapshot, Filters()).processes == sum(EXPECTED.values())
    assert [item.error for item in report.sources] == [None] * 6
    assert {item.source.id: dict(item.refused) for item in report.sources}["mx_cdmx"] == {"not_ocds": 1}
    assert report.sources[5].repaired["mapped_field"] > 100


def test_a_second_pull_changes_nothing_and_works_nothing(bundled) -> None:
    settings, first = bundled
    second = pull(settings)
    assert not second.published
    assert second.snapshot.id == first.snapshot.id
    assert all(item.unchanged for item in second.sources)


@pytest.mark.parametrize("source", BUNDLED, ids=lambda source: source.id)
def test_the_order_of_documents_changes_no_record(tmp_path, source) -> None:
    with gzip.open(source.url) as lines:
        shuffled = b"".join(sorted(lines, key=hash))
    (tmp_path / "x.jsonl.gz").write_bytes(gzip.compress(shuffled))
    hashes = []
    for number, url in enumerate((source.url, str(tmp_path / "x.jsonl.gz"))):
        folder, state = tmp_path / f"var{number}", status.SourceStatus(processes=0)
        SourcePull(folder, source.model_copy(update={"url": url}), state, HostLimiter()).run()
        with SourceCache(folder, source.id) as cache:
            records = [record_of(lines) for lines in cache.records.values()]
        hashes.append({record["ocid"]: record["hash"] for record in records})
    assert hashes[0] == hashes[1]
    assert len(hashes[0]) == EXPECTED[source.id]


FORMS = {
    "package": json.dumps({"releases": [release(1), release(2)]}).encode(),
    "packages": json.dumps([{"releases": [release(1)]}, {"releases": [release(2)]}]).encode(),
    "lines": b"\n".join(json.dumps(release(number)).encode() for number in (1, 2)),
    "gzip": gzip.compress(b"\n".join(json.dumps(release(number)).encode() for number in (1, 2))),
    "records": json.dumps({"records": [{"compiledRelease": release(n)} for n in (1, 2)]}).encode("utf-8-sig"),
}


@pytest.mark.parametrize("where", ["file", "http"])
def test_the_forms_a_source_can_have(tmp_path, settings, where) -> None:
    """Each form is a source of one pull."""
    with serving(lambda _method, path, *_: Answer(FORMS[path[1:]])) as publisher:
        if where == "file":
            for form, body in FORMS.items():
                (tmp_path / form).write_bytes(body)
            sources = [Source(id=form, url=str(tmp_path / form)) for form in FORMS]
        else:
            sources = [web(publisher, f"/{form}", form) for form in FORMS]
        report = pull(settings, sources)
    assert bool(publisher.requests) == (where == "http")
    for found in report.sources:
        assert (found.error, found.processes) == (None, 2), found.source.id
        assert queries.overview(report.snapshot, Filters(source=(found.source.id,))).total == 200, found.source.id


def test_one_failing_source_does_not_stop_another_and_keeps_what_it_had(settings) -> None:
    answers = {"/good": Answer(json.dumps([release(1)]).encode()), "/bad": Answer(json.dumps([release(2)]).encode())}
    with serving(lambda _m, path, *_: answers[path]) as publisher:
        sources = [web(publisher, "/good", "good"), web(publisher, "/bad", "bad")]
        assert total(pull(settings, sources).snapshot) == 200
        answers["/bad"] = Answer(status=404)
        answers["/good"] = Answer(json.dumps([release(1, 150)]).encode())
        report = pull(settings, sources)
    assert report.sources[0].error is None
    assert "404" in report.sources[1].error
    assert total(report.snapshot) == 250
    statuses = status.load(settings.data_dir)
    assert statuses["bad"]["last_success"] < statuses["bad"]["last_attempt"]


def test_nothing_readable_leaves_what_is_shown(settings) -> None:
    answers = iter([Answer(json.dumps([release(1)]).encode())])
    with serving(lambda *_: next(answers, Answer(b"<html>maintenance</html>"))) as publisher:
        first = pull(settings, [web(publisher)])
        second = pull(settings, [web(publisher)])
    assert dict(second.sources[0].refused) == {"html_instead_of_json": 1}
    assert total(second.snapshot) == total(first.snapshot) == 100


ERRORS = {
    "/html": b"<html>504</html>",
    "/status": b'{"status":503,"detail":"later"}',
    "/cut": b'{"releases":[',
    "/empty": b"",
}


def test_an_error_in_the_place_of_data_makes_nothing_vanish(settings) -> None:
    """Each error is one of a source of its own."""
    answers = {path: json.dumps([release(1), release(2)]).encode() for path in ERRORS}
    with serving(lambda _method, path, *_: Answer(answers[path])) as publisher:
        sources = [web(publisher, path, path[1:]).model_copy(update={"shape": "single"}) for path in ERRORS]
        pull(settings, sources)
        answers.update(ERRORS)
        for found in pull(settings, sources).sources:
            assert "Incomplete" in found.error, found.source.id
            assert (found.vanished, found.processes) == (0, 2), found.source.id
        answers.update(dict.fromkeys(ERRORS, json.dumps([release(1)]).encode()))
        for found in pull(settings, sources).sources:
            assert (found.error, found.vanished, found.processes) == (None, 1, 2), found.source.id


@pytest.mark.parametrize("part", ["records", "pages"])
def test_a_damaged_cache_is_made_again_from_what_is_left(settings, part) -> None:
    with serving(lambda *_: Answer(json.dumps([release(1), release(2)]).encode(), headers={"ETag": "x"})) as publisher:
        pull(settings, [web(publisher)])
        folder = settings.data_dir / "cache" / "web" / part
        for path in folder.glob("cache.db*"):
            path.unlink() if path.name != "cache.db" else path.write_bytes(b"damaged " * 1000)
        report = pull(settings, [web(publisher)])
    assert report.sources[0].processes == 2
    assert total(report.snapshot) == 200
    assert len(list(folder.parent.glob(f"{part}.damaged-*"))) == 1


def test_a_record_that_is_not_what_was_written_is_set_aside_and_made_again(settings) -> None:
    tagged = Answer(json.dumps([release(1), release(2)]).encode(), headers={"ETag": "x"})
    start = datetime.now(UTC)
    with serving(lambda *_: tagged) as publisher:
        pull(settings, [web(publisher)])
        with SourceCache(settings.data_dir, "web") as cache:
            cache.records.set("ocds-t-2", cache.records.get("ocds-t-2").replace(b"100", b"900"))
        (settings.data_dir / "snapshots" / "current").unlink()
        for path in (settings.data_dir / "snapshots").glob("*/manifest.json"):
            path.write_text("{}")
        snapshots.forget()
        report = pull(settings, [web(publisher)])
    assert total(report.snapshot) == 200
    assert report.sources[0].error is None
    assert b'"amount":900' in (settings.data_dir / "cache" / "web" / "records.damaged").read_bytes()
    assert list(changes(settings.data_dir, since=start)) == []


@pytest.mark.parametrize("damage", ["other bytes", "no file"])
def test_a_kept_page_that_is_damaged_is_fetched_anew(settings, damage) -> None:
    asked = []

    def answer(_method, _path, headers, _body):
        asked.append("if-none-match" in headers)
        return (
            Answer(status=304)
            if headers.get("if-none-match") == '"x"'
            else Answer(json.dumps([release(n) for n in range(9)]).encode(), headers={"ETag": '"x"'})
        )

    with serving(answer) as publisher:
        pull(settings, [web(publisher)])
        folder = settings.data_dir / "cache" / "web"
        (body,) = [path for path in (folder / "pages").rglob("*.val") if path.stat().st_size > 1000]
        body.write_bytes(b"[]") if damage == "other bytes" else body.unlink()
        with SourceCache(settings.data_dir, "web") as cache:
            cache.pages.delete(source_pull.WORKED)
        report = pull(settings, [web(publisher)]).sources[0]
    assert (report.error, report.processes, report.vanished) == (None, 9, 0)
    assert asked == [False, False]


def test_a_pull_that_broke_off_while_records_were_made_is_not_taken_for_done(settings, monkeypatch) -> None:
    """The server goes back to what it served before: the records of the broken pull may not stay."""
    answers = iter([[release(1)], [release(1, 900)], [release(1)]])
    with serving(lambda *_: Answer(json.dumps(next(answers)).encode())) as publisher:
        pull(settings, [web(publisher)])
        with monkeypatch.context() as patch:
            patch.setattr(source_pull.SourcePull, "_note_unreadable", _killed)
            with pytest.raises(KeyboardInterrupt):
                source_pull.SourcePull(
                    settings.data_dir, web(publisher), status.load(settings.data_dir)["web"], HostLimiter()
                ).run()
        report = pull(settings, [web(publisher)], now=lambda: datetime.now(UTC) + timedelta(days=2))
    assert total(report.snapshot) == 100


def _killed(_self) -> None:
    raise KeyboardInterrupt


def test_a_damaged_snapshot_is_passed_over_and_made_again(settings) -> None:
    answers = iter([[release(1)], [release(1), release(2)]])
    with serving(lambda *_: Answer(json.dumps(next(answers, [release(1), release(2)])).encode())) as publisher:
        first = pull(settings, [web(publisher)]).snapshot
        second = pull(settings, [web(publisher)]).snapshot
        (second.path / "processes.parquet").write_bytes(b"damaged")
        snapshots.forget()
        assert snapshots.current(settings.data_dir).id == first.id
        third = pull(settings, [web(publisher)]).snapshot
    assert total(third) == 200
    snapshots.forget()
    assert total(snapshots.current(settings.data_dir)) == 200


def test_a_process_that_vanishes_is_kept_and_marked_and_may_return(settings) -> None:
    answers = iter([[1, 2], [1], [1, 2]])
    start = datetime.now(UTC)
    with serving(lambda *_: Answer(json.dumps([release(n) for n in next(answers)]).encode())) as publisher:
        pull(settings, [web(publisher)])
        second = pull(settings, [web(publisher)])
        assert (second.sources[0].vanished, second.sources[0].processes) == (1, 2)
        assert queries.process(second.snapshot, "ocds-t-2").row["no_longer_published_since"] == datetime.now(UTC).date()
        assert queries.process(second.snapshot, "ocds-t-1").row["no_longer_published_since"] is None
        assert total(second.snapshot) == 200
        third = pull(settings, [web(publisher)])
        assert third.sources[0].vanished == 0
    assert [(c.kind, c.ocid) for c in changes(settings.data_dir, since=start)] == [
        ("vanished", "ocds-t-2"),
        ("returned", "ocds-t-2"),
    ]


def test_a_changed_amount_is_told_field_by_field_and_its_earlier_version_kept(settings) -> None:
    answers = iter([[release(1), release(2)], [release(1, 250), release(2), release(3)]])
    start = datetime.now(UTC)
    with serving(lambda *_: Answer(json.dumps(next(answers)).encode())) as publisher:
        pull(settings, [web(publisher)])
        report = pull(settings, [web(publisher)])
    assert (report.sources[0].changed, report.sources[0].added) == (1, 1)
    found = list(changes(settings.data_dir, since=start))
    assert [(change.kind, change.ocid) for change in found] == [("changed", "ocds-t-1"), ("added", "ocds-t-3")]
    (field,) = found[0].fields
    assert (field.path, field.before, field.after) == ("contracts[c].value.amount", 100, 250)
    assert list(changes(settings.data_dir, since=datetime.now(UTC))) == []


def test_only_what_changed_is_worked_again(settings, monkeypatch) -> None:
    worked = []
    genuine = compiled.compile_staged

    def counting(source_id, releases, **options):
        worked.append(releases[0].ocid)
        return genuine(source_id, releases, **options)

    monkeypatch.setattr(compiled, "compile_staged", counting)
    answers = iter([[release(n) for n in range(100)], [release(n, 7 if n == 5 else 100) for n in range(100)]])
    with serving(lambda *_: Answer(json.dumps(next(answers)).encode())) as publisher:
        pull(settings, [web(publisher)])
        worked.clear()
        pull(settings, [web(publisher)])
    assert worked == ["ocds-t-5"]


def test_a_page_that_cannot_be_had_is_told_and_the_next_pull_goes_on_from_there(settings, monkeypatch) -> None:
    monkeypatch.setattr("data_loader.fetch.Fetcher.__post_init__", _impatient)
    state = {"broken": True}

    def answer(_method, path, *_):
        number = int(path[1:])
        if number == 3 and state["broken"]:
            return Answer(status=500)
        page = {"releases": [release(number)], "links": {"next": f"/{number + 1}"} if number < 4 else {}}
        return Answer(json.dumps(page).encode())

    with serving(answer) as publisher:
        first = pull(settings, [web(publisher, "/1")])
        assert "Incomplete" in first.sources[0].error
        assert first.sources[0].processes == 2
        state["broken"] = False
        publisher.requests.clear()
        second = pull(settings, [web(publisher, "/1")])
    assert [path for _, path, _ in publisher.requests] == ["/3", "/4"]
    assert (second.sources[0].error, second.sources[0].processes) == (None, 4)


_GENUINE = source_pull.Fetcher.__post_init__


def _impatient(self) -> None:
    _GENUINE(self)
    self.sleep = lambda _: None


def test_two_pulls_at_once_the_second_says_so(settings) -> None:
    with lock(settings.data_dir), pytest.raises(PullInProgressError, match="Another pull"):
        pull(settings, [])


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            OSError(28, "No space left on device"),
            r"disk is full\. Making one takes about \d+ MiB, and [\d,]+ MiB are free",
        ),
        (duckdb.TransactionException("Failed to commit: No space left on device"), "disk is full"),
        (SnapshotError("The table bids could not be made: IO Error: No space left on device"), "disk is full"),
        (OSError(5, "Input/output error"), "Input/output error"),
        (duckdb.IOException("Could not read"), "Could not read"),
        (SnapshotError("Records repeat."), "^Records repeat"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_what_breaks_off_a_publication_is_told_and_leaves_the_snapshot_that_was(
    settings, monkeypatch, error, said
) -> None:
    with serving(lambda *_: Answer(json.dumps([release(1)]).encode())) as publisher:
        first = pull(settings, [web(publisher)])

    def broken(*_args, **_options):
        raise error

    monkeypatch.setattr(snapshot_making, "publish", broken)
    other = Answer(json.dumps([release(2)]).encode())
    with serving(lambda *_: other) as publisher, pytest.raises(SnapshotError, match=said):
        pull(settings, [web(publisher)])
    assert snapshots.current(settings.data_dir).id == first.snapshot.id


def test_a_pull_that_is_killed_again_and_again_loses_nothing(tmp_path) -> None:
    environment = os.environ | {"VITRINA_DATA": str(tmp_path / "var")}
    command = [sys.executable, "-m", "data_loader", "pull"]
    for after in (0.5, 0.9, 1.4, 2.0):
        process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=-3, stderr=-3)
        time.sleep(after)
        process.send_signal(signal.SIGKILL)
        process.wait()
    subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True)
    snapshot = snapshots.current(tmp_path / "var")
    assert queries.overview(snapshot, Filters()).processes == sum(EXPECTED.values())
    assert not list(Path(tmp_path / "var").glob("export-*"))


BAD = {
    "not_ocds": b'{"status":503,"detail":"try later"}',
    "html_instead_of_json": b"<!doctype html>",
    "invalid_json": b'{"releases":[',
    "empty": b"",
    "no_ocid": b'{"releases":[{"id":"x","tender":{"id":"t"}}]}',
    "too_deep": b'{"releases":[{"ocid":"o","tender":{"id":"t","x":' + b"[" * 900 + b"]" * 900 + b"}}]}",
}


def test_a_bad_document_is_named_and_the_good_ones_beside_it_are_used(tmp_path, settings) -> None:
    """Each is a document of a source of its own."""
    for code, document in BAD.items():
        (tmp_path / code).mkdir()
        (tmp_path / code / "a.json").write_bytes(document)
        (tmp_path / code / "b.json").write_bytes(json.dumps([release(1)]).encode())
    for found in pull(settings, [Source(id=code, url=str(tmp_path / code / "*.json")) for code in BAD]).sources:
        assert found.error is None, found.source.id
        assert dict(found.refused) == {found.source.id: 1}
        assert found.processes == 1, found.source.id


def test_hostile_names_stay_text(tmp_path, settings) -> None:
    evil = release(1) | {"ocid": "../../etc/passwd", "buyer": {"name": "<script>alert(1)</script>"}}
    (tmp_path / "a.json").write_text(json.dumps([evil, release(2) | {"ocid": "x'; DROP TABLE processes; --"}]))
    snapshot = pull(settings, [Source(id="s", url=str(tmp_path / "a.json"))]).snapshot
    assert queries.process(snapshot, "../../etc/passwd").row["agency_name"] == "<script>alert(1)</script>"
    assert queries.process(snapshot, "x'; DROP TABLE processes; --") is not None
    assert not (tmp_path.parent.parent / "etc").exists()


def test_a_release_of_two_thousand_awards(tmp_path, settings) -> None:
    awards = [
        {"id": str(n), "status": "active", "value": {"amount": 1, "currency": "MXN"}, "suppliers": [{"name": f"S {n}"}]}
        for n in range(2023)
    ]
    (tmp_path / "a.json").write_text(json.dumps([release(1, awards=awards, contracts=[])]))
    snapshot = pull(settings, [Source(id="s", url=str(tmp_path / "a.json"))]).snapshot
    assert queries.spending(snapshot, Filters(), by="supplier", stage="awarded").total == 2023
