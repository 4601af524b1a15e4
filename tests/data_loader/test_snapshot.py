"""Publication: all or nothing, and readers always find a whole snapshot."""

import json
import os
import shutil
import sys
import threading
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from data_loader import history, queries, snapshot_making
from data_loader import snapshot as snapshots
from data_loader.exceptions import SnapshotError
from data_loader.filters import Filters
from data_loader.inputs import Inputs
from tests.conftest import in_own_thread
from tests.data_loader.records import NOW, contract, publish, record, sources, write

LATER = NOW + timedelta(hours=1)


@dataclass(frozen=True)
class Twice:
    """A data folder of two snapshots, the second the current one."""

    data: Path
    first: str
    second: str

    def folder(self, identity: str) -> Path:
        return self.data / snapshots.FOLDER / identity


@pytest.fixture(scope="module")
def published_twice(tmp_path_factory) -> Twice:
    folder = tmp_path_factory.mktemp("twice")
    first = publish(folder, record("a"))
    return Twice(folder / "data", first.id, publish(folder, record("a"), record("b"), now=LATER).id)


@pytest.fixture
def twice(published_twice, tmp_path) -> Twice:
    """A copy of them, to be damaged."""
    return replace(published_twice, data=shutil.copytree(published_twice.data, tmp_path / "data"))


def test_nothing_published_is_none(tmp_path) -> None:
    assert snapshots.current(tmp_path / "data") is None


def test_the_same_content_in_another_order_publishes_nothing(tmp_path) -> None:
    one, two = record("a", contracts=[contract(1)]), record("b")
    first = publish(tmp_path, one, two)
    fetched_again = two | {"fetched_at": "2026-12-01T00:00:00+00:00"}
    assert publish(tmp_path, fetched_again, one, now=LATER).id == first.id
    assert publish(tmp_path, one, two | {"hash": "new"}, now=LATER).id != first.id


def test_a_failed_build_leaves_the_snapshot_and_no_litter(tmp_path) -> None:
    first = publish(tmp_path, record("a"))
    with pytest.raises(SnapshotError):
        publish(tmp_path, record("a", tender=[]), now=LATER)
    assert snapshots.current(tmp_path / "data").id == first.id
    assert {path.name for path in (tmp_path / "data/snapshots").iterdir()} == {"current", first.id}


@pytest.mark.parametrize("name", ["amounts.parquet", "columns.bin", "columns.json", "search.bin", "manifest.json"])
@pytest.mark.parametrize("damage", ["truncate", "change", "remove"])
def test_a_damaged_snapshot_is_passed_over(twice, damage, name) -> None:
    assert snapshots.current(twice.data).id == twice.second
    file = twice.folder(twice.second) / name
    content = file.read_bytes()
    file.unlink()
    if damage != "remove":
        file.write_bytes(content[:-1] + (b"" if damage == "truncate" else bytes([content[-1] ^ 1])))
    snapshots.forget()
    assert snapshots.current(twice.data).id == twice.first


@pytest.mark.parametrize("pointer", ["", "nowhere", "../../etc", "ü"])
def test_a_damaged_pointer_falls_back_to_the_newest(twice, pointer) -> None:
    twice.folder("current").write_text(pointer, encoding="utf-8")
    assert snapshots.current(twice.data).id == twice.second


def kept_lines(folder) -> list[dict]:
    """The whole lines of the history file."""
    lines = (folder / "data" / history.FILE).read_text().splitlines()
    return [json.loads(line) for line in lines if line.endswith("}")]


