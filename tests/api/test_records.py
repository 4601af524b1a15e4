"""Records are an OCDS 1.1 record package that any OCDS tool can read, ours included."""

import json
from pathlib import Path

import pytest

SCHEMA = Path(__file__).parent.parent / "fixtures" / "record-package-schema-1__1__5.json"


@pytest.fixture(scope="module")
def packages(get, call):
    page = get("/records", page_size=200)
    found = [page]
    while "next" in page["links"]:
        page = call(page["links"]["next"][page["links"]["next"].index("/api/") :]).json()
        found.append(page)
    return found


def test_pages_hold_every_process_once(packages, get):
    ocids = [record["ocid"] for package in packages for record in package["records"]]
    assert len(ocids) == get("/meta")["counts"]["processes"]


def test_the_package_is_described(packages):
    package = packages[0]
    assert package["version"] == "1.1"
    assert package["uri"].startswith("http://")
    assert package["publisher"]["name"]
    assert package["publishedDate"]
    assert "packages" not in package
    assert "prev" not in package["links"]
    for record in package["records"]:
        assert record["compiledRelease"]["ocid"] == record["ocid"]
        assert all("://" in release["url"] for release in record["releases"])
        json.dumps(record, allow_nan=False)


def test_filters_apply(get):
    source = get("/meta")["sources"][0]
    package = get("/records", source=source["id"], page_size=200)
    assert len(package["records"]) == min(200, source["processes"])
