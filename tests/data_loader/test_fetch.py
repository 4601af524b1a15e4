"""Good manners, shown to a real server on this machine."""

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from data_loader import fetch
from data_loader.cache import SourceCache
from data_loader.config import Source
from data_loader.exceptions import FetchError
from data_loader.fetch import Fetcher
from data_loader.manners import HostLimiter
from tests.data_loader.publisher import Answer, serving


@pytest.fixture
def cache(tmp_path) -> Iterator[SourceCache]:
    with SourceCache(tmp_path, "s") as opened:
        yield opened


def fetcher(cache: SourceCache, slept: list[float] | None = None, **source: object) -> Fetcher:
    made = Source(id="s", url="http://x", requests_per_second=1000, **source)  # type: ignore[arg-type]
    waits = slept if slept is not None else []
    return Fetcher(made, cache, sleep=waits.append, now=lambda: datetime(2026, 1, 1, tzinfo=UTC))


def body(page: fetch.Page) -> bytes:
    with page.open() as stream:
        return stream.read()


def test_a_page_is_fetched_with_the_programs_name_and_kept(cache) -> None:
    with serving(lambda *_: Answer(b"[]", headers={"ETag": '"1"'})) as publisher:
        page = fetcher(cache).get(publisher.address + "/a")
    assert body(page) == b"[]"
    assert not page.not_modified
    assert "Vitrina" in publisher.requests[0][2]["user-agent"]


def test_headers_of_the_source_win(cache) -> None:
    with serving(lambda *_: Answer(b"[]")) as publisher:
        fetcher(cache, headers={"User-Agent": "Mozilla"}).get(publisher.address)
    assert publisher.requests[0][2]["user-agent"] == "Mozilla"


def test_an_unchanged_page_costs_one_conditional_request(cache) -> None:
    def answer(_method, _path, headers, _body):
        if headers.get("if-none-match") == '"1"':
            return Answer(status=304)
        return Answer(b'{"releases":[]}', headers={"ETag": '"1"'})

    with serving(answer) as publisher:
        first = fetcher(cache).get(publisher.address)
        again = fetcher(cache)
        second = again.get(publisher.address)
    assert (second.sha256, second.not_modified, body(second)) == (first.sha256, True, b'{"releases":[]}')
    assert (again.traffic.requests, again.traffic.not_modified, again.traffic.bytes) == (1, 1, 0)


def test_the_same_bytes_again_without_validators_are_known_by_their_hash(cache) -> None:
    with serving(lambda *_: Answer(b"[]")) as publisher:
        fetcher(cache).get(publisher.address)
        assert fetcher(cache).get(publisher.address).not_modified


def test_gzip_as_transport_is_unpacked(cache) -> None:
    with serving(lambda *_: Answer(gzip.compress(b"[1]"), headers={"Content-Encoding": "gzip"})) as publisher:
        assert body(fetcher(cache).get(publisher.address)) == b"[1]"


def test_a_busy_server_is_asked_again_when_it_says_so(cache) -> None:
    answers = iter([Answer(status=429, headers={"Retry-After": "7"}), Answer(status=503), Answer(b"[]")])
    slept: list[float] = []
    with serving(lambda *_: next(answers)) as publisher:
        assert body(fetcher(cache, slept).get(publisher.address)) == b"[]"
    assert slept[0] == 7
    assert 2 <= slept[1] <= 6


def test_an_endless_failure_ends_and_leaves_what_was_kept(cache) -> None:
    slept: list[float] = []
    answers = iter([Answer(b"[1]")])
    with serving(lambda *_: next(answers, Answer(status=500))) as publisher:
        fetcher(cache).get(publisher.address)
        with pytest.raises(FetchError, match="500"):
            fetcher(cache, slept).get(publisher.address)
        with cache.open_body(publisher.address) as kept:
            assert kept.read() == b"[1]"
    assert len(slept) == fetch.TRIES - 1
    assert all(0.5 * 2**attempt <= wait <= 1.5 * 2**attempt for attempt, wait in enumerate(slept, 1)), slept


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_a_refusal_is_not_repeated(cache, status) -> None:
    with serving(lambda *_: Answer(status=status)) as publisher, pytest.raises(FetchError, match=str(status)):
        fetcher(cache).get(publisher.address)
    assert len(publisher.requests) == 1


