"""The memory of a database: little as a rule, more for what cannot do with it, and little again."""

from collections.abc import Iterator

import duckdb
import pytest

from data_loader import allowance
from data_loader.allowance import Allowance

LARGE = "SELECT range::VARCHAR || repeat('x', 50) AS word FROM range(200_000) ORDER BY hash(range)"


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch) -> Iterator[duckdb.DuckDBPyConnection]:
    monkeypatch.setattr(allowance, "USUAL", "8MiB")
    with duckdb.connect(config={"threads": 1, "temp_directory": ""}) as opened:
        yield opened


def limit(database: duckdb.DuckDBPyConnection) -> str:
    ((told,),) = database.execute("SELECT current_setting('memory_limit')").fetchall()
    return str(told)


def test_what_needs_more_memory_gets_it_and_the_next_goes_on_with_little(database: duckdb.DuckDBPyConnection) -> None:
    memory, cursor = Allowance(database), database.cursor()
    with pytest.raises(duckdb.OutOfMemoryException):
        cursor.execute(LARGE)
    found = memory.run(lambda: cursor.execute(LARGE).fetchnumpy())
    assert len(found["word"]) == 200_000
    assert limit(database) != "8.0 MiB"
    assert memory.run(lambda: cursor.execute("SELECT 1").fetchall()) == [(1,)]
    assert limit(database) == "8.0 MiB"


def test_what_needs_more_than_there_ever_is_says_so(
    database: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(allowance, "MOST", "9MiB")
    memory, cursor = Allowance(database), database.cursor()
    with pytest.raises(duckdb.OutOfMemoryException):
        memory.run(lambda: cursor.execute(LARGE).fetchnumpy())
    assert memory.run(lambda: cursor.execute("SELECT 1").fetchall()) == [(1,)]
