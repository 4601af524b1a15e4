"""Each shape walks a real server, or real files, from the first page to the last: every process once, nothing asked twice."""

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from data_loader.cache import SourceCache
from data_loader.config import Source
from data_loader.documents import Item, read
from data_loader.exceptions import ConfigError, DocumentError, ShapeError, SourceError
from data_loader.fetch import Fetcher
from data_loader.jsontext import documents
from data_loader.sources import SHAPES, presets, shape_of
from tests.data_loader.publisher import Answer, Publisher, serving

Serve = Callable[[str, dict[str, str], dict], object]


def release(number: int) -> dict:
    return {"ocid": f"ocds-{number:03d}", "id": "r", "tag": ["tender"], "tender": {"id": "t"}}


def package(*numbers: int, **more) -> dict:
    return {"releases": [release(number) for number in numbers], **more}


class Walk:
    """What came of walking a source: the ocids in the order read, the errors, the shape that was recognised."""

    def __init__(self, tmp_path, source: Source) -> None:
        self.ocids: list[str] = []
        self.errors: list[SourceError] = []
        with SourceCache(tmp_path / "var", source.id) as cache:
            fetcher = Fetcher(source, cache, sleep=lambda _: None, now=lambda: datetime(2020, 6, 1, tzinfo=UTC))
            fetcher.sitting = "a sitting"
            for page in SHAPES[shape_of(source)](source, fetcher):
                if isinstance(page, SourceError):
                    self.errors.append(page)
                else:
                    self._read(page)
            self.recognised = fetcher.recognised

    def _read(self, page) -> None:
        with page.open() as stream:
            for document in documents(stream, size=page.size):
                if not isinstance(document, DocumentError):
                    self.ocids.extend(item.ocid for item in read(document) if isinstance(item, Item))


def served(answer: Serve):
    """Serve JSON: `answer` gets path, query and body and returns a document, an Answer, or None for 404."""

    def respond(_method, target, _headers, body):
        parts = urlsplit(target)
        query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        document = answer(parts.path, query, json.loads(body) if body else {})
        if isinstance(document, Answer):
            return document
        return Answer(status=404) if document is None else Answer(json.dumps(document).encode())

    return serving(respond)


def web(publisher: Publisher, path: str = "/", **more) -> Source:
    return Source(id="s", url=publisher.address + path, requests_per_second=100_000, **more)


EVERY = [f"ocds-{number:03d}" for number in range(10)]


@pytest.mark.parametrize("shape", ["links", None])
def test_links_are_followed_to_the_end_and_a_loop_is_left(tmp_path, shape) -> None:
    pages = {
        "/p1": package(*range(4), links={"next": "/p2"}),
        "/p2": package(*range(4, 8), next_page={"uri": "p3"}),
        "/p3": package(8, 9, links={"next": "/p1"}),
    }
    with served(lambda path, *_: pages[path]) as publisher:
        walk = Walk(tmp_path, web(publisher, "/p1", shape=shape))
    assert walk.ocids == EVERY
    assert len(publisher.requests) == 3
    assert walk.recognised == (None if shape else "links")


@pytest.mark.parametrize(
    ("body", "recognised"),
    [
        (json.dumps(package(*range(10))).encode(), "single"),
        (json.dumps([release(number) for number in range(10)]).encode(), "single"),
        (b"\n".join(json.dumps(release(number)).encode() for number in range(10)), "bulk"),
        (gzip.compress(json.dumps(package(*range(10))).encode()), "single"),
    ],
)
def test_everything_in_one_answer(tmp_path, body, recognised) -> None:
    with serving(lambda *_: Answer(body)) as publisher:
        walk = Walk(tmp_path, web(publisher))
    assert (walk.ocids, walk.recognised, len(publisher.requests)) == (EVERY, recognised, 1)


