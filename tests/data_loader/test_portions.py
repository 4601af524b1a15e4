"""A statement that needs more memory than a build is meant to take is worked by one core, and then with the machine's."""

import duckdb
import pytest

from data_loader import portions

LISTED = """CREATE TABLE listed AS SELECT count(*) AS groups, max(len(texts)) AS longest FROM (
    SELECT range % 10 AS g, list(repeat('x', 200) || range) AS texts FROM range(300_000) GROUP BY g)"""


@pytest.fixture
def narrow():
    with duckdb.connect() as connection:
        connection.execute("SET temp_directory = ''")
        connection.execute("SET memory_limit = '24MiB'")
        connection.execute("SET threads = 2")
        yield connection


@pytest.mark.parametrize("whole_records", [True, False])
def test_a_build_takes_more_memory_rather_than_fail(narrow, whole_records) -> None:
    with pytest.raises(duckdb.OutOfMemoryException):
        narrow.execute(LISTED)
    portions.within_memory(narrow, LISTED, whole_records=whole_records)
    assert narrow.execute("FROM listed").fetchall() == [(10, 30_000)]
    assert narrow.execute("SELECT current_setting('memory_limit')").fetchall() == [("24.0 MiB",)]


def test_what_is_wrong_is_not_tried_with_more_memory(narrow) -> None:
    with pytest.raises(duckdb.CatalogException):
        portions.within_memory(narrow, "CREATE TABLE t AS FROM nowhere", whole_records=False)
    assert narrow.execute("SELECT current_setting('memory_limit')").fetchall() == [("24.0 MiB",)]
