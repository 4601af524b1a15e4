"""A refresh reads only what is new, and says what a cold build of the same input says."""

import gzip
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import orjson
import pytest

from data_loader import compiled, known, portions, status
from data_loader.cache import SourceCache
from data_loader.config import ROOT, Settings, Source
from data_loader.documents import Item, collapse, read
from data_loader.manners import HostLimiter
from data_loader.pull import pull
from data_loader.source_pull import SourcePull, SourceReport

BUNDLED = ROOT / "data" / "mx_gacm.jsonl.gz"
AT = datetime(2026, 1, 1, tzinfo=UTC)
OF_THE_PULLS = {"changes", "history", "sources", "indicator_results", "indicator_states"}
"""Tables that tell what happened from pull to pull."""


def lines_of(count: int) -> list[bytes]:
    """Return real releases, each of a process of its own."""
    documents = map(orjson.loads, gzip.decompress(BUNDLED.read_bytes()).splitlines())
    items = (item for document in documents for item in read(document))
    releases = {
        item.ocid: collapse(item.release) for item in items if isinstance(item, Item) and item.kind != "earlier"
    }
    return [orjson.dumps(release | {"ocid": ocid}) for ocid, release in releases.items()][:count]


def changed(lines: list[bytes]) -> list[bytes]:
    """Return other lines: one with another title, one gone to the end, one new, one twice."""
    other = list(lines)
    other[3] = other[3].replace(b'"title":"', b'"title":"Otro ', 1)
    other.append(other.pop(5))
    other.append(other[7].replace(b'"ocid":"', b'"ocid":"other-'))
    other.append(other[9])
    return other


def build(folder: Path, file: Path) -> Path:
    (folder.parent / "vitrina.toml").write_text("")
    settings = Settings(data=folder, config=folder.parent / "vitrina.toml")
    report = pull(settings, [Source(id="s", url=str(file))], now=lambda: AT)
    assert report.snapshot is not None
    assert report.sources[0].error is None
    return report.snapshot.path


def test_a_compiled_release_more_is_seen_at_the_first_pull(tmp_path, state) -> None:
    """Each was compiled where it was read, without the other; the later one counts, however its ocid is spelt."""
    file, lines = tmp_path / "some.jsonl", [orjson.loads(line) | {"tag": ["compiled"]} for line in lines_of(4)]
    lines = [line | {"ocid": f"ocds-{line['ocid']}"} for line in lines]
    later = lines[1] | {"ocid": lines[1]["ocid"].upper(), "date": "2099-01-01T00:00:00Z", "language": "oto"}
    file.write_bytes(b"\n".join(orjson.dumps(line) for line in (*lines, later)))
    report = refreshed(tmp_path, file, state)
    assert (report.error, report.releases, report.processes) == (None, 5, 4)
    with SourceCache(tmp_path, "s") as cache:
        kept = [compiled.record_of(found) for _, found in cache.records.items()]
    assert sorted(record["release"]["id"] for record in kept) == sorted(line["id"] for line in lines)
    (both,) = (record for record in kept if record["release"]["language"] == "oto")
    assert {both["ocid"], *both["aliases"]} == {lines[1]["ocid"], later["ocid"]}


@pytest.mark.parametrize("at_once", [portions.AT_ONCE, 7])
def test_a_refresh_says_what_a_cold_build_says(tmp_path, monkeypatch, at_once) -> None:
    """The cold build works all processes at once; the refresh, in the second case, seven at a time."""
    file, lines = tmp_path / "some.jsonl", lines_of(40)
    file.write_bytes(b"\n".join(lines))
    build(tmp_path / "refreshed", file)
    file.write_bytes(b"\n".join(changed(lines)))
    cold = build(tmp_path / "cold", file)
    monkeypatch.setattr(portions, "AT_ONCE", at_once)
    refreshed = build(tmp_path / "refreshed", file)
    tables = {path.name for path in cold.glob("*.parquet")}
    assert len(tables) > 30
    assert tables == {path.name for path in refreshed.glob("*.parquet")}
    for name in sorted(tables - {f"{table}.parquet" for table in OF_THE_PULLS}):
        left, right = (duckdb.sql(f"FROM read_parquet('{folder / name}')").fetchall() for folder in (cold, refreshed))
        assert left == right, name