def test_a_zip_of_packages(tmp_path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(10):
            archive.writestr(f"../{number}.json", json.dumps(package(number)))
    with serving(lambda *_: Answer(buffer.getvalue())) as publisher:
        source = web(publisher, "/all.zip")
        assert shape_of(source) == "bulk"
        assert Walk(tmp_path, source).ocids == EVERY


def numbered(first: int, size: int = 3, **meta) -> Serve:
    def answer(_path, query, body):
        number = int((body or query).get("page", first)) - first
        found = range(10)[number * size : (number + 1) * size] if number >= 0 else []
        return {"data": [release(item) for item in found], **meta}

    return answer


@pytest.mark.parametrize(
    ("first", "meta", "options"),
    [
        (1, {"total": 10}, {}),
        (0, {"pagination": {"total": 10, "page": 0}}, {"first": 0}),
        (1, {"meta": {"deep": {"n": "10"}}}, {"total": "/meta/deep/n"}),
        (1, {"totalPages": 4}, {}),
        (1, {}, {}),
        (0, {}, {"first": 0, "method": "POST", "body": {"supplier": "x"}}),
    ],
)
def test_numbered_pages(tmp_path, first, meta, options) -> None:
    with served(numbered(first, **meta)) as publisher:
        walk = Walk(tmp_path, web(publisher, "/?size=3", shape="pages", options=options))
    assert walk.ocids == EVERY
    assert len(publisher.requests) == (4 if meta else 5)


@pytest.mark.parametrize(
    ("first", "meta"), [(1, {"total": 10}), (0, {"pagination": {"total": 10, "page": 0}}), (1, {"total_pages": 4})]
)
def test_numbered_pages_are_recognised(tmp_path, first, meta) -> None:
    with served(numbered(first, **meta)) as publisher:
        walk = Walk(tmp_path, web(publisher))
    assert sorted(set(walk.ocids)) == EVERY
    assert walk.recognised == "pages"


def test_an_offset(tmp_path) -> None:
    def answer(_path, query, _body):
        start = int(query["offset"])
        return {"total": 10, "data": [release(number) for number in range(10)[start : start + 4]]}

    with served(answer) as publisher:
        walk = Walk(tmp_path, web(publisher, "/?offset=0&limit=4"))
    assert (walk.ocids, walk.recognised) == (EVERY, "pages")


def test_a_total_that_changes_and_a_server_that_repeats_its_last_page(tmp_path) -> None:
    totals = iter([6, 10, 10, 10])

    def growing(path, query, body):
        return numbered(1, total=next(totals))(path, query, body)

    with served(growing) as publisher:
        assert Walk(tmp_path / "a", web(publisher, shape="pages")).ocids == EVERY
    loop = numbered(1, total=10_000)
    with served(lambda path, query, body: loop(path, {"page": min(int(query["page"]), 4)}, body)) as publisher:
        assert Walk(tmp_path / "b", web(publisher, shape="pages")).ocids == EVERY
    assert len(publisher.requests) == 5


def test_an_error_with_status_200_between_pages_is_no_end(tmp_path) -> None:
    def answer(path, query, body):
        return {"status": 503} if query["page"] == "3" else numbered(1)(path, query, body)

    with served(answer) as publisher, pytest.raises(ShapeError, match="page 3"):
        Walk(tmp_path, web(publisher, shape="pages"))


@pytest.mark.parametrize(
    ("entries", "options", "shape"),
    [
        ([{"uri": f"/item/{number}"} for number in range(10)], {}, None),
        ({"items": [{"id": str(number)} for number in range(10)]}, {"item": "{base}/item/{}"}, "list"),
        ([str(number) for number in range(10)], {"item": "{base}/item/{}"}, "list"),
        (
            {"a": {"b": [{"x": str(number)} for number in range(10)]}},
            {"entries": "/a/b", "key": "x", "item": "{base}/item/{}"},
            "list",
        ),
    ],
)
def test_a_list_and_one_request_an_item(tmp_path, entries, options, shape) -> None:
    def answer(path, *_):
        return entries if path == "/" else package(int(path.rsplit("/", 1)[1]))

    with served(answer) as publisher:
        filled = {key: value.replace("{base}", publisher.address) for key, value in options.items()}
        walk = Walk(tmp_path, web(publisher, shape=shape, options=filled))
    assert walk.ocids == EVERY
    assert len(publisher.requests) == 11


def test_an_item_that_cannot_be_had_is_told_and_the_others_come(tmp_path) -> None:
    def answer(path, *_):
        if path == "/":
            return [{"uri": f"/{number}"} for number in range(1, 10)] + [{"nothing": 1}]
        return None if path == "/5" else package(int(path[1:]))

    with served(answer) as publisher:
        walk = Walk(tmp_path, web(publisher, shape="list"))
    assert len(walk.ocids) == 8
    assert len(walk.errors) == 2


@pytest.mark.parametrize(
    ("address", "asked"),
    [("/{year}", ["/2018", "/2019", "/2020"]), ("/{year}/{month}", None), ("/{year}-{month}-{day}", None)],
)
def test_windows_of_time(tmp_path, address, asked) -> None:
    with served(lambda path, *_: None if path.startswith("/2019") else package(len(path))) as publisher:
        source = web(publisher, address, options={"since": 2018})
        assert shape_of(source) == "window"
        walk = Walk(tmp_path, source)
    paths = [path for _, path, _ in publisher.requests]
    assert paths == (asked or paths)
    assert len(paths) == {"/{year}": 3, "/{year}/{month}": 30}.get(address, 365 + 365 + 153)
    assert walk.errors == []


def test_a_ckan_dataset(tmp_path) -> None:
    resources = [
        {"url": "/a.json", "format": "JSON"},
        {"url": "/b", "format": "application/json"},
        {"url": "/c.jsonl", "format": ""},
        {"url": "/d.csv", "format": "CSV"},
    ]
    answers = {"/a.json": package(0), "/b": package(1), "/c.jsonl": package(2)}
    answers["/api/3/action/package_show"] = {"success": True, "result": {"resources": resources}}
    with served(lambda path, *_: answers.get(path)) as publisher:
        for path in ("/dataset/contracts", "/api/3/action/package_show?id=contracts"):
            source = web(publisher, path)
            assert shape_of(source) == "ckan"
            assert Walk(tmp_path / path[1:4], source).ocids == EVERY[:3]


def test_the_inai_platform(tmp_path) -> None:
    def answer(path, *_):
        if path == "/edca/fiscalYears":
            return {"fiscalYears": [{"id": 1, "year": "2018"}, {"id": 2, "year": 2019}]}
        year = int(path.rsplit("/", 1)[1])
        return {"arrayReleasePackage": [package(year - 2018), package(year - 2013)]}

    with served(answer) as publisher:
        assert Walk(tmp_path / "a", web(publisher, shape="edca")).ocids == [EVERY[i] for i in (0, 5, 1, 6)]
        assert Walk(tmp_path / "b", web(publisher, shape="edca", options={"since": 2019})).ocids == [
            EVERY[i] for i in (1, 6, 2, 7)
        ]


def test_the_national_digital_platform(tmp_path) -> None:
    def answer(_path, query, body):
        start = body["page"] * body["pageSize"]
        found = [release(number) for number in range(10)[start : start + body["pageSize"]]]
        assert query == {"supplier_id": "SHCP"}
        return {"pagination": {"total": 10, "page": body["page"], "pageSize": body["pageSize"]}, "data": found}

    with served(answer) as publisher:
        source = web(publisher, "/s6/api/v1/search", options={"supplier_id": "SHCP", "size": 4})
        assert shape_of(source) == "pdn"
        assert Walk(tmp_path, source).ocids == EVERY
    assert [method for method, *_ in publisher.requests] == ["POST"] * 3


def test_the_portal_of_2016(tmp_path) -> None:
    def answer(path, *_):
        if path == "/api/contratos/todos":
            gone = [{"ocdsid": f"n {number}", "uri": "http://gone.invalid/x"} for number in range(5)]
            return gone + [{"ocdsid": str(number), "uri": f"{publisher.address}/u/{number}"} for number in range(5, 10)]
        body = json.dumps(package(int(path.rsplit("/", 1)[1].removeprefix("n%20"))), ensure_ascii=False)
        return Answer(body.replace('"t"', '"ñ"').encode("latin-1"))

    with served(answer) as publisher:
        source = web(publisher, "/api/contratos/todos")
        assert shape_of(source) == "cdmx"
        walk = Walk(tmp_path, source)
    assert (walk.ocids, walk.errors) == (EVERY, [])
    assert len(publisher.requests) == 11


def test_the_registry(tmp_path) -> None:
    lines = gzip.compress(b"\n".join(json.dumps(release(number)).encode() for number in range(10)))

    def answer(path, query, _body):
        if path == "/en/publication/7/download":
            assert query == {"name": "2019.jsonl.gz"}
            return Answer(status=302, headers={"Location": "/file"})
        return Answer(lines)

    with served(answer) as publisher:
        source = Source(id="s", url="registry:7", options={"base": publisher.address, "name": "2019"})
        assert shape_of(source) == "registry"
        assert Walk(tmp_path, source).ocids == EVERY
    with pytest.raises(ConfigError):
        Walk(tmp_path, Source(id="s", url="registry:seven"))


def test_a_file_a_folder_and_a_glob(tmp_path) -> None:
    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    for number, name in enumerate(("a.jsonl.gz", "b.json", "deep/c.json", "notes.txt")):
        (folder / name).write_bytes(json.dumps(package(number)).encode())
    for url, expected in ((".", 3), ("b.json", 1), ("*.json", 1), ("**/*.json", 2)):
        assert len(Walk(tmp_path, Source(id="s", url=str(folder / url))).ocids) == expected


@pytest.mark.parametrize("name", ["nowhere.json", "*.json"])
def test_nothing_there(tmp_path, name) -> None:
    with pytest.raises(SourceError, match="nothing to read"):
        Walk(tmp_path, Source(id="s", url=str(tmp_path / name)))


@pytest.mark.parametrize(
    ("document", "seen", "nearest"),
    [
        ({"status": 503, "detail": "later"}, "detail, status", "single and list"),
        ({"pagination": {}, "rows": 1}, "pagination, rows", "pages and links"),
        ([1, 2], "a list of 2", "list and single"),
    ],
)
def test_what_is_no_known_shape_is_said_with_what_was_seen(tmp_path, document, seen, nearest) -> None:
    with served(lambda *_: document) as publisher, pytest.raises(ShapeError) as refusal:
        Walk(tmp_path, web(publisher))
    assert seen in refusal.value.message
    assert nearest in refusal.value.hint


def test_an_unknown_shape_or_option_is_told_with_those_that_exist(tmp_path) -> None:
    with pytest.raises(ConfigError, match="links"):
        shape_of(Source(id="s", url="http://x", shape="spiral"))
    with pytest.raises(ConfigError, match="page_count"):
        Walk(tmp_path, Source(id="s", url="http://x", shape="pages", options={"pagesize": 3}))


def test_every_shape_says_where_how_and_what_is_odd() -> None:
    for shape in SHAPES.values():
        documentation = __import__(shape.__module__, fromlist=["x"]).__doc__
        for heading in ("Paging:", "Quirks:"):
            assert heading in documentation, shape.__module__


def test_presets_are_sources_of_a_known_shape() -> None:
    assert len([name for name in presets() if name.startswith("pdn-")]) == 7
    assert {"infocdmx", "yucatan", "guadalajara", "nuevo-leon-obras"} <= presets().keys()
    assert all(shape_of(source) in SHAPES for source in presets().values())