def test_the_last_are_kept_and_their_measures_for_ever(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(snapshots, "KEEP", 2)
    made = [publish(tmp_path, record("a"), record(f"b{n}"), now=NOW + timedelta(days=n)).id for n in range(3)]
    kept = sorted(path.name for path in (tmp_path / "data/snapshots").iterdir() if path.is_dir())
    assert kept == made[-2:]
    assert [row["snapshot"] for row in kept_lines(tmp_path)] == made


def test_a_line_of_history_cut_off_by_a_crash_is_left_out(tmp_path) -> None:
    made = publish(tmp_path, record("a", contracts=[contract(2)]))
    file = tmp_path / "data" / history.FILE
    file.write_text(file.read_text() + '{"snapshot": "2026')
    (row,) = kept_lines(tmp_path)
    assert (row["snapshot"], row["processes"], row["contracted"]) == (made.id, 1, {"MXN": 2.0})
    later = publish(tmp_path, record("a"), now=LATER)
    assert [item["snapshot"] for item in kept_lines(tmp_path)] == [made.id, later.id]


def test_a_snapshot_carries_the_history_of_those_before_it(tmp_path) -> None:
    first = publish(tmp_path, record("a", buyer={"name": "Salud"}, contracts=[contract(2), contract(3, id="c2")]))
    file = tmp_path / "data" / history.FILE
    file.write_text(file.read_text() + '{"snapshot": "2026')
    again = publish(tmp_path, record("a", buyer={"name": "Salud"}, contracts=[contract(2), contract(3, id="c2")]))
    assert again.id == first.id  # a longer history is no news
    second = publish(tmp_path, record("a", buyer={"name": "Salud"}), record("b"), now=LATER)
    rows = second.connection().execute(
        "SELECT snapshot, agency_name, processes, first_date, contracted FROM history ORDER BY published_at, agency_id"
    )
    day = date(2017, 5, 1)
    assert rows.fetchall() == [
        (first.id, "Salud", 1, day, {"MXN": 5.0}),
        (second.id, "Salud", 1, day, {}),
        (second.id, None, 1, day, {}),
    ]


def test_every_file_has_its_hash_in_the_manifest(published_twice) -> None:
    folder = published_twice.folder(published_twice.first)
    names = {path.name for path in folder.iterdir()} - {"manifest.json"}
    assert set(snapshots.verify(folder)["files"]) == names


def test_no_process_at_all_is_a_snapshot_too(tmp_path) -> None:
    made = snapshot_making.publish(Inputs(*write(tmp_path, []), sources([])), tmp_path / "data", now=NOW)
    overview = queries.overview(made, Filters())
    assert (overview.processes, overview.total, overview.score, overview.currency) == (0, None, None, None)


def test_many_threads_ask_at_once(tmp_path) -> None:
    made = publish(
        tmp_path, *(record(str(n), contracts=[contract(n)], tender={"title": f"Obra {n}"}) for n in range(20))
    )
    wrong: list[object] = []

    def ask(n: int) -> None:
        for turn in range(10):
            filters = Filters(q=f"obra {(n + turn) % 20}", min_amount=0)
            page = queries.processes(made, filters)
            expected = sum(str(k).startswith(str((n + turn) % 20)) for k in range(20))
            if page.total != expected:
                wrong.append((filters, page.total))

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_each_thread_reckons_in_utc_and_reads_once_where_the_rows_of_a_file_stand(bundled_snapshot) -> None:
    def told() -> list[tuple[str, bool]]:
        asked = "SELECT current_setting('TimeZone'), current_setting('parquet_metadata_cache')"
        return bundled_snapshot.connection().execute(asked).fetchall()

    assert told() == in_own_thread(told) == [("UTC", True)]


def test_a_snapshot_of_a_release_with_fewer_columns_is_passed_over(twice, tmp_path) -> None:
    for identity in (twice.first, twice.second):
        path = twice.folder(identity) / "manifest.json"
        manifest = json.loads(path.read_text(encoding="utf-8"))
        manifest["tables"][0]["columns"].pop()
        path.write_text(json.dumps(manifest), encoding="utf-8")
    snapshots.forget()
    assert snapshots.current(twice.data) is None
    again = publish(tmp_path, record("a"), record("b"), now=LATER + timedelta(hours=1))
    assert again.id not in {twice.first, twice.second}


def test_a_large_file_that_is_damaged_is_found_after_the_start(twice, monkeypatch) -> None:
    monkeypatch.setattr(snapshots, "_LARGE", 1000)
    large = twice.folder(twice.second) / "columns.bin"  # which a start does not read
    data = bytearray(large.read_bytes())
    data[len(data) // 2] ^= 1
    large.write_bytes(data)
    snapshots.forget()
    assert snapshots.current(twice.data).id == twice.second
    for thread in threading.enumerate():
        if thread.name == "verify":
            thread.join()
    assert snapshots.current(twice.data).id == twice.first


def test_large_files_are_checked_with_what_answers_leave_of_the_cores(twice, monkeypatch) -> None:
    monkeypatch.setattr(snapshots, "_LARGE", 1000)
    plain, asked = snapshots.verify, []

    def verify(*args, **kwargs):
        asked.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
        return plain(*args, **kwargs)

    monkeypatch.setattr(snapshots, "verify", verify)
    snapshots.forget()
    snapshots.current(twice.data)
    for thread in threading.enumerate():
        if thread.name == "verify":
            thread.join()
    own = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    assert asked == [own, 19 if sys.platform == "linux" else own]  # elsewhere a thread has no priority of its own
