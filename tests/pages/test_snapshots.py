"""`?snapshot=`: every page shows the data asked for, says so, and leads on to the same."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

PAGES = (
    "/", "/explore", "/compare", "/agencies", "/timelines", "/board", "/suppliers", "/network", "/completeness", "/quality",
    "/quality/paid_over_contract", "/rollout", "/processes", "/matches", "/about", "/glossary", "/data", "/changes", "/contracts", "/leads", "/indicators",
    "/embed/overview?card=years",
)  # fmt: skip
FREE = ("/static/", "/site/", "/kit", "/assets/")
"""What is the same whatever data are shown."""


def addresses(document: str) -> list[str]:
    found = re.findall(r'<a [^>]*?href="([^"]+)"|action="([^"]+)"|data-pin-at="([^"]+)"', document)
    return [unescape(next(part for part in parts if part)) for parts in found]


@pytest.mark.parametrize("path", PAGES)
def test_every_link_and_form_keeps_the_snapshot(server_url, bundled_snapshot, path):
    joint = "&" if "?" in path else "?"
    answer = requests.get(f"{server_url}{path}{joint}lang=en&year_from=2016&snapshot={bundled_snapshot.id}", timeout=60)
    assert answer.status_code == 200
    assert answer.headers["x-snapshot"] == bundled_snapshot.id
    banner = re.search(r"<aside [^>]*held-banner.*?</aside>", answer.text)
    lost = []
    for address in addresses(answer.text.replace(banner[0], "") if banner else answer.text):
        parts = urlsplit(address)
        ours = not parts.netloc and parts.path.startswith("/") and not parts.path.startswith(FREE)
        if ours and parse_qs(parts.query).get("snapshot") != [bundled_snapshot.id]:
            lost.append(address)
    forms = re.findall(r"<form .*?</form>", answer.text, re.DOTALL)
    hidden = re.compile(rf'<input(?=[^>]*name="snapshot")[^>]*value="{bundled_snapshot.id}"')
    kept = [form for form in forms if hidden.search(form)]
    actions = [unescape(action) for action in re.findall(r'action="([^"]+)"', "".join(kept))]
    assert not [address for address in lost if address not in actions]
    assert len(kept) == len(forms)
    if not path.startswith("/embed"):
        assert banner
        assert "holds fast the data of" in banner[0]


@pytest.mark.parametrize(
    "identity", ["../../etc/passwd", "current", "20200101T000000000000Z-0123456789", "x" * 3000, "%00"]
)
@pytest.mark.parametrize(
    "path", ["/", "/agencies", "/process/304", "/embed/overview", "/api/v1/meta", "/api/cards/agencies"]
)
def test_what_was_never_published_is_a_404_and_never_todays(server_url, path, identity):
    answer = requests.get(
        f"{server_url}{path}", params={"snapshot": identity, "card": "agencies", "lang": "en"}, timeout=30
    )
    assert answer.status_code in ({404, 400} if path == "/api/v1/meta" else {404})
    if not path.startswith("/api"):
        assert "There are no data of that name." in answer.text
        assert "x-snapshot" not in answer.headers


@pytest.mark.parametrize(("lang", "said"), [("es", "Todavía no hay nada."), ("en", "Nothing is pinned yet.")])
def test_the_kit_says_why_it_is_empty_without_a_script(server_url, lang, said):
    document = requests.get(f"{server_url}/kit?lang={lang}", timeout=30).text
    assert said in document
    assert re.search(r"<noscript><p>.{30,}</p></noscript>", document)


def test_how_the_program_does_cannot_be_pinned(server_url):
    assert "data-pin=" not in requests.get(f"{server_url}/status", timeout=30).text
    assert "data-pin=" in requests.get(f"{server_url}/agencies", timeout=30).text
