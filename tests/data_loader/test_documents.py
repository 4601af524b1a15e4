"""Releases are found wherever they sit, and told apart by what they contain."""

from typing import Any

import pytest

from data_loader.documents import Item, collapse, read
from data_loader.exceptions import DocumentError

RELEASE = {"ocid": "ocds-1", "id": "r1", "date": "2017-01-01T00:00:00Z", "tag": ["tender"], "tender": {"id": "t"}}
COMPILED = RELEASE | {"tag": ["compiled"]}
HISTORY = [
    {"releaseID": "1", "releaseDate": "2017-01-01T00:00:00Z", "releaseTag": ["tender"], "value": "active"},
    {"releaseID": "2", "releaseDate": "2017-02-01T00:00:00Z", "releaseTag": ["tenderUpdate"], "value": "complete"},
]
LISTED = [{"url": "u", "id": 7}, {"url": "u", "date": "2017-01-01"}]
VERSIONED = {"ocid": "ocds-1", "tender": {"id": "t", "status": HISTORY, "items": [{"id": "i", "description": HISTORY}]}}


def kinds(document: Any) -> list[str]:
    return [item.kind if isinstance(item, Item) else item.code for item in read(document)]


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (RELEASE, ["release"]),
        (COMPILED, ["compiled"]),
        ([RELEASE, COMPILED], ["release", "compiled"]),
        ({"releases": [RELEASE, RELEASE]}, ["release", "release"]),
        ({"records": [{"ocid": "ocds-1", "compiledRelease": COMPILED}]}, ["compiled"]),
        ({"records": [{"ocid": "ocds-1", "releases": [RELEASE]}]}, ["release"]),
        ({"records": [{"ocid": "ocds-1", "versionedRelease": VERSIONED}]}, ["versioned"]),
        ({"records": [{"ocid": "ocds-1", "releases": [{"url": "http://x"}]}]}, ["record_without_release"]),
        ({"compiledRelease": COMPILED, "versionedRelease": VERSIONED, "releases": [RELEASE]}, ["compiled"]),
        ({"versionedRelease": VERSIONED, "releases": [{"url": "http://x", "tag": ["tender"]}]}, ["versioned"]),
        (VERSIONED, ["versioned"]),
        ({"data": [RELEASE]}, ["release"]),
        ({"arrayReleasePackage": [{"releases": [RELEASE]}]}, ["release"]),
        ({"result": {"records": [{"compiledRelease": COMPILED}]}}, ["compiled"]),
        ({"status": 500, "detail": "try later"}, ["not_ocds"]),
        ({"providers": []}, ["not_ocds"]),
        ("text", ["not_ocds"]),
        (None, ["not_ocds"]),
        ({"releases": [RELEASE, "noise", None]}, ["release", "not_ocds", "not_ocds"]),
        ({"releases": [{"id": "x", "tender": {"id": "t"}}]}, ["no_ocid"]),
        ({"releases": [{"ocid": "ocds-1", "id": "x", "tag": ["tender"]}]}, ["empty_release"]),
        ({"records": ["noise"]}, ["not_ocds"]),
    ],
)
def test_kinds(document: Any, expected: list[str]) -> None:
    assert kinds(document) == expected


def test_nesting_without_end_is_refused() -> None:
    document: Any = RELEASE
    for _ in range(20):
        document = [document]
    assert kinds(document) == ["too_deep"]


def test_a_compiled_release_keeps_its_own_ocid_and_the_records_is_an_alias() -> None:
    (item,) = read({"records": [{"ocid": "ocds-1001", "compiledRelease": COMPILED, "releases": LISTED}]})
    assert isinstance(item, Item)
    assert (item.ocid, item.aliases, item.listed) == ("ocds-1", ("ocds-1001",), ("id 7", "date 2017-01-01T00:00:00Z"))
    assert item.notes == (("record_ocid_differs", "ocds-1001"),)


def test_a_release_without_date_has_that_of_its_package() -> None:
    (item,) = read({"publishedDate": "2018-01-01T00:00:00-06:00", "releases": [{"ocid": 7, "tender": {"id": 1}}]})
    assert isinstance(item, Item)
    assert (item.ocid, item.date) == ("7", "2018-01-01T06:00:00Z")


def test_a_versioned_release_collapses_to_its_last_values() -> None:
    shuffled = VERSIONED | {"tender": VERSIONED["tender"] | {"status": HISTORY[::-1]}}  # type: ignore[operator]
    for versioned in (VERSIONED, shuffled):
        collapsed = collapse(versioned)
        assert collapsed["tender"]["status"] == "complete"
        assert collapsed["tender"]["items"] == [{"id": "i", "description": "complete"}]


def test_errors_are_yielded_not_raised() -> None:
    assert all(isinstance(item, DocumentError) for item in read([1, "x", None, {}]))
