"""/api: the description for people, in both languages, with examples that run."""

import re
from html import unescape

import pytest

HREF = re.compile(r'href="([^"]+)"')


@pytest.mark.parametrize(("lang", "word"), [("es", "Qué se puede pedir"), ("en", "What can be asked")])
def test_the_page_speaks_the_language_asked(call, lang, word):
    response = call("/api", lang=lang)
    assert response.status_code == 200
    assert f'<html lang="{lang}">' in response.text
    assert word in response.text


def test_the_browsers_language_is_heard(call):
    assert '<html lang="en">' in call("/api", headers={"Accept-Language": "en-GB,es;q=0.5"}).text
    assert '<html lang="es">' in call("/api", headers={"Accept-Language": "fr"}).text


def test_every_link_works_and_stays_here(call):
    links = {unescape(link) for link in HREF.findall(call("/api").text)} - {"data:,"}
    assert any(link.startswith("/api/v1/processes/") for link in links)
    for link in links:
        assert link.startswith("/"), link
        assert call(link).status_code == 200, link


def test_the_page_needs_no_script(call):
    response = call("/api")
    assert "<script" not in response.text
    assert "default-src 'none'" in response.headers["content-security-policy"]
