"""The tables as files: all rows, nothing that a spreadsheet would run, the Parquet file as published."""

import csv
import hashlib
import io
import json

import duckdb
import pytest


def test_every_table_is_listed_with_its_columns(get, bundled_snapshot):
    listed = {table["name"]: table for table in get("/tables")["tables"]}
    assert listed.keys() == {table["name"] for table in bundled_snapshot.manifest["tables"]}
    assert all(column["description"] for table in listed.values() for column in table["columns"])
    assert listed["processes"]["rows"] == get("/meta")["counts"]["processes"]


def test_a_csv_has_every_row(get, call):
    for table in get("/tables")["tables"]:
        response = call(f"/api/v1/tables/{table['name']}.csv")
        assert response.headers["content-type"] == "text/csv; charset=utf-8"
        rows = list(csv.reader(io.StringIO(response.content.decode())))
        assert rows[0] == [column["name"] for column in table["columns"]]
        assert len(rows) - 1 == table["rows"]


def test_a_csv_runs_in_no_spreadsheet_and_keeps_lists_as_json(call):
    rows = list(csv.DictReader(io.StringIO(call("/api/v1/tables/processes.csv").content.decode())))
    assert not [cell for row in rows for cell in row.values() if cell.lstrip(" ").startswith(("=", "+", "@", "\t"))]
    assert isinstance(json.loads(rows[0]["suppliers"]), list)
    assert {row["planning_reached"] for row in rows} <= {"true", "false"}


def test_the_parquet_file_is_the_published_one(call, bundled_snapshot, tmp_path):
    body = call("/api/v1/tables/awards.parquet").content
    facts = bundled_snapshot.manifest["files"]["awards.parquet"]
    assert hashlib.sha256(body).hexdigest() == facts["sha256"]
    (tmp_path / "awards.parquet").write_bytes(body)
    with duckdb.connect() as connection:
        assert connection.read_parquet(str(tmp_path / "awards.parquet")).fetchall()


@pytest.mark.parametrize("name", ["nothing.csv", "nothing.parquet", "..%2F..%2Fmanifest.csv", "records;.csv"])
def test_an_unknown_table_is_not_found(call, name):
    response = call(f"/api/v1/tables/{name}")
    assert response.status_code == 404
    assert response.json()["error"]["code"] in {"unknown_table", "not_found"}
