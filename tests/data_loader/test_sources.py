"""Each shape walks a real server, or real files, from the first page to the last."""

import gzip
import json

import pytest

from data_loader.cache import SourceCache
from data_loader.config import Source
from data_loader.exceptions import ConfigError, SourceError
from data_loader.fetch import Fetcher
from data_loader.sources import SHAPES, shape_of
from tests.data_loader.publisher import Answer, serving


def walk(tmp_path, source: Source) -> list[str]:
    with SourceCache(tmp_path / "var", source.id) as cache:
        fetcher = Fetcher(source, cache, sleep=lambda _: None)
        return [page.url.rsplit("/", 1)[-1] for page in SHAPES[shape_of(source)](source, fetcher)]


def test_links_are_followed_to_the_end_and_a_loop_is_left(tmp_path) -> None:
    pages = {
        "/p1": {"releases": [], "links": {"next": "/p2"}},
        "/p2": {"releases": [], "next_page": {"uri": "p3"}},
        "/p3": {"releases": [], "links": {"next": "/p1"}},
    }
    with serving(lambda _m, path, *_: Answer(json.dumps(pages[path]).encode())) as publisher:
        source = Source(id="s", url=publisher.address + "/p1", requests_per_second=1000)
        assert shape_of(source) == "links"
        assert walk(tmp_path, source) == ["p1", "p2", "p3"]


@pytest.mark.parametrize("data", [b'{"ocid":"1"}\n{"ocid":"2"}\n', gzip.compress(b'[{"ocid":"1"}]'), b"<html>"])
def test_an_answer_without_links_is_one_page(tmp_path, data) -> None:
    with serving(lambda *_: Answer(data)) as publisher:
        source = Source(id="s", url=publisher.address + "/all", requests_per_second=1000)
        assert walk(tmp_path, source) == ["all"]


def test_a_file_a_folder_and_a_glob(tmp_path) -> None:
    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    for name in ("b.json", "a.jsonl.gz", "deep/c.json", "notes.txt"):
        (folder / name).write_bytes(b"[]")
    assert walk(tmp_path, Source(id="s", url=str(folder))) == ["a.jsonl.gz", "b.json", "c.json"]
    assert walk(tmp_path, Source(id="s", url=str(folder / "b.json"))) == ["b.json"]
    assert walk(tmp_path, Source(id="s", url=str(folder / "*.json"))) == ["b.json"]
    assert walk(tmp_path, Source(id="s", url=str(folder / "**/*.json"))) == ["b.json", "c.json"]


@pytest.mark.parametrize("name", ["nowhere.json", "*.json"])
def test_nothing_there(tmp_path, name) -> None:
    with pytest.raises(SourceError, match="nothing to read"):
        walk(tmp_path, Source(id="s", url=str(tmp_path / name)))


def test_an_unknown_shape_is_told_with_those_that_exist() -> None:
    with pytest.raises(ConfigError, match="links"):
        shape_of(Source(id="s", url="http://x", shape="spiral"))


def test_every_shape_says_where_how_and_what_is_odd() -> None:
    for shape in SHAPES.values():
        documentation = __import__(shape.__module__, fromlist=["x"]).__doc__
        assert "Quirks:" in documentation
