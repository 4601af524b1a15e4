"""Every card of every page can be taken away: as a file with the rows that the page shows, and alone."""

import csv
import io
import re
from html import unescape

import pytest
import requests

PAGES = ("", "agencies", "suppliers", "timelines", "completeness", "rollout", "quality", "processes")
CARD = {"": "years", "agencies": "agencies", "suppliers": "suppliers", "completeness": "completeness"}


def title_of(document):
    return unescape(re.search(r"<title>(.*?)</title>", document)[1])


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_card_is_a_file(server_url, kind):
    answer = requests.get(f"{server_url}/api/cards/?card=years&format={kind}&lang=en", timeout=20)
    assert answer.status_code == 200
    assert f'vitrina-years.{kind}"' in answer.headers["content-disposition"]
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        spending = requests.get(f"{server_url}/api/v1/spending?by=year", timeout=20).json()["rows"]
        assert [row[0] for row in rows[1:]] == [str(row["id"]) for row in spending if row["id"] is not None]
        assert rows[0][0] == "Year"
    else:
        assert answer.content.startswith(b"PK")


def test_a_file_has_the_filters_of_its_page(server_url):
    address = f"{server_url}/api/cards/?card=years&lang=en&year_from=2016&year_to=2017"
    rows = list(csv.reader(io.StringIO(requests.get(address, timeout=20).content.decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == ["2016", "2017"]


@pytest.mark.parametrize(
    "address", ["/api/cards/?card=nope", "/api/cards/nowhere?card=years", "/api/cards/embed/x?card=y"]
)
def test_a_card_that_is_not_there_is_a_404(server_url, address):
    answer = requests.get(server_url + address, timeout=20)
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "not_found"


def test_only_a_card_alone_may_stand_in_a_frame_of_others(server_url):
    alone = requests.get(f"{server_url}/embed/overview?card=years", timeout=20)
    assert alone.status_code == 200
    assert "frame-ancestors *" in alone.headers["content-security-policy"]
    for address in ("/", "/agencies", "/api/v1/meta", "/embed", "/embedded/overview"):
        policy = requests.get(server_url + address, timeout=20).headers["content-security-policy"]
        assert "frame-ancestors 'self'" in policy, address


@pytest.mark.parametrize(
    "address",
    ["/embed/overview", "/embed/overview?card=nope", "/embed/nowhere?card=years", "/embed/embed/overview?card=years"],
)
def test_a_frame_of_nothing_is_a_404(server_url, address):
    assert requests.get(server_url + address, timeout=20).status_code == 404


@pytest.mark.parametrize("path", PAGES)
def test_each_page_says_in_its_head_what_it_found(server_url, path):
    said = {}
    for lang in ("es", "en"):
        document = requests.get(f"{server_url}/{path}?lang={lang}", timeout=20).text
        said[lang] = title_of(document)
        properties = dict(re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">', document))
        assert said[lang].endswith(" · Vitrina")
        assert unescape(properties["og:title"]) == said[lang].removesuffix(" · Vitrina")
        assert properties["twitter:card"] == "summary_large_image"
        assert properties["description"] == properties["og:description"]
        assert properties["og:url"].startswith(f"{server_url}/{path}?")
        image = requests.get(properties["og:image"], timeout=20)
        assert image.headers["content-type"] == "image/png"
        assert (int.from_bytes(image.content[16:20], "big"), int.from_bytes(image.content[20:24], "big")) == (1200, 630)
    assert said["es"] != said["en"]
    assert any(character.isdigit() for character in said["en"] + properties["description"])


def test_a_title_says_what_the_filters_leave(server_url):
    whole = title_of(requests.get(f"{server_url}/?lang=en", timeout=20).text)
    assert title_of(requests.get(f"{server_url}/?lang=en&year_to=2013", timeout=20).text) != whole


def test_a_hostile_title_stays_text(server_url):
    document = requests.get(
        f"{server_url}/suppliers?lang=en&q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E", timeout=20
    ).text
    assert "<script>alert(1)" not in document