def test_a_body_that_breaks_off_is_asked_for_again(cache) -> None:
    answers = iter([Answer(b'{"releases":[', cut=100), Answer(b'{"releases":[]}')])
    with serving(lambda *_: next(answers)) as publisher:
        assert body(fetcher(cache).get(publisher.address)) == b'{"releases":[]}'


def test_a_body_that_always_breaks_off_is_an_error_and_leaves_no_file_behind(cache) -> None:
    with serving(lambda *_: Answer(b'{"releases":[', cut=100)) as publisher, pytest.raises(FetchError, match="broke"):
        fetcher(cache).get(publisher.address)
    assert not cache.has_body(publisher.address)
    assert [path.name for path in cache.folder.iterdir() if path.is_file()] == []


def test_a_page_of_the_same_sitting_is_not_asked_for_again(cache) -> None:
    with serving(lambda *_: Answer(b"[]")) as publisher:
        for sitting in ("monday", "monday", "tuesday"):
            asking = fetcher(cache)
            asking.sitting = sitting
            assert body(asking.get(publisher.address)) == b"[]"
    assert len(publisher.requests) == 2


def test_a_post_is_kept_by_its_body(cache) -> None:
    with serving(lambda _m, _p, _h, sent: Answer(sent)) as publisher:
        asking = fetcher(cache)
        pages = [asking.get(publisher.address, body={"page": number}) for number in (0, 1)]
    assert [body(page) for page in pages] == [b'{"page": 0}', b'{"page": 1}']
    assert publisher.requests[0][0] == "POST"


def test_a_pull_that_is_told_to_stop_asks_nothing_more(cache) -> None:
    with serving(lambda *_: Answer(b"[]")) as publisher:
        asking = fetcher(cache)
        asking.stopped = lambda: True
        with pytest.raises(FetchError, match="stop"):
            asking.get(publisher.address)
    assert publisher.requests == []


def test_a_403_that_means_later_is_waited_for(cache) -> None:
    answers = iter([Answer(status=403), Answer(b"[]")])
    with serving(lambda *_: next(answers)) as publisher:
        assert body(fetcher(cache, busy_statuses=(403,)).get(publisher.address)) == b"[]"


def test_redirects_are_followed_a_few_times_only(cache) -> None:
    def answer(_method, path, *_):
        return Answer(b"[]") if path == "/3" else Answer(status=302, headers={"Location": f"/{len(path)}"})

    with serving(lambda *_: Answer(status=302, headers={"Location": "/again"})) as publisher, pytest.raises(FetchError):
        fetcher(cache).get(publisher.address)
    with serving(answer) as publisher:
        assert body(fetcher(cache).get(publisher.address + "/ab")) == b"[]"


def test_a_public_source_cannot_send_us_to_a_private_address(cache, monkeypatch) -> None:
    monkeypatch.setattr(fetch, "is_private", lambda host: host == "localhost")
    away = Answer(status=302, headers={"Location": "http://localhost:1/secret"})
    with serving(lambda *_: away) as publisher, pytest.raises(FetchError, match="private"):
        fetcher(cache).get(publisher.address)
    assert len(publisher.requests) == 1


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://example.org/x", "gopher://x"])
def test_a_redirect_to_another_protocol_is_refused(cache, target) -> None:
    away = Answer(status=302, headers={"Location": target})
    with serving(lambda *_: away) as publisher, pytest.raises(FetchError):
        fetcher(cache).get(publisher.address)


def test_private_addresses_are_known() -> None:
    assert fetch.is_private("127.0.0.1")
    assert fetch.is_private("10.1.2.3")
    assert fetch.is_private("::1")
    assert not fetch.is_private("1.1.1.1")


def test_a_body_over_the_limit_is_not_taken(cache, monkeypatch) -> None:
    monkeypatch.setattr(fetch, "MAX_BODY", 1000)
    with serving(lambda *_: Answer(b"x" * 200_000)) as publisher, pytest.raises(FetchError, match="more than"):
        fetcher(cache).get(publisher.address)


def test_requests_to_a_host_are_spaced() -> None:
    clock, slept = [0.0], []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock[0] += seconds

    limiter = HostLimiter(clock=lambda: clock[0], sleep=sleep)
    for host in ("a", "a", "b", "a"):
        limiter.wait(host, 0.5)
    assert slept == [0.5, 0.5]
