"""Snapshots before the current one: opened by id while they are kept, pinned for good, never anything else in their place."""

import shutil
from datetime import timedelta

import pytest

from data_loader import earlier, queries
from data_loader import snapshot as snapshots
from data_loader.exceptions import GoneError, SnapshotError
from data_loader.filters import Filters
from tests.data_loader.records import NOW, contract, publish, record

KEEP = 2


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("earlier")
    ids = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(snapshots, "KEEP", KEEP)
        for n in range(4):
            ids.append(publish(folder, record("agua", contracts=[contract(n + 1)]), now=NOW + timedelta(days=n)).id)
            if n == 0:
                assert earlier.pin(folder / "data", "current") == ids[0]
    return folder / "data", ids


def test_the_pinned_one_and_the_last_few_stay(made):
    data, ids = made
    assert [item.id for item in earlier.kept(data)] == [*reversed(ids[-KEEP:]), ids[0]]
    assert [item.id for item in earlier.kept(data) if item.pinned] == [ids[0]]
    assert [item.id for item in earlier.kept(data) if item.current] == [ids[-1]]
    assert all(item.bytes > 10_000 for item in earlier.kept(data))


def test_an_earlier_one_answers_with_its_own_figures(made):
    data, ids = made
    for place in (0, 2, 3):
        found = earlier.snapshot_of(data, ids[place])
        assert found.id == ids[place]
        assert queries.spending(found, Filters(), by="agency").total == place + 1
        assert queries.processes(found, Filters(q="agua")).total == 1
    assert snapshots.current(data).id == ids[-1]


def test_few_are_open_at_once(made, monkeypatch):
    data, ids = made
    monkeypatch.setattr(earlier, "AT_ONCE", 1)
    for place in (0, 2, 0):
        assert earlier.snapshot_of(data, ids[place]).id == ids[place]
        assert len(earlier._open) == 1


def test_one_that_is_gone_names_the_one_after_it(made):
    data, ids = made
    with pytest.raises(GoneError) as raised:
        earlier.snapshot_of(data, ids[1])
    assert (raised.value.known, raised.value.next_id) == (True, ids[2])
    assert raised.value.next_at == NOW + timedelta(days=2)
    assert ids[2] in str(raised.value)


@pytest.mark.parametrize(
    "identity",
    [
        "",
        "current",
        "..",
        "../../etc",
        "20261122T120000000000Z-0123456789",
        "20261122T120000000000Z-012345678/",
        "a" * 9000,
    ],
)
def test_what_was_never_published_is_not_there(made, identity):
    data, _ = made
    with pytest.raises(GoneError) as raised:
        earlier.snapshot_of(data, identity)
    assert (raised.value.known, raised.value.next_id) == (False, None)


@pytest.fixture
def copied(made, tmp_path):
    """A copy of them, to be changed."""
    data, ids = made
    return shutil.copytree(data, tmp_path / "data"), ids


def test_a_damaged_one_is_not_shown(copied):
    data, ids = copied
    file = data / snapshots.FOLDER / ids[2] / "amounts.parquet"
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(GoneError):
        earlier.snapshot_of(data, ids[2])


def test_a_pin_can_be_taken_back_and_the_next_pull_removes_it(copied, tmp_path, monkeypatch):
    monkeypatch.setattr(snapshots, "KEEP", KEEP)
    data, (first, *_) = copied
    assert first in [item.id for item in earlier.kept(data)]
    earlier.unpin(data, first)
    with pytest.raises(SnapshotError, match="not pinned"):
        earlier.unpin(data, first)
    publish(tmp_path, record("b"), now=NOW + timedelta(days=30))
    assert first not in [item.id for item in earlier.kept(data)]
    with pytest.raises(SnapshotError, match="no longer kept"):
        earlier.pin(data, first)


def test_without_data_there_is_nothing_to_pin(tmp_path):
    with pytest.raises(SnapshotError, match="no data yet"):
        earlier.pin(tmp_path, "current")
    assert earlier.kept(tmp_path) == []
