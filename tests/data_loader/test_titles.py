"""What a row says of its process, and the number of a supplier means, is what the tables say."""

import numpy as np
import pandas as pd
import pytest

from data_loader.queries.dealings import names_of
from data_loader.queries.titles import beside

COLUMNS = ("ocid", "source", "title", "agency_id", "agency_name", "date", "method")


def test_rows_say_of_their_processes_what_the_table_does(bundled_snapshot):
    told = bundled_snapshot.connection().sql("FROM processes ORDER BY hash(process_id)")
    rows = told.select("process_id", *COLUMNS).fetchall()
    found = beside(bundled_snapshot, pd.DataFrame({"process_id": [row[0] for row in rows]}), COLUMNS)
    assert [*found.itertuples(index=False, name=None)] == rows
    assert any(row[COLUMNS.index("title") + 1] is None for row in rows)


def test_numbers_of_suppliers_mean_who_the_table_says(bundled_snapshot):
    told = bundled_snapshot.connection().execute("SELECT supplier, supplier_id, name FROM supplier_names").fetchall()
    found = names_of(bundled_snapshot, np.array([0, *(number for number, _, _ in told)]), by="supplier")
    assert [*found.itertuples(index=False, name=None)] == [(None, None), *(row[1:] for row in told)]


@pytest.mark.parametrize("numbers", [[], [None], [1.0, None, 2.0]])
def test_what_is_about_no_process_says_nothing_of_one(bundled_snapshot, numbers):
    found = beside(bundled_snapshot, pd.DataFrame({"process_id": numbers}, dtype="float64"), ("ocid", "title"))
    assert found["ocid"].isna().tolist() == [number is None for number in numbers]
