"""Answers are kept by how large they are, each caller's its own, and forgotten when asked to."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from cachetools import LRUCache

from data_loader.queries import answers
from data_loader.snapshot import Snapshot


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Answers of 10,000 cells are kept, each of 400 at the least; what was asked comes here."""
    monkeypatch.setattr(answers, "_answers", LRUCache(10_000, answers._answers.getsizeof))
    return []


def test_many_small_answers_are_kept_and_few_large_ones(bundled_snapshot: Snapshot, asked: list[int]) -> None:
    @answers.cached
    def of_rows(_: Snapshot, rows: int) -> pd.DataFrame:
        asked.append(rows)
        return pd.DataFrame({"n": range(rows)})

    for rows in (4_000, 1, 2, 3, 4_000, 1):
        assert len(of_rows(bundled_snapshot, rows)) == rows
    assert asked == [4_000, 1, 2, 3]
    for rows in (5_000, 3_000):  # with these there are too many: the longest not asked for go
        of_rows(bundled_snapshot, rows)
    for rows in (1, 5_000, 3_000):
        of_rows(bundled_snapshot, rows)
    assert asked == [4_000, 1, 2, 3, 5_000, 3_000]
    of_rows(bundled_snapshot, 4_000)
    assert asked == [4_000, 1, 2, 3, 5_000, 3_000, 4_000]


def test_an_answer_that_would_push_out_most_others_is_not_kept(bundled_snapshot: Snapshot, asked: list[int]) -> None:
    @answers.cached
    def of_rows(_: Snapshot, rows: int) -> pd.DataFrame:
        asked.append(rows)
        return pd.DataFrame({"n": range(rows)})

    for rows in (4_000, 6_000, 6_000, 4_000):
        of_rows(bundled_snapshot, rows)
    assert asked == [4_000, 6_000, 6_000]


def test_arrays_count_as_frames_do(bundled_snapshot: Snapshot, asked: list[int]) -> None:
    @answers.cached
    def counted(_: Snapshot, numbers: int) -> dict[str, Any]:
        asked.append(numbers)
        return {"n": np.arange(numbers)}

    for numbers in (4_000, 6_000, 6_000, 4_000):
        counted(bundled_snapshot, numbers)
    assert asked == [4_000, 6_000, 6_000]


def test_an_answer_is_the_callers_own_and_can_be_forgotten(bundled_snapshot: Snapshot, asked: list[int]) -> None:
    @answers.cached
    def one(_: Snapshot) -> pd.DataFrame:
        asked.append(1)
        return pd.DataFrame({"n": [1]})

    given = one(bundled_snapshot)
    given.loc[0, "n"] = 2
    assert one(bundled_snapshot)["n"].tolist() == [1]
    answers.forget()
    one(bundled_snapshot)
    assert asked == [1, 1]
