"""One process from many releases: the same as the field's reference implementation, in any order."""

import gzip
import itertools
import re
import warnings
from collections import defaultdict
from dataclasses import replace

import ocdsmerge
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_loader.config import load_config, settings
from data_loader.documents import Item, collapse, read
from data_loader.exceptions import DocumentError
from data_loader.merge import Version, chosen, compile_process, keep_ids
from data_loader.normalise import Members, normalise
from data_loader.ocds.schema import schema

SOURCES = load_config(settings().config.resolve()).sources


def version(date: str, kind: str = "release", **release: object) -> Version:
    body = {"ocid": "ocds-1", "id": date, "date": date, "tag": ["tender"], **release}
    return Version(kind, date, orjson.dumps(body))


def versions_by_process(path: str) -> dict[str, list[Version]]:
    processes = defaultdict(list)
    members: dict[str, Members] = defaultdict(dict)
    with gzip.open(path) as lines:
        for line in lines:
            for item in read(orjson.loads(line)):
                if isinstance(item, Item):
                    release = collapse(item.release) if item.kind == "versioned" else item.release
                    mended, _ = normalise(release | {"ocid": item.ocid}, members=members[item.ocid])
                    said = item.kind, item.date, orjson.dumps(mended), item.id, frozenset(item.listed)
                    processes[item.ocid].append(Version(*said, parsed=mended))
    return processes


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.id)
def test_agrees_with_the_reference_on_every_multi_release_process(source) -> None:
    reference = ocdsmerge.Merger(schema())
    compared = 0
    for versions in versions_by_process(source.url).values():
        used = chosen(versions)
        if len(used) < 2:
            continue
        inputs: list[dict] = []
        for item in used:
            release = orjson.loads(item.body) | {"date": item.date}
            inputs.append(keep_ids(inputs[-1], release) if inputs else release)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            expected = reference.create_compiled_release(inputs)
        assert compile_process(versions) == without_nulls(expected)
        compared += 1
    assert compared >= {"mx_cdmx": 10, "mx_gacm": 5}.get(source.id, 0)


def without_nulls(value):
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    return [without_nulls(item) for item in value if item is not None] if isinstance(value, list) else value


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.id)
def test_the_order_of_documents_does_not_matter(source) -> None:
    for versions in versions_by_process(source.url).values():
        results = {
            orjson.dumps(compile_process(list(order)), option=orjson.OPT_SORT_KEYS)
            for order in itertools.islice(itertools.permutations(versions), 24)
        }
        assert len(results) == 1


def test_later_releases_add_to_earlier_ones() -> None:
    first = version("2017-01-01T00:00:00Z", tender={"id": "t", "title": "old", "status": "active"})
    second = version("2017-02-01T00:00:00Z", tender={"id": "t", "title": "new"}, awards=[{"id": "a"}])
    compiled = compile_process([second, first])
    assert compiled["tender"] == {"id": "t", "title": "new", "status": "active"}
    assert compiled["awards"] == [{"id": "a"}]
    assert compiled["tag"] == ["compiled"]


def test_the_publishers_own_compiled_release_is_preferred_and_the_latest_of_them_wins() -> None:
    older = version("2017-03-01T00:00:00Z", "compiled", tender={"id": "t", "title": "older"})
    newer = version("2017-04-01T00:00:00Z", "compiled", tender={"id": "t", "title": "newer"})
    release = version("2017-01-01T00:00:00Z", tender={"id": "t", "title": "a release"})
    assert compile_process([newer, release, older])["tender"]["title"] == "newer"


def test_releases_that_came_after_the_record_are_merged_onto_it() -> None:
    date = "2017-03-01T00:00:00Z"
    record = version(date, "compiled", contracts=[{"id": "c", "title": "kept", "value": {"amount": 10}}])
    record = replace(record, listed=frozenset({"id r1"}))
    payment = {"id": "c", "implementation": {"transactions": [{"id": "p", "value": {"amount": 4}}]}}
    listed = replace(version(date, contracts=[{"id": "c", "title": "old"}]), id="r1")
    unlisted = replace(version(date, contracts=[payment]), id="r2")
    older = replace(version("2017-02-01T00:00:00Z", contracts=[{"id": "c", "title": "older"}]), id="r0")
    (contract,) = compile_process([unlisted, older, record, listed])["contracts"]
    assert contract == {"id": "c", "title": "kept", "value": {"amount": 10}, **payment}


