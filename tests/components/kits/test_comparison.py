"""How a figure differs from itself: each cell, row and record that changed, and nothing that did not."""

import json

import numpy as np
import pandas as pd
import pytest

from components.kits.comparison import Difference, difference, rows, same
from components.kits.evidence import Evidence, SourceRecord, plain, plain_table
from components.kits.pins import Pinned
from components.kits.verification import lines
from components.text import Text

COLUMNS = ("id", "name", "amount")
BEFORE = [["a", "A", 10.0], ["b", "B", None], ["c", "C", 30]]


def changes(after):
    cells, added, removed = rows(COLUMNS, BEFORE, after)
    return [(cell.row, cell.column, cell.before, cell.after) for cell in cells], added, removed


def test_another_order_is_no_change():
    assert changes(list(reversed(BEFORE))) == ([], [], [])


def test_cells_and_rows_are_named():
    cells, added, removed = changes([["a", "A", 11.0], ["b", "B", 0], ["d", "D", 1]])
    assert cells == [("a · A", "amount", 10.0, 11.0), ("b · B", "amount", None, 0)]
    assert (added, removed) == ([["d", "D", 1]], [["c", "C", 30]])


def test_rows_that_their_first_column_does_not_tell_apart_are_told_by_more():
    before = [["x", "1", 1], ["x", "2", 2]]
    cells, added, removed = rows(COLUMNS, before, [["x", "1", 1], ["x", "2", 5]])
    assert [(cell.row, cell.before, cell.after) for cell in cells] == [("x · 2", 2, 5)]
    assert not added
    assert not removed


def test_rows_that_nothing_tells_apart_are_counted():
    twice = [["x", "1", 1], ["x", "1", 1]]
    assert rows(COLUMNS, twice, twice) == ([], [], [])
    assert rows(COLUMNS, twice, [*twice, ["x", "1", 1]]) == ([], [["x", "1", 1]], [])


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (0.1 + 0.2, 0.3, True), (135508351044.0, 135508351044.1, False), (1, 1.0, True), (None, 0, False),
        (None, None, True), (True, 1, False), ("1", 1, False), ("", None, False), (0, 0.01, False),
    ],
)  # fmt: skip
def test_numbers_are_the_same_up_to_the_order_of_a_sum(one, other, expected):
    assert same(one, other) is expected


def pinned(**changes) -> Pinned:
    return Pinned.model_validate(
        {
            "kind": "table", "path": "/agencies", "snapshot": "20261122T120000000000Z-0123456789", "id": "01", "found": True,
            "published_at": "", "address": "", "finding": "Three.", "columns": list(COLUMNS), "rows": BEFORE,
            "records": [
                {"ocid": "o", "source": "s", "file": "records/o.json", "fetched_at": "", "source_urls": []},
                {"ocid": "p", "source": "s", "file": "records/p.json", "fetched_at": "", "source_urls": []},
            ],
        } | changes
    )  # fmt: skip


def record(ocid: str, **compiled) -> SourceRecord:
    return SourceRecord(ocid, "s", {"ocid": ocid, **compiled}, (), "")


FILES = {
    "records/o.json": json.dumps({"ocid": "o", "tender": {"title": "Old"}}).encode(),
    "records/p.json": json.dumps({"ocid": "p"}).encode(),
}


def shown(**changes) -> Evidence:
    rows = tuple(map(tuple, BEFORE))
    given = {"records": (record("o", tender={"title": "Old"}), record("p"))} | changes
    return Evidence(**{"finding": "Three.", "columns": COLUMNS, "rows": rows} | given)


def test_what_is_the_same_is_no_difference():
    assert difference(pinned(), shown(), FILES) == Difference()
    assert not difference(pinned(), shown(), FILES)


def test_sentence_records_and_columns_are_told():
    found = difference(
        pinned(), shown(finding="Four.", records=(record("o", tender={"title": "New"}), record("q"))), FILES
    )
    assert found.sentence == ("Three.", "Four.")
    assert lines(Text("en"), found) == [
        "It said: Three. It says: Four.",
        "record o: tender.title: Old → New",
        "record removed: p",
        "record added: q",
    ]
    assert difference(pinned(), shown(columns=("id", "name", "total")), FILES).columns == (
        COLUMNS,
        ("id", "name", "total"),
    )


def test_cells_are_plain_values():
    frame = pd.DataFrame(
        {
            "a": [np.int64(3), np.float64(2.5), float("nan"), np.float64(4.0), float("inf"), True],
            "b": [None, pd.NaT, "x", pd.Timestamp("2017-01-02").date(), b"y", 0],
        },
        dtype=object,
    )
    _, found = plain_table(frame)
    assert found == ((3, None), (2.5, None), (None, "x"), (4, "2017-01-02"), (None, "b'y'"), (True, 0))
    assert [type(plain(value)) for value in (np.float64(4.0), 4.5, np.bool_(True))] == [int, float, bool]
