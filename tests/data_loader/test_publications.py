"""When something was first said: read from releases, histories and records, whatever order they come in."""

import pytest

from data_loader.compiled import compile_staged, record_of, stage
from data_loader.documents import read


def compiled(*documents):
    staged = [stage(item, url="u", fetched_at="2020") for document in documents for item in read(document)]
    return record_of(compile_staged("s", staged, mapping={}, recipe="r").lines)


def release(day, **more):
    return {"ocid": "o", "id": day, "date": f"{day}T12:00:00Z", "tag": ["award"], "tender": {"title": "x"}} | more


def signed(*days):
    return {"contracts": [{"id": str(place), "dateSigned": day} for place, day in enumerate(days)]}


FIRST = release("2017-02-01", awards=[{"id": "1", "date": "2017-01-20T00:00:00-06:00"}])
SECOND = release("2017-03-01", awards=[{"id": "1", "date": "2017-01-20"}], **signed("2017-02-20"))


@pytest.mark.parametrize("order", [(FIRST, SECOND), (SECOND, FIRST)])
def test_the_first_release_that_carries_it(order):
    found = compiled(*order)
    assert found["first_release"] == "2017-02-01"
    assert found["publications"] == [
        {"event": "award", "day": "2017-01-20", "published": "2017-02-01", "at_most": False},
        {"event": "signature", "day": "2017-02-20", "published": "2017-03-01", "at_most": False},
    ]


def test_one_release_is_an_upper_bound():
    assert compiled(SECOND)["publications"][1]["at_most"]


def test_a_compiled_release_is_an_upper_bound_beside_links_that_date_the_first():
    links = [{"url": "u", "date": "2016-01-01T00:00:00Z"}, {"url": "v", "date": "2017-03-01T00:00:00Z"}]
    found = compiled({"ocid": "o", "releases": links, "compiledRelease": SECOND | {"tag": ["compiled"]}})
    assert found["first_release"] == "2016-01-01"
    assert {(entry["published"], entry["at_most"]) for entry in found["publications"]} == {("2017-03-01", True)}


def test_a_record_tells_by_the_releases_it_carries():
    found = compiled({"ocid": "o", "releases": [FIRST, SECOND], "compiledRelease": SECOND | {"tag": ["compiled"]}})
    assert found["first_release"] == "2017-02-01"
    assert [entry["published"] for entry in found["publications"]] == ["2017-02-01", "2017-03-01"]
    assert not any(entry["at_most"] for entry in found["publications"])


@pytest.mark.parametrize("with_compiled", [True, False])
def test_a_versioned_release_tells_when_each_value_came(with_compiled):
    def history(*values):
        return [
            {"releaseID": day, "releaseDate": f"{day}T00:00:00Z", "releaseTag": ["award"], "value": value}
            for day, value in values
        ]

    versioned = {
        "ocid": "o",
        "tag": history(("2017-02-01", ["award"]), ("2017-03-01", ["contract"])),
        "tender": {"status": history(("2017-02-01", "complete"))},
        "contracts": [{"id": "1", "dateSigned": history(("2017-02-01", "2017-01-31"), ("2017-03-01", "2017-02-20"))}],
    }
    record = {"ocid": "o", "versionedRelease": versioned}
    if with_compiled:
        record["compiledRelease"] = SECOND | {"tag": ["compiled"]}
    found = compiled(record)
    assert found["first_release"] == "2017-02-01"
    told = {(entry["day"], entry["published"], entry["at_most"]) for entry in found["publications"]}
    assert {("2017-01-31", "2017-02-01", False), ("2017-02-20", "2017-03-01", False)} <= told


def test_what_is_not_dated_is_not_told():
    undated = {"ocid": "o", "tag": ["award"], "awards": [{"id": "1", "date": "2017-01-20"}]}
    found = compiled(undated)
    assert (found["first_release"], found["publications"]) == (None, [])
