"""Work that is shared among processes comes out as if one had done it, and no process is left behind."""

import gzip
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from data_loader import status, workers
from data_loader.cache import SourceCache
from data_loader.config import ROOT, Source
from data_loader.manners import HostLimiter
from data_loader.source_pull import REFUSALS, SourcePull
from data_loader.workers import Workers

BUNDLED = ROOT / "data" / "mx_gacm.jsonl.gz"


def square(number: int) -> int:
    return number * number


def test_results_come_in_the_order_of_the_batches_and_few_wait(monkeypatch) -> None:
    monkeypatch.setattr(workers, "ENOUGH", 0)
    drawn = []

    def batches():
        for number in range(50):
            drawn.append(number)
            yield number

    with Workers(2) as shared:
        results = shared.map(square, batches(), size=1)
        first = next(results)
        assert len(drawn) <= 6
        assert [first, *results] == [number * number for number in range(50)]


def pulled(folder: Path, source: Source, count: int) -> tuple[dict[str, bytes], bytes | None, dict[str, object]]:
    state = status.SourceStatus(last_success=None, pulled_at=None, processes=0)
    with Workers(count) as shared:
        pull = SourcePull(folder, source, state, HostLimiter(), workers=shared)
        report = pull.run()
    with SourceCache(folder, source.id) as cache:
        records = {ocid: without_times(lines) for ocid, lines in cache.records.items()}
        return (
            records,
            cache.pages.get(REFUSALS),
            {"repaired": report.repaired, "refused": report.refused, **counted(state)},
        )


def without_times(lines: bytes) -> bytes:
    head, _, rest = lines.partition(b'"fetched_at":"')
    return head + rest[rest.index(b'"') :]


def counted(state: status.SourceStatus) -> dict[str, object]:
    return {name: state[name] for name in ("documents", "releases", "processes", "problems")}  # type: ignore[literal-required]


def test_any_number_of_processes_makes_the_same_records(tmp_path, monkeypatch) -> None:
    """Lines that are broken, empty or no OCDS stand among the good ones: each is told by its own number."""
    monkeypatch.setattr(workers, "ENOUGH", 0)
    monkeypatch.setattr("data_loader.jsontext._PIECE", 1 << 16)
    lines = gzip.decompress(BUNDLED.read_bytes()).splitlines()
    for place, damage in (
        (200, b'{"ocid": '),
        (150, b""),
        (100, b'{"no": "ocds"}'),
        (50, b'{"a":1,"a":2}'),
        (20, b" "),
    ):
        lines.insert(place, damage)
    (tmp_path / "some.jsonl").write_bytes(b"\n".join(lines))
    source = Source(id="s", url=str(tmp_path / "some.jsonl"))
    alone, shared = (pulled(tmp_path / f"var{count}", source, count) for count in (1, 2))
    assert len(alone[0]) > 200
    assert (alone[1] or b"").count(b"\n") >= 4
    assert alone == shared


def killed(task: tuple[int, str]) -> int:
    """Return a square; the process that is given the 7th batch is killed, as often as there are marks left to take."""
    number, folder = task
    if number == 7 and multiprocessing.parent_process() is not None:
        for mark in Path(folder).iterdir():
            mark.unlink()
            os.kill(os.getpid(), signal.SIGKILL)
    return number * number


def test_what_a_killed_process_had_in_hand_is_worked_again(tmp_path, monkeypatch, caplog) -> None:
    monkeypatch.setattr(workers, "ENOUGH", 0)
    (tmp_path / "mark").touch()
    with Workers(2) as shared:
        results = shared.map(killed, ((number, str(tmp_path)) for number in range(60)), size=1)
        assert list(results) == [number * number for number in range(60)]
        again = shared.map(own_number, range(4), size=1)
        assert os.getpid() not in set(again), "others were started for the rest"
    assert not list(tmp_path.iterdir()), "one was killed"
    assert "killed" in caplog.text


def test_where_processes_are_killed_again_and_again_the_work_is_done_here(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(workers, "ENOUGH", 0)
    monkeypatch.setattr(workers, "_STARTS", 1)
    with Workers(2) as shared:
        for _ in range(2):
            (tmp_path / "mark").touch()
            assert list(shared.map(killed, [(7, str(tmp_path)), (8, str(tmp_path))], size=1)) == [49, 64]
        assert set(shared.map(own_number, range(4), size=1)) == {os.getpid()}


def own_number(_: int) -> int:
    return os.getpid()


_PARENT = """
import os, time
from data_loader import workers
workers.ENOUGH = 0
def own_number(_):
    return os.getpid()
if __name__ == "__main__":
    with workers.Workers(2) as shared:
        print(*shared.map(own_number, range(8), size=1), flush=True)
        time.sleep(60)
"""


def test_no_process_outlives_the_one_that_it_works_for(tmp_path) -> None:
    (tmp_path / "parent.py").write_text(_PARENT, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, tmp_path / "parent.py"], stdout=subprocess.PIPE, env=environment) as parent:
        assert parent.stdout is not None
        numbers = {int(number) for number in parent.stdout.readline().split()}
        parent.send_signal(signal.SIGKILL)
    assert numbers
    deadline = time.monotonic() + 20
    while any(is_running(number) for number in numbers):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def is_running(number: int) -> bool:
    try:
        state = Path(f"/proc/{number}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


@pytest.mark.parametrize("count", [1, 2])
def test_an_error_in_the_work_is_raised_where_it_was_asked_for(count, monkeypatch) -> None:
    monkeypatch.setattr(workers, "ENOUGH", 0)
    with Workers(count) as shared, pytest.raises(TypeError):
        list(shared.map(square, [2, None, 3], size=1))
