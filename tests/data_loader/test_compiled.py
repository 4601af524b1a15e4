"""What a kept process says of itself, and that the same pages give the same records until the recipe says otherwise."""

import hashlib
from collections import Counter

import orjson
import pytest

from data_loader.cache import SourceCache
from data_loader.compiled import compile_staged, stage, tally
from data_loader.documents import Item
from data_loader.source_pull import RECIPE

DIGESTS = {"7": "32178206e25edf5e3985c722b68262159911b89d6925cab9902c3921ad6cb0eb"}
"""Of the records of the bundled data, by recipe. Where they must become others, RECIPE becomes another, too."""
SOURCES = ("mx_apf", "mx_cdmx", "mx_gacm", "mx_inai", "mx_jalisco", "mx_nuevo_leon")
SAID = ("ocid", "aliases", "releases", "first_release", "publications", "original_values", "hash")


@pytest.fixture(scope="module")
def kept(bundled_data) -> list[bytes]:
    lines = []
    for source in SOURCES:
        with SourceCache(bundled_data, source) as cache:
            lines += cache.records.values()
    return lines


def test_records_change_only_with_the_recipe(kept) -> None:
    digest = hashlib.sha256()
    for lines in kept:
        record, _, problems = lines.partition(b"\n")
        digest.update(orjson.dumps([orjson.loads(record)[name] for name in SAID]) + problems)
    assert digest.hexdigest() == DIGESTS[RECIPE]


def test_problems_are_counted_as_they_are_written(kept) -> None:
    counted, expected = Counter(), Counter()
    for lines in kept:
        counted.update(tally(lines))
        rows = map(orjson.loads, lines.split(b"\n")[1:])
        expected.update((row["action"], row["code"]) for row in rows)
    assert expected.total() > 1000
    assert counted == expected


def test_an_ocid_that_looks_like_a_problem_is_none() -> None:
    ocid = '"code":"x","action":"refused"}'
    item = Item("compiled", ocid, {"ocid": ocid, "tag": ["compiled"], "tender": {"value": {"amount": "1,000"}}})
    compiled = compile_staged("s", [stage(item, url="", fetched_at="2026-01-01")], mapping={}, recipe="")
    assert list(tally(compiled.lines)) == [("repaired", "number_as_text")]
