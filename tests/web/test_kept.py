"""Finished answers: not modified for who has them, from memory for who has not, gone with their snapshot."""

import asyncio
import gzip

import pytest
import requests

from tests.conftest import in_own_thread
from web import kept
from web.kept import Kept
from web.packing import Packing


@pytest.mark.parametrize("path", ["/", "/agencies?year_from=2016", "/embed/overview?card=years", "/api/v1/meta"])
def test_an_answer_is_not_sent_twice(server_url, path):
    first = requests.get(server_url + path, timeout=60)
    tag = first.headers["etag"]
    assert "no-cache" in first.headers["cache-control"]
    again = requests.get(server_url + path, headers={"If-None-Match": f'"x", {tag}'}, timeout=60)
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    whole = requests.get(server_url + path, timeout=60)
    assert whole.content == first.content
    assert dict(whole.headers) | {"date": ""} == dict(first.headers) | {"date": ""}


def test_the_validator_knows_language_and_question(server_url):
    def tag(path, **headers):
        return requests.get(server_url + path, headers=headers, timeout=60).headers["etag"]

    assert tag("/agencies?lang=en") != tag("/agencies?lang=es")
    assert tag("/agencies", **{"Accept-Language": "en"}) != tag("/agencies", **{"Accept-Language": "es"})
    assert tag("/agencies?year_from=2016&lang=en") == tag("/agencies?lang=en&year_from=2016")
    assert tag("/agencies?agency=a&agency=b") != tag("/agencies?agency=b&agency=a")
    assert tag("/", Host="a.example") != tag("/", Host="b.example")


def test_pages_are_private_and_vary(server_url):
    headers = requests.get(server_url, timeout=60).headers
    assert headers["cache-control"] == "private, no-cache"
    assert {"Accept-Language", "Accept-Encoding"} <= {name.strip() for name in headers["vary"].split(",")}


@pytest.mark.parametrize("path", ["/status", "/health", "/nothing", "/agency/nobody", "/api/v1/nothing"])
def test_what_the_data_do_not_decide_has_no_validator(server_url, path):
    assert "etag" not in requests.get(server_url + path, timeout=60).headers


def test_another_site_may_read_the_api_from_memory_too(server_url):
    for headers in ({}, {"Origin": "https://example.org"}, {}):
        answer = requests.get(f"{server_url}/api/v1/meta", headers=headers, timeout=60)
        assert ("access-control-allow-origin" in answer.headers) == bool(headers)
    crossing = {"Origin": "https://example.org", "If-None-Match": answer.headers["etag"]}
    again = requests.get(f"{server_url}/api/v1/meta", headers=crossing, timeout=60)
    assert (again.status_code, again.headers["access-control-allow-origin"]) == (304, "*")


def run(work):
    return in_own_thread(asyncio.run, work)


class Server:
    """Something to keep answers of: it counts how often it is asked."""

    def __init__(self, *, snapshot="s1", status=200, size=10, body=b""):
        self.asked, self.snapshot, self.status, self.size = 0, snapshot, status, size
        self.body = body or b"x" * size

    async def __call__(self, _scope, _receive, send):
        self.asked += 1
        await asyncio.sleep(0.01)
        headers = [(b"x-snapshot", self.snapshot.encode())] if self.snapshot else []
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})


def scope(path="/", query="", headers=()):
    return {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(b"host", b"h"), *headers],
    }


async def asked(app, *scopes):
    """The bodies that come back to requests made at once."""

    async def one(question):
        said = []

        async def send(message):
            said.append(message)

        await app(question, None, send)
        return said[0]["status"], b"".join(message.get("body", b"") for message in said[1:])

    return await asyncio.gather(*map(one, scopes))


@pytest.fixture
def pointed(monkeypatch):
    """The snapshot that is current, for a test to change."""
    name = ["s1"]
    monkeypatch.setattr(kept.snapshots, "named", lambda _data: name[0])
    return name


def test_those_who_ask_at_once_wait_for_one_answer(pointed):
    server = Server()
    app = Kept(server)
    answers = run(asked(app, *[scope()] * 20))
    assert answers == [(200, b"x" * 10)] * 20
    assert server.asked == 1


def test_a_new_snapshot_is_answered_anew(pointed):
    server = Server()
    app = Kept(server)
    run(asked(app, scope()))
    pointed[0] = server.snapshot = "s2"
    run(asked(app, scope()))
    run(asked(app, scope()))
    assert server.asked == 2


@pytest.mark.parametrize(
    "server", [Server(status=404), Server(snapshot=""), Server(snapshot="s0"), Server(size=9 * 2**20)]
)
def test_what_may_not_be_kept_is_not(pointed, server):
    app = Kept(server)
    for _ in range(2):
        ((status, body),) = run(asked(app, scope()))
        assert (status, len(body)) == (server.status, server.size)
    assert server.asked == 2
    assert app.bytes == 0


def test_room_is_made_by_letting_go_of_the_oldest(pointed):
    server = Server(size=1000)
    app = Kept(server, most=10_000)
    for number in range(20):
        run(asked(app, scope(query=f"n={number}"), scope(query="n=0")))
    assert app.bytes <= 10_000
    before = server.asked
    run(asked(app, scope(query="n=0"), scope(query="n=19")))
    assert server.asked == before
    run(asked(app, scope(query="n=5")))
    assert server.asked == before + 1


def test_a_failure_does_not_hold_up_those_who_wait(pointed):
    async def broken(_scope, _receive, _send):
        await asyncio.sleep(0.01)
        raise RuntimeError("x")

    async def several():
        return await asyncio.gather(*(asked(app, scope()) for _ in range(3)), return_exceptions=True)

    app = Kept(broken)
    assert [type(one) for one in run(several())] == [RuntimeError] * 3


def test_those_who_take_packed_answers_and_those_who_do_not_share_one(pointed):
    server = Server(body=b"<p>a page</p>" * 500)
    packed = scope(headers=[(b"accept-encoding", b"br, gzip")])
    for questions in ([packed, scope()], [scope(), packed]):
        app = Kept(Packing(server))
        told = [run(heard(app, question)) for question in questions * 2]
        assert {dict(headers).get(b"content-encoding") for headers, _ in told} == {None, b"gzip"}
        for headers, body in told:
            assert dict(headers)[b"content-length"] == str(len(body)).encode()
            assert (gzip.decompress(body) if (b"content-encoding", b"gzip") in headers else body) == server.body
        assert app.bytes < 2000
    assert server.asked == 2


async def heard(app, question):
    """The headers and the body that come back to a request."""
    said = []

    async def send(message):
        said.append(message)

    await app(question, None, send)
    return said[0]["headers"], b"".join(message.get("body", b"") for message in said[1:])


def test_a_long_answer_is_unpacked_piece_by_piece(pointed):
    pieces = [bytes([number]) * 100_000 for number in range(100)]

    async def server(_scope, _receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": [(b"x-snapshot", b"s1")]})
        for piece in pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    app = Kept(Packing(server))
    headers, body = run(heard(app, scope()))
    assert body == b"".join(pieces)
    assert not {b"content-encoding", b"content-length"} & dict(headers).keys()
