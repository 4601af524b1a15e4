"""The judge is judged: axe, as it is asked here, finds what it is there to find."""

import pytest

from tests.browser import axe

PAGE = '<!doctype html><html lang="en"><title>A page</title><main><h1>A page</h1>{}</main></html>'
RIGHT = (
    '<p style="color: #222; background: #fff">Words that are <a href="/x" style="color: #0a4b8f">easy to read</a>.</p>'
)
WRONG = {
    "under AA": ('<p style="color: #999; background: #fff">2.8 to 1</p>', "color-contrast-enhanced"),
    "under AAA": ('<p style="color: #666; background: #fff">5.7 to 1</p>', "color-contrast-enhanced"),
    "large under AAA": ('<p style="color: #888; background: #fff; font-size: 40px">3.5</p>', "color-contrast-enhanced"),
    "link by colour alone": (
        '<p style="color: #222">Words <a href="/x" style="color: #333; text-decoration: none">here</a> end.</p>',
        "link-in-text-block",
    ),
    "small target": (
        '<button style="width: 9px; height: 9px" aria-label="a"></button><button style="width: 9px; height: 9px" aria-label="b"></button>',
        "target-size",
    ),
    "no name": ('<img src="data:,">', "image-alt"),
    "a level left out": ("<h3>Deeper</h3>", "heading-order"),
}


@pytest.fixture(scope="module")
def page(browser):
    page = browser.new_page()
    yield page
    page.close()


@pytest.mark.parametrize(("body", "rule"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_found(page, body, rule):
    page.set_content(PAGE.format(body))
    assert [found.split(":")[0] for found in axe.violations(page)] == [f"axe {rule}"]
    of_colours = [f"axe {rule}"] if rule in axe.OF_COLOURS else []
    assert [found.split(":")[0] for found in axe.violations_of_colours(page)] == of_colours


def test_what_is_right_is_let_be(page):
    page.set_content(PAGE.format(RIGHT))
    assert not axe.violations(page)
