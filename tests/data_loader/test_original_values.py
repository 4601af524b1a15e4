"""What a contract was worth at first: told by its amendments, else by earlier versions of the record, else unknown."""

from typing import Any

import orjson
import pytest

from data_loader.compiled import compile_staged, record_of, stage
from data_loader.documents import Item, read
from data_loader.exceptions import DocumentError
from data_loader.sources.answers import count


def contracts(amount: Any, *, identity: str = "c", currency: str = "MXN", **more: Any) -> list[dict[str, Any]]:
    return [{"id": identity, "value": {"amount": amount, "currency": currency}, **more}]


def release(day: str, amount: Any, **more: Any) -> dict[str, Any]:
    return {
        "ocid": "o",
        "id": day,
        "date": f"{day}T00:00:00Z",
        "tag": ["contract"],
        "contracts": contracts(amount, **more),
    }


def originals(*documents: Any) -> list[tuple[Any, ...]]:
    """(contract, amount, told_by) of the record compiled from these documents."""
    staged = []
    for document in documents:
        for item in read(orjson.loads(orjson.dumps(document))):
            assert not isinstance(item, DocumentError), item.message
            staged.append(stage(item, url="https://example.org", fetched_at="2026-11-22T00:00:00+00:00"))
    found = record_of(compile_staged("s", staged, mapping={}, recipe="r").lines)["original_values"]
    return [(one["contract"], one["amount"], one["told_by"]) for one in found]


def changed(former: Any, day: str = "2017-02-01", path: str = "value/amount") -> dict[str, Any]:
    return {"date": f"{day}T00:00:00Z", "changes": [{"property": path, "former_value": former}]}


HISTORY = [
    {"releaseID": "1", "releaseDate": "2017-01-01T00:00:00Z", "releaseTag": ["contract"], "value": 70},
    {"releaseID": "2", "releaseDate": "2017-03-01T00:00:00Z", "releaseTag": ["contractUpdate"], "value": "100.00"},
]


def test_the_earliest_of_two_releases_tells_it_whatever_their_order() -> None:
    first, second = release("2017-01-01", "1,000.50"), release("2017-03-01", 1500)
    assert originals(first, second) == originals(second, first) == [("c", 1000.5, "versions")]


def test_a_value_published_once_tells_nothing_and_twice_the_same_tells_no_change() -> None:
    assert originals(release("2017-01-01", 5)) == []
    assert originals({"compiledRelease": release("2017-01-01", 5), "releases": [release("2017-01-01", 5)]}) == []
    assert originals(release("2017-01-01", 5), release("2017-02-01", 5)) == [("c", 5, "versions")]


@pytest.mark.parametrize("identity", ["", " ", None])
def test_contracts_without_an_id_of_their_own_cannot_be_followed(identity: Any) -> None:
    assert originals(release("2017-01-01", 5, identity=identity), release("2017-02-01", 6, identity=identity)) == []
    twice = release("2017-02-01", 6)
    compiled = twice | {"contracts": contracts(6) + contracts(7)}
    assert originals({"ocid": "o", "compiledRelease": compiled, "releases": [release("2017-01-01", 5)]}) == []


def test_the_releases_inside_a_record_are_remembered_beside_its_compiled_release() -> None:
    record = {"ocid": "o", "compiledRelease": release("2017-03-01", 100), "releases": [release("2017-01-01", 80)]}
    assert originals({"records": [record]}) == [("c", 80, "versions")]


@pytest.mark.parametrize("beside", [{}, {"compiledRelease": release("2017-03-01", 100)}])
def test_a_versioned_release_tells_it(beside: dict[str, Any]) -> None:
    versioned = {
        "ocid": "o",
        "contracts": [{"id": "c", "value": {"amount": HISTORY, "currency": [{**HISTORY[0], "value": "MXN"}]}}],
    }
    assert originals({"ocid": "o", "versionedRelease": versioned, **beside}) == [("c", 70, "versions")]


@pytest.mark.parametrize(
    ("amendments", "expected"),
    [
        ([changed(60, "2017-05-01"), changed(40, "2017-02-01")], [("c", 40, "amendments")]),
        ([changed("1,250.00")], [("c", 1250, "amendments")]),
        ([changed({"amount": 7, "currency": "USD"}, path="value")], [("c", 7, "amendments")]),
        ([changed(9, path="/contracts/0/value/amount")], [("c", 9, "amendments")]),
        ([changed(9, path="period/endDate")], []),
        ([changed(None), {"changes": "of all"}, "twice"], []),
        ([changed([1, 2]), changed(True), changed("much")], []),
    ],
)
def test_the_first_amendment_that_says_the_former_value_tells_it(amendments: Any, expected: list[Any]) -> None:
    assert originals(release("2017-06-01", 100, amendments=amendments)) == expected


def test_what_a_record_holds_beside_its_compiled_release_is_no_release_of_the_process() -> None:
    record = {"ocid": "o", "compiledRelease": release("2017-03-01", 100), "releases": [release("2017-01-01", 80)]}
    kinds = [item.kind for item in read(record) if isinstance(item, Item)]
    assert kinds == ["compiled", "earlier"]
    assert count(record) == 1  # a source pages by this number


@pytest.mark.parametrize("hostile", ["x", 3, None, [None, 1, "y"], [{"id": {}, "value": 1}], {"id": "c"}])
def test_hostile_versions_stop_nothing(hostile: Any) -> None:
    record = {
        "ocid": "o",
        "compiledRelease": release("2017-03-01", 100),
        "releases": [release("2017-01-01", 80) | {"contracts": hostile}],
        "versionedRelease": {"contracts": hostile},
    }
    assert originals(record) == []