def test_what_is_numbered_anew_in_each_release_is_there_once() -> None:
    def dated(date: str, *payments: dict) -> Version:
        return version(date, contracts=[{"id": "c", "implementation": {"transactions": list(payments)}}])

    paid, other = {"date": "2017-01-05", "value": {"amount": 5}}, {"date": "2017-02-05", "value": {"amount": 7}}
    first = dated("2017-01-01T00:00:00Z", {"id": "a1", **paid}, {"id": "a2", **paid}, {"id": "s", **other})
    second = dated("2017-02-01T00:00:00Z", {"id": "b1", **paid}, {"id": "b2", **paid}, {"id": "s", **other})
    third = dated("2017-03-01T00:00:00Z", {"id": "b3", **paid}, {"id": "s", **other}, {"id": "t", **other})
    for order in itertools.permutations((first, second, third)):
        (contract,) = compile_process(order)["contracts"]
        amounts = [payment["value"]["amount"] for payment in contract["implementation"]["transactions"]]
        assert sorted(amounts) == [5, 5, 7, 7]


SAID = st.sampled_from(
    [
        *(
            {"id": "t", "title": "old"},
            {"id": "t", "title": "new"},
            {"id": "t", "value": {"amount": 1, "currency": None}},
        ),
        *({"title": "no id", "period": {}}, {}, None, "a text", ["one", "two"], []),
        *([{"id": "a"}, {"id": "b", "items": [{"title": "no id"}]}], [{"id": "a", "items": [{"id": "1"}]}]),
        *(
            [{"id": "b"}, {"id": "a"}],
            [{"id": "a", "n": 1}, {"id": "a", "m": 2}],
            [{"title": "no id"}],
            [{"id": 1}, {}],
        ),
    ]
)


@given(st.lists(st.dictionaries(st.sampled_from(("tender", "awards", "parties")), SAID), min_size=2, max_size=4))
def test_what_releases_agree_on_is_what_merging_them_would_give(said: list[dict]) -> None:
    apart = [version(f"2017-01-0{day}T00:00:00Z", **members) for day, members in enumerate(said, start=1)]
    shared = [replace(one, parsed=orjson.loads(one.body) | members) for one, members in zip(apart, said, strict=True)]
    try:
        merged = compile_process(apart)
    except DocumentError as refusal:
        with pytest.raises(DocumentError, match=re.escape(str(refusal))):
            compile_process(shared)
    else:
        assert compile_process(shared) == merged
        assert list(compile_process(shared)) == list(merged)


def test_a_record_that_lists_nothing_is_added_to_by_later_dates_only() -> None:
    record = version("2017-03-01T00:00:00Z", "compiled", tender={"id": "t", "title": "record"})
    same = replace(version("2017-03-01T00:00:00Z", tender={"id": "t", "title": "same day"}), id="x")
    later = replace(version("2017-03-02T00:00:00Z", tender={"id": "t", "title": "later"}), id="y")
    assert compile_process([record, same])["tender"]["title"] == "record"
    assert compile_process([record, same, later])["tender"]["title"] == "later"


def test_a_release_without_date_comes_first() -> None:
    undated = Version("release", "", orjson.dumps({"ocid": "ocds-1", "tender": {"id": "t", "title": "undated"}}))
    dated = version("2017-01-01T00:00:00Z", tender={"id": "t", "title": "dated"})
    assert compile_process([dated, undated])["tender"]["title"] == "dated"


def test_what_cannot_be_merged_is_refused_with_its_reason() -> None:
    one = version("2017-01-01T00:00:00Z", tender="a text")
    other = version("2017-02-01T00:00:00Z", tender={"id": "t"})
    with pytest.raises(DocumentError) as refusal:
        compile_process([one, other])
    assert refusal.value.code == "not_mergeable"
