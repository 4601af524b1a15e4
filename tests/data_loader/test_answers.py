"""Answers are kept by how large they are, each caller's its own, and forgotten when asked to."""

import pandas as pd
import pytest

from data_loader.queries import answers
from data_loader.snapshot import Snapshot


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    answers.forget()
    monkeypatch.setattr(answers, "_MOST_CELLS", 10_000)
    return []


def test_many_small_answers_are_kept_and_few_large_ones(bundled_snapshot: Snapshot, asked: list[int]) -> None:
    @answers.cached
    def of_rows(_: Snapshot, rows: int) -> pd.DataFrame:
        asked.append(rows)
        return pd.DataFrame({"n": range(rows)})

    for rows in (6_000, 1, 2, 3, 6_000, 1):
        assert len(of_rows(bundled_snapshot, rows)) == rows
    assert asked == [6_000, 1, 2, 3]
    of_rows(bundled_snapshot, 5_000)  # with this one there are too many: the longest not asked for go
    for rows in (1, 5_000):
        of_rows(bundled_snapshot, rows)
    assert asked == [6_000, 1, 2, 3, 5_000]
    of_rows(bundled_snapshot, 6_000)
    assert asked == [6_000, 1, 2, 3, 5_000, 6_000]


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
