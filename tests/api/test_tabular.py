"""Frames as plain values: every kind of column, and more rows than are made at a time."""

from datetime import date

import numpy as np
import orjson
import pandas as pd
import pytest

from api import tabular


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ([1, 2], [1, 2]),
        ([True, False], [True, False]),
        ([1.5, np.nan], [1.5, None]),
        ([np.inf, 1.0], [None, 1.0]),
        (["a", None], ["a", None]),
        (pd.Series(["a", None], dtype=object), ["a", None]),
        (pd.Series([3, None], dtype="Int64"), [3, None]),
        ([date(2020, 1, 2), None], ["2020-01-02", None]),
        (pd.to_datetime(["2020-01-02", None]), ["2020-01-02T00:00:00", None]),
        (pd.to_datetime(["2020-01-02", None], utc=True), ["2020-01-02T00:00:00+00:00", None]),
        ([np.array([1, 2]), {"a": np.nan}], [[1, 2], {"a": None}]),
    ],
)
def test_a_value_is_plain_whatever_its_column(column, expected) -> None:
    rows = tabular.rows(pd.DataFrame({"name": column}))
    assert rows == [{"name": value} for value in expected]
    assert orjson.loads(orjson.dumps(tabular.as_json(rows))) == rows


def test_rows_of_many_batches_stand_in_their_order() -> None:
    frame = pd.DataFrame({"number": range(1201), "half": np.arange(1201) / 2, "name": [f"n{n}" for n in range(1201)]})
    frame = frame.sort_values("number", ascending=False)
    expected = [{"number": n, "half": n / 2, "name": f"n{n}"} for n in range(1200, -1, -1)]
    assert tabular.rows(frame) == expected
    assert orjson.loads(orjson.dumps(tabular.as_json(tabular.rows_by_batch(frame)))) == expected


def test_a_frame_without_rows_has_none() -> None:
    assert tabular.rows(pd.DataFrame({"name": []})) == []
    assert orjson.dumps(tabular.as_json([])) == b"[]"
