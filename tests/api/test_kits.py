"""The two addresses of the story kit: what they refuse, and that they say what the pages say."""

import io
import json
import zipfile
from urllib.parse import quote, urlencode

import pytest
import requests

from data_loader import queries
from data_loader.filters import Filters

SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><rect width="1" height="1"/></svg>'


@pytest.fixture(scope="module")
def snapshot(bundled_snapshot) -> str:
    return bundled_snapshot.id


def asked(snapshot: str, *pins: dict, **words) -> dict:
    return {"lang": "en", "pins": [{"query": "lang=en", "snapshot": snapshot} | pin for pin in pins]} | words


def post(server_url: str, path: str, **given) -> requests.Response:
    return requests.post(f"{server_url}/api/v1/kits{path}", timeout=60, **given)


@pytest.fixture(scope="module")
def kit(server_url, bundled_snapshot) -> bytes:
    row = queries.processes(bundled_snapshot, Filters(), page_size=1).rows.iloc[0]
    pins = (
        {"kind": "figure", "path": "/", "of": "processes"},
        {"kind": "figure", "path": "/suppliers"},
        {"kind": "flag", "path": "/quality/paid_over_contract", "of": "results", "note": "=1+1"},
        {"kind": "search", "path": "/processes", "query": "lang=es&q=agua&rows=1000", "of": "processes"},
        {
            "kind": "record",
            "path": f"/process/{quote(row['ocid'], safe='')}",
            "query": urlencode({"source": row["source"], "lang": "en"}),
        },
        {"kind": "table", "path": "/agencies", "of": "no-such-card", "title": "Not there"},
        {"kind": "table", "path": "/nowhere", "of": "x"},
    )
    answer = post(server_url, "", json=asked(bundled_snapshot.id, *pins, title="T"))
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/zip"
    return answer.content


def test_a_kit_holds_what_the_queries_say(kit, bundled_snapshot):
    with zipfile.ZipFile(io.BytesIO(kit)) as archive:
        said = json.loads(archive.read("kit.json"))
        record = said["pins"][4]["records"][0]
        compiled = json.loads(archive.read(record["file"]))
    overview = queries.overview(bundled_snapshot, Filters())
    assert said["pins"][0]["rows"][0][2] == overview.processes
    found = queries.processes(bundled_snapshot, Filters(q="agua"), page_size=1000, sort="relevance")
    assert {row[0] for row in said["pins"][3]["rows"]} == set(found.rows["ocid"])
    assert found.total == len(said["pins"][3]["rows"]) == len(said["pins"][3]["records"])
    assert compiled == queries.process(bundled_snapshot, record["ocid"], source=record["source"]).compiled
    assert [pin["found"] for pin in said["pins"]] == [True, True, said["pins"][2]["found"], True, True, False, False]


def test_a_kit_just_made_holds(server_url, kit):
    report = post(server_url, "/verify?lang=en", data=kit).json()
    assert report["intact"]
    assert {pin["now"] for pin in report["pins"]} == {"holds", "no_evidence"}
    assert {pin["then"] for pin in report["pins"]} == {"confirmed", "no_evidence"}
    assert report["pins"][5]["title"] == "Not there"
    unread = post(server_url, "/verify?figures=false&lang=es", data=kit).json()
    assert {pin["now"] for pin in unread["pins"]} == {"no_evidence"}
    assert unread["summary"] == ["Todos los archivos están como se escribieron."]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"pins": []}, "pins"), ({"lang": "xx"}, "lang"), ({"evil": 1}, "evil"), ({"title": "x" * 2000}, "title"),
        ({"title": "a\x00b"}, "title"),
    ],
)  # fmt: skip
def test_what_is_no_request_for_a_kit_is_told(server_url, snapshot, change, field):
    answer = post(server_url, "", json=asked(snapshot, {"kind": "figure", "path": "/"}) | change)
    assert answer.status_code == 400
    assert answer.json()["error"]["field"].startswith(field)


@pytest.mark.parametrize(
    "pin",
    [
        {"path": "//evil.example"}, {"path": "http://evil.example"}, {"snapshot": "../../etc"}, {"kind": "evil"},
        {"picture": {"svg": SVG, "png": "AAAA"}}, {"picture": {"svg": "<html/>", "png": "AAAA"}}, {"rows": [[1]]},
    ],
)  # fmt: skip
def test_what_is_no_pin_is_refused(server_url, snapshot, pin):
    answer = post(server_url, "", json=asked(snapshot, {"kind": "chart", "path": "/", "of": "years"} | pin))
    assert answer.status_code == 400
    assert "error" in answer.json()


@pytest.mark.parametrize("body", [b"", b"no", b"[[[[", b"\xff\xfe", b"PK\x03\x04"])
@pytest.mark.parametrize("path", ["", "/verify"])
def test_what_cannot_be_read_is_a_400(server_url, path, body):
    answer = post(server_url, path, data=body)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] in {"invalid_value", "no_kit"}


def test_only_these_take_a_body_and_nothing_is_kept_of_it(server_url):
    for path in ("/api/v1/kits", "/api/v1/kits/verify"):
        answer = requests.get(server_url + path, timeout=20)
        assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert requests.post(f"{server_url}/api/v1/meta", timeout=20).status_code == 405
    assert post(server_url, "?evil=1", json={}).status_code == 400


def test_a_kit_that_is_too_large_is_not_read_to_its_end(server_url):
    def endless():
        for _ in range(60):
            yield b"\0" * 2**20

    answer = post(server_url, "/verify", data=endless())
    assert answer.status_code == 413
