"""Every page is a document that stands by itself: well-formed, its ids unique, nothing in it runs."""

import json
import re
from html.parser import HTMLParser

import pytest
import requests
from starlette.requests import Request

from components import drawing
from components.document import Bundle
from components.markup import VOID
from data_loader.exceptions import SnapshotError
from web.pages import Pages

PAGES = (
    "/",
    "/explore",
    "/explore?show=areas&by=supplier",
    "/compare",
    "/agencies",
    "/agency/MK-009KDH999-GACM",
    "/timelines",
    "/board",
    "/suppliers",
    "/network?agency=MK-009KDH999-GACM",
    "/completeness",
    "/quality",
    "/quality/paid_over_contract",
    "/rollout",
    "/processes",
    "/process/OCDS-87SD3T-SEFIN%2FDRM%2FAD%2F011%2F2015?source=mx_cdmx",
    "/matches",
    "/changes",
    "/data",
    "/about",
    "/status",
    "/glossary",
    "/leads",
    "/indicators",
    "/embed/overview?card=years",
)
HOSTILE = "/processes?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&agency=%22%3E%3Cscript%3E&lang=en"
CLOSES_P = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "details",
        "dialog",
        "div",
        "dl",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "header",
        "hr",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "ul",
    ]
)
PARENTS = {
    "li": {"ul", "ol"},
    "dt": {"dl", "div"},
    "dd": {"dl", "div"},
    "tr": {"thead", "tbody"},
    "td": {"tr"},
    "th": {"tr"},
}
INTERACTIVE = {"a", "button", "summary", "label"}


class Outline(HTMLParser):
    """Reads a document strictly: what a browser would have to repair is an error."""

    def __init__(self, document):
        super().__init__(convert_charrefs=True)
        self.open, self.wrong, self.ids, self.elements, self.scripts, self.links = [], [], [], [], [], []
        self.feed(document)
        self.close()
        self.wrong += [f"<{tag}> stays open" for tag in self.open]

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        given = dict(attrs)
        if len(names) != len(set(names)):
            self.wrong.append(f"<{tag}> has an attribute twice: {names}")
        if tag in CLOSES_P and "p" in self.open:
            self.wrong.append(f"<{tag}> in <p>")
        if tag in PARENTS and self.open[-1] not in PARENTS[tag]:
            self.wrong.append(f"<{tag}> in <{self.open[-1]}>")
        if tag in {"a", "button"} and INTERACTIVE & set(self.open):
            self.wrong.append(f"<{tag}> in {INTERACTIVE & set(self.open)}")
        self.wrong += [f"{name} on <{tag}>" for name in names if name.startswith("on")]
        self.ids += [given["id"]] if "id" in given else []
        self.links += [value for name, value in attrs if name in {"href", "src", "action"}]
        self.elements.append((len(self.open), tag))
        if tag == "script":
            self.scripts.append(given)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open[-1] != tag:
            self.wrong.append(f"</{tag}> closes {self.open[-1:]}")
        else:
            self.open.pop()


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_well_formed(server_url, path, lang):
    response = requests.get(f"{server_url}{path}{'&' if '?' in path else '?'}lang={lang}", timeout=60)
    assert response.status_code == 200
    read = Outline(response.text)
    assert not read.wrong
    assert len(read.ids) == len(set(read.ids)), {one for one in read.ids if read.ids.count(one) > 1}
    tags = [tag for _, tag in read.elements]
    assert (tags.count("h1"), tags.count("main"), tags.count("title")) == (1, 1, 1)
    targets = [link[1:] for link in read.links if link and link.startswith("#")]
    assert set(targets) <= set(read.ids)


@pytest.mark.parametrize("path", [*PAGES, HOSTILE])
def test_nothing_in_a_page_runs(server_url, path):
    document = requests.get(server_url + path, timeout=60).text
    read = Outline(document)
    assert not read.wrong
    ours = [script for script in read.scripts if script.get("type") != "application/json"]
    assert [script["src"][:8] for script in ours] == ["/static/"]
    assert not [link for link in read.links if re.match(r"\s*(javascript|data|vbscript):", link or "", re.IGNORECASE)]
    for data in re.findall(r'<script type="application/json">(.*?)</script>', document, re.DOTALL):
        assert {"figure", "config"} == set(json.loads(data))
    assert ("data-plotly" in document) == ("application/json" in document)


def test_one_drawing_answers_one_request(server_url):
    """Title and description are those of the page that follows them."""
    document = requests.get(f"{server_url}/agencies?lang=en&year_from=2016", timeout=60).text
    title = re.search(r"<title>(.*?) · Vitrina</title>", document)[1]
    heading = re.sub(r"<[^>]+>", "", re.search(r"<h1[^>]*>(.*?)</h1>", document)[1])
    assert title.split() == heading.split()


@pytest.mark.parametrize(("error", "status"), [(RuntimeError("secret"), 500), (SnapshotError("secret"), 503)])
def test_a_page_that_cannot_be_made_says_so(monkeypatch, caplog, error, status):
    def broken(_path, _query):
        raise error

    monkeypatch.setattr(drawing, "draw", broken)
    request = Request({"type": "http", "raw_path": b"/", "query_string": b"lang=en", "headers": []})
    answer = Pages(Bundle("/s.css", "/s.js", "/p.js")).answer(request)
    document = bytes(answer.body).decode()
    assert answer.status_code == status
    assert "x-snapshot" not in answer.headers
    assert not Outline(document).wrong
    assert "Sorry" in document
    assert "secret" not in document
    assert bool(caplog.records) == (status == 500)


@pytest.mark.parametrize("query", ["lang=en&lang=es", "x=&y", "%ff=%ff", "year_from=1&year_from=2", "lang="])
def test_any_query_is_answered(server_url, query):
    assert requests.get(f"{server_url}/agencies?{query}", timeout=60).status_code == 200