def refreshed(folder: Path, file: Path, state: status.SourceStatus) -> SourceReport:
    return SourcePull(folder, Source(id="s", url=str(file)), state, HostLimiter(), now=lambda: AT).run()


@pytest.fixture
def state() -> status.SourceStatus:
    return status.SourceStatus(last_success=None, pulled_at=None, processes=0)


@pytest.fixture
def compiled_ones(monkeypatch) -> list[str]:
    """The processes that are compiled, as they are."""
    seen: list[str] = []
    work = compiled.compile_staged

    def watched(source_id, releases, **options):
        seen.append(releases[0].ocid)
        return work(source_id, releases, **options)

    monkeypatch.setattr(compiled, "compile_staged", watched)
    return seen


def test_only_what_changed_is_compiled(tmp_path, monkeypatch, state, compiled_ones) -> None:
    """As lines of a large file, each of which is read by itself."""
    monkeypatch.setattr("data_loader.jsontext._PIECE", 1 << 12)
    file, lines = tmp_path / "some.jsonl", lines_of(30)
    file.write_bytes(b"\n".join(lines))
    refreshed(tmp_path, file, state)
    assert len(compiled_ones) == 30
    compiled_ones.clear()
    file.write_bytes(b"\n".join(changed(lines)))
    report = refreshed(tmp_path, file, state)
    assert len(compiled_ones) == 2
    assert (report.changed, report.added, report.vanished, report.documents) == (1, 1, 0, 32)


def test_a_release_more_is_merged_with_those_read_before(tmp_path, monkeypatch, state) -> None:
    monkeypatch.setattr("data_loader.jsontext._PIECE", 1 << 8)
    releases = [
        {"ocid": f"ocds-t-{number}", "id": f"{number}-{turn}", "date": f"2020-01-0{turn}T00:00:00Z", "tag": ["tender"]}
        | {"tender": {"id": "t", "title": f"Turn {turn}", **({"description": "Of the first"} if turn == 1 else {})}}
        for number in range(20)
        for turn in (1, 2, 3)
    ]
    file, cold = tmp_path / "some.jsonl", tmp_path / "cold"
    file.write_bytes(b"\n".join(map(orjson.dumps, releases[:-1])))
    refreshed(tmp_path / "var", file, state)
    file.write_bytes(b"\n".join(map(orjson.dumps, releases)))
    report = refreshed(tmp_path / "var", file, state)
    assert (report.error, report.changed) == (None, 1)
    refreshed(cold, file, status.SourceStatus(last_success=None, pulled_at=None, processes=0))
    with SourceCache(tmp_path / "var", "s") as left, SourceCache(cold, "s") as right:
        assert dict(left.records.items()) == dict(right.records.items())
        assert b"Turn 3" in (left.records.get("ocds-t-19") or b"")
        assert b"Of the first" in (left.records.get("ocds-t-19") or b"")


@pytest.mark.parametrize("damage", ["facts", "file", "recipe"])
def test_what_is_known_counts_only_where_it_is_whole(tmp_path, monkeypatch, state, damage) -> None:
    monkeypatch.setattr("data_loader.jsontext._PIECE", 1 << 12)
    file, lines = tmp_path / "some.jsonl", lines_of(12)
    file.write_bytes(b"\n".join(lines))
    refreshed(tmp_path, file, state)
    path = tmp_path / "cache" / "s" / known.FILE
    if damage == "file":
        path.write_bytes(b"no database" * 1000)
    else:
        with closing(sqlite3.connect(path)) as database, database:
            database.execute(
                "UPDATE known SET facts = CAST(replace(facts, 'release', 'versioned') AS BLOB)"
                if damage == "facts"
                else "UPDATE recipe SET recipe = 'another'"
            )
    file.write_bytes(b"\n".join(changed(lines)))
    report = refreshed(tmp_path, file, state)
    assert (report.error, report.changed, report.added, report.vanished) == (None, 1, 1, 0)
