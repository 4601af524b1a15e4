"""Columns of numbers are read as they were written, cannot be changed, and take no memory once they are let go."""

from pathlib import Path

import numpy as np
import pytest

from data_loader import columns
from data_loader.columns import Columns, Writer

WRITTEN = {
    "days": np.array([3, 0, 65_535], np.uint16),
    "of/all": np.array([-(2**62), 2**62]),
    "none": np.empty(0, np.int32),
    "one": np.array([True]),
    "amounts": np.array([0.1, np.inf, 1e300]),
    "some": np.arange(10, dtype=np.int32)[::3],
}


def _written(folder: Path, some: dict[str, np.ndarray]) -> Columns:
    with Writer(folder) as file:
        for name, column in some.items():
            file.add(name, column)
    return Columns(folder)


def test_columns_are_read_as_they_were_written(tmp_path):
    found = _written(tmp_path, WRITTEN)
    for name, column in WRITTEN.items():
        assert found[name].tolist() == column.tolist()
        assert found[name].dtype == column.dtype
        assert found[name].ctypes.data % 64 == 0


@pytest.mark.parametrize("texts", [[], [None], ["Ñandú, S.A.", None, "a\0b\n", "東京"]])
def test_texts_are_read_as_they_were_written(tmp_path, texts):
    with Writer(tmp_path) as file:
        file.add_texts("names", texts)
    found, backwards = Columns(tmp_path), np.arange(len(texts))[::-1]
    assert found.texts("names", backwards).tolist() == texts[::-1]
    assert found.texts("names", backwards[:0]).tolist() == []


def test_a_column_that_comes_in_parts_is_one(tmp_path):
    with Writer(tmp_path, "other") as file:
        file.add_parts("parts", np.int32, (np.arange(3), np.empty(0), np.array([7], np.uint8)))
        file.add_parts("none", np.uint8, ())
    found = Columns(tmp_path, "other")
    assert found["parts"].tolist() == [0, 1, 2, 7]
    assert found["none"].tolist() == []


def test_a_text_is_found_where_it_is_or_would_be(tmp_path):
    texts = ["a", "ab", "b", "é", "東", "\U0010fffe"]  # in the order of their bytes
    with Writer(tmp_path) as file:
        file.add_texts("words", texts)
    found = Columns(tmp_path)
    assert [found.place("words", text) for text in texts] == [0, 1, 2, 3, 4, 5]
    assert [found.place("words", text) for text in ("", "aa", "c", "\U0010ffff")] == [0, 1, 3, 6]


def test_a_folder_without_columns_can_be_read(tmp_path):
    with pytest.raises(KeyError):
        _written(tmp_path, {})["days"]


def test_nobody_changes_a_column(tmp_path):
    column = _written(tmp_path, WRITTEN)["days"]
    with pytest.raises(ValueError, match="read-only"):
        column[0] = 1


def test_a_writer_that_fails_leaves_no_index(tmp_path):
    with pytest.raises(ZeroDivisionError), Writer(tmp_path) as file:
        file.add("days", np.array([1 // 0]))
    assert not (tmp_path / "columns.json").exists()


def _mapped() -> int:
    said = Path("/proc/self/status").read_text(encoding="ascii")
    return int(said.partition("RssFile:")[2].split()[0]) * 1024


def test_columns_let_go_take_no_memory_and_are_there_again(tmp_path):
    found = _written(tmp_path, {"many": np.arange(4 * 2**20)})
    total, used = int(found["many"].sum()), _mapped()
    columns.let_go()
    assert used - _mapped() > 30 * 2**20
    assert int(found["many"].sum()) == total == sum(range(4 * 2**20))


def test_the_columns_of_a_snapshot_are_as_many_as_its_processes(bundled_snapshot):
    processes = sum(source["processes"] for source in bundled_snapshot.sources)
    for name in ("processes/agency", "processes/year", "amounts/paid/currency", "amounts/contracted/small"):
        assert len(bundled_snapshot.columns[name]) == processes
