"""The program from outside: how it starts, what its answers carry, what it does without data."""

import re

import anyio
import anyio.to_thread
import pytest
import requests

import app
from tests.conftest import in_own_thread, running

PAGES = ("/", "/agencies", "/timelines", "/suppliers", "/completeness", "/rollout", "/processes", "/matches", "/about")


def policy(response):
    directives = (part.split() for part in response.headers["content-security-policy"].split(";") if part.strip())
    return {name: values for name, *values in directives}


@pytest.mark.parametrize("path", PAGES)
def test_pages_carry_a_policy_that_keeps_them_here(server_url, path):
    response = requests.get(server_url + path, timeout=20)
    assert response.status_code == 200
    allowed = policy(response)
    assert "'self'" in allowed["default-src"]
    assert "'unsafe-eval'" not in " ".join(map(" ".join, allowed.values()))
    assert "'unsafe-inline'" not in allowed["script-src"]
    assert not [value for values in allowed.values() for value in values if re.match(r"https?:|\*", value)]
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "referrer-policy" in response.headers


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/agencies/nothing",
        "/index.php",
        "/.git/config",
        "/agency/nobody",
        "/supplier/nobody",
        "/process/ocds-nothing%2F1",
        "/process/OCDS-87SD3T-SEFIN%2FDRM%2FAD%2F011%2F2015?source=nobody",
        "/lead/R003?ocid=ocds-nothing",
        "/lead/R000",
    ],
)
def test_what_is_not_there_is_a_404(server_url, path):
    response = requests.get(server_url + path, timeout=20)
    assert response.status_code == 404
    assert response.headers["content-type"].startswith("text/html")


def test_the_document_is_in_the_readers_language(server_url):
    for wanted, asked in (("es", {}), ("en", {"Accept-Language": "en"}), ("es", {"Accept-Language": "fr"})):
        assert f'<html lang="{wanted}"' in requests.get(server_url, headers=asked, timeout=20).text
    assert '<html lang="en"' in requests.get(f"{server_url}/?lang=en", timeout=20).text


def test_files_outside_the_assets_are_not_served(server_url):
    for path in (
        "/assets/../app.py",
        "/assets/%2e%2e/app.py",
        "/assets/..%2fvitrina.toml",
        "/bootstrap/%2e%2e/%2e%2e/",
    ):
        response = requests.get(server_url + path, timeout=20)
        assert "import" not in response.text.split("<")[0]
        assert "[[sources]]" not in response.text


def test_it_starts_on_the_data_that_are_there_and_reads_no_source(bundled_data, bundled_snapshot, tmp_path):
    with running(bundled_data, tmp_path / "log") as url:
        assert requests.get(f"{url}/health", timeout=20).json()["snapshot"]["id"] == bundled_snapshot.id
    assert "processes" not in (tmp_path / "log").read_text()  # what a pull reports of each source


def test_without_data_it_says_so_and_stays_up(tmp_path):
    config = tmp_path / "vitrina.toml"
    config.write_text('[site]\nname = "Empty"\n', encoding="utf-8")
    with running(tmp_path / "data", tmp_path / "log", healthy=False, VITRINA_CONFIG=str(config)) as url:
        health = requests.get(f"{url}/health", timeout=20)
        assert health.status_code == 503
        assert health.json()["error"]["code"] == "no_snapshot"
        assert requests.get(f"{url}/api/v1/spending", timeout=20).status_code == 503
        assert requests.get(f"{url}/api?lang=en", timeout=20).status_code == 200
        page = requests.get(f"{url}/?lang=en", timeout=20)
        assert page.status_code == 503
        assert "There is no data yet." in page.text
        assert requests.get(f"{url}/nothing", timeout=20).status_code == 404
    assert "Traceback" not in (tmp_path / "log").read_text()


def test_few_answers_are_made_at_once():
    server = app.build().server

    async def served():
        async with server.router.lifespan_context(server):
            return anyio.to_thread.current_default_thread_limiter().total_tokens

    assert in_own_thread(anyio.run, served) == app.AT_ONCE
