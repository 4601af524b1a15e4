"""Records are an OCDS 1.1 record package that any OCDS tool can read, ours included."""

import json
from pathlib import Path

import jsonschema_rs
import pytest

ROOT = Path(__file__).parent.parent.parent
PACKAGE_SCHEMA = ROOT / "tests" / "fixtures" / "record-package-schema-1__1__5.json"
RELEASE_SCHEMA = ROOT / "data_loader" / "ocds" / "release-schema-1__1__5.json"
# What a publisher left out or wrote as an address stays as it is; everything else is ours to get right.
PUBLISHERS_OWN = {"Required", "Format", "MinLength", "MinItems", "MinProperties", "Enum", "UniqueItems"}


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


def test_the_package_keeps_the_schema_of_ocds(packages):
    """Every field has the type that OCDS 1.1 gives it; nothing but publishers' own omissions is amiss."""
    release = json.loads(RELEASE_SCHEMA.read_text(encoding="utf-8"))
    package = json.loads(PACKAGE_SCHEMA.read_text(encoding="utf-8"))
    validator = jsonschema_rs.validator_for(package, retriever=lambda _: release)
    wrong = []
    for answer in packages:
        for error in validator.iter_errors(answer):
            kind = type(error.kind).__name__.rpartition("_")[2]
            inside = "compiledRelease" in map(str, error.instance_path)
            if not inside or kind not in PUBLISHERS_OWN:
                wrong.append((kind, "/".join(map(str, error.instance_path)), error.message[:120]))
    assert not wrong, wrong[:10]
