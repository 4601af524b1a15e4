"""The files of the pages: kept for ever, for their address changes with them; packed as the browser asks."""

import gzip
import re

import brotli
import pytest
import requests

from web import files
from web.files import accepted


@pytest.fixture(scope="module")
def addresses(server_url):
    document = requests.get(f"{server_url}/rollout", timeout=60).text
    return re.findall(r'(?:href|src|data-plotly)="(/static/[^"]+)"', document)


def test_a_page_names_its_three_files(addresses):
    assert [re.sub(r"\.[0-9a-f]{16}\.", ".", address) for address in addresses] == [
        "/static/vitrina.css",
        "/static/vitrina.js",
        "/static/plotly.js",
    ]


@pytest.mark.parametrize(("packing", "unpack"), [("br", brotli.decompress), ("gzip", gzip.decompress), ("", bytes)])
def test_they_are_packed_and_kept(server_url, addresses, packing, unpack):
    for address in addresses[:2]:
        plain = requests.get(server_url + address, headers={"Accept-Encoding": "identity"}, timeout=60)
        with requests.get(
            server_url + address, headers={"Accept-Encoding": packing or "identity"}, timeout=60, stream=True
        ) as answer:
            assert answer.headers.get("content-encoding", "") == packing
            assert unpack(answer.raw.read(decode_content=False)) == plain.content
            assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
            assert "Accept-Encoding" in answer.headers["vary"]
            assert answer.headers["content-type"].startswith("text/")


@pytest.mark.parametrize("name", ["vitrina.css", "vitrina.0000000000000000.css", "..%2fapp.py", "%2e%2e/app.py", ""])
def test_there_are_no_others(server_url, name):
    assert requests.get(f"{server_url}/static/{name}", timeout=60).status_code == 404


@pytest.mark.parametrize(
    ("header", "packing"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip;q=1.0, br;q=0", "gzip"),
        ("deflate", ""),
        ("br;q=0.0,identity", ""),
        ("BR", "br"),
    ],
)
def test_the_tightest_packing_that_is_accepted(header, packing):
    assert accepted(header) == packing


def test_the_smaller_plotly_is_used_where_it_is_the_same_version(tmp_path, monkeypatch):
    whole = files.plotly() if "min.js" in files.plotly().name else None
    monkeypatch.setattr(files, "PARTIAL", tmp_path / "none.js")
    whole = files.plotly()
    assert whole.name == "plotly.min.js"
    version = re.search(r"v([0-9.]+)", whole.read_text(encoding="utf-8")[:400])[1]
    for written, used in ((version, True), ("0.0.1", False)):
        partial = tmp_path / f"{written}.js"
        partial.write_text(f"/**\n* plotly.js (basic - minified) v{written}\n*/", encoding="utf-8")
        monkeypatch.setattr(files, "PARTIAL", partial)
        assert (files.plotly() == partial) is used


def test_plotly_is_compiled_beside_the_page(server_url, addresses):
    served = requests.get(server_url + addresses[2], timeout=60).content
    assert served == b"//# allFunctionsCalledOnLoad\n" + files.plotly().read_bytes()


def test_the_lock_of_the_smaller_plotly_names_the_version_that_the_python_package_speaks_to(monkeypatch, tmp_path):
    monkeypatch.setattr(files, "PARTIAL", tmp_path / "none.js")
    version = re.search(r"v([0-9.]+)", files.plotly().read_text(encoding="utf-8")[:400])[1]
    lock = (files.ROOT / "web" / "plotly" / "package-lock.json").read_text(encoding="utf-8")
    assert f'"plotly.js-basic-dist-min": "{version}"' in lock
    assert "integrity" in lock
    assert "://" not in lock
