"""Without a script a page can be read whole; with one it draws what comes near, moves nothing, and prints all."""

import re

import pytest
import requests

from tests.browser.conftest import DESK
from tests.web.test_pages import Outline

PAGES = ("overview", "agencies", "timelines", "completeness", "rollout", "processes", "process", "embed")
ELEMENTS = """() => { const found = [];
  const walk = (element, depth) => { found.push([depth, element.localName]);
    for (const child of element.children) walk(child, depth + 1); };
  walk(document.documentElement, 0); return found; }"""


@pytest.fixture(scope="module")
def plain(browser):
    """A browser in which no script runs."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": DESK, "height": 900}, locale="en-GB")
    yield context
    context.close()


@pytest.fixture(scope="module", params=PAGES)
def read(request, plain, server_url, addresses):
    """The name of a page, and the page in that browser for all who look at it."""
    page = plain.new_page()
    page.goto(server_url + addresses[request.param])
    yield request.param, page
    page.close()


def test_a_browser_reads_what_was_written(read):
    """It repairs nothing: its elements are those of the document, as deep as they stand there."""
    _, page = read
    written = Outline(requests.get(page.url, headers={"Accept-Language": "en-GB"}, timeout=60).text).elements
    assert [tuple(element) for element in page.evaluate(ELEMENTS)] == written


def test_a_page_is_read_without_a_script(read):
    name, page = read
    assert page.locator("h1").inner_text().strip()
    assert not page.locator(".plot:visible").count()
    if name in {"overview", "agencies", "embed"}:
        assert page.locator("#years-figure li:visible").count() > 3
    for way in page.locator("noscript a").all():
        way.click()
        assert page.locator(f"{way.get_attribute('href')} table").is_visible()


def test_filters_work_without_a_script(plain, server_url):
    page = plain.new_page()
    page.goto(f"{server_url}/agencies?lang=en")
    page.locator("summary", has_text="Filter").first.click()
    form = page.locator("form:has([name=year_from])").first
    form.locator("[name=year_from]").fill("2016")
    form.locator("[type=submit]").click()
    page.wait_for_url("**year_from=2016**")
    assert "2016" in page.locator(".chips").inner_text()
    page.close()


def test_figures_wait_until_they_come_near_and_nothing_moves(profiles, server_url):
    page = profiles("en", "light").new_page()
    page.set_viewport_size({"width": DESK, "height": 300})
    page.goto(f"{server_url}/agency/MK-009KDH999-GACM?lang=en")
    page.wait_for_load_state("networkidle")
    figures = page.locator(".plot")
    assert figures.count() >= 2
    assert page.locator(".plot:empty").count() >= 1
    before = page.evaluate("() => document.documentElement.scrollHeight")
    for figure in figures.all():
        figure.scroll_into_view_if_needed()
    page.wait_for_function("() => !document.querySelector('.plot:empty')")
    assert page.evaluate("() => document.documentElement.scrollHeight") == before
    page.close()


def test_a_page_without_a_figure_loads_no_plotly(profiles, server_url):
    page = profiles("en", "light").new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{server_url}/glossary?lang=en")
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if "vitrina" in url]
    assert not [url for url in asked if "plotly" in url or "_dash" in url]
    page.close()


def test_where_plotly_does_not_come_the_table_opens(profiles, server_url):
    page = profiles("en", "light").new_page()
    page.route("**/plotly.*", lambda route: route.abort())
    page.goto(f"{server_url}/rollout?lang=en")
    card = page.locator(".card:has(.plot)").first
    card.locator("table").wait_for()
    assert not card.locator(".figure-box").is_visible()
    page.close()


def test_a_point_of_a_figure_leads_to_its_records(profiles, server_url):
    page = profiles("en", "light").new_page()
    page.goto(f"{server_url}/suppliers?lang=en")
    page.locator("#new-suppliers").scroll_into_view_if_needed()
    bar = page.locator("#new-suppliers-figure .bars .point path").nth(2)
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_selector("#new-suppliers-figure .hoverlayer .hovertext")
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url("**/processes?**")
    page.close()


def test_a_column_is_a_link_that_says_its_amount(profiles, server_url):
    """The years of the overview: no Plotly is loaded for them, a keyboard gets to each, and it opens its processes."""
    page = profiles("en", "light").new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{server_url}/?lang=en", wait_until="networkidle")
    assert not [address for address in asked if "plotly" in address]
    column = page.get_by_role("link", name=re.compile(r"^2017: .*pesos"))
    column.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert column.locator(".k-said").evaluate("said => getComputedStyle(said).clipPath") == "none"
    heights = page.locator("#years-figure .k-rail > i").evaluate_all(
        "bars => bars.map(bar => bar.getBoundingClientRect().height)"
    )
    shares = [
        float(share)
        for share in page.locator("#years-figure li").evaluate_all(
            "items => items.map(item => item.style.getPropertyValue('--share'))"
        )
    ]
    assert max(shares) == 1
    assert all(abs(height - share * max(heights)) < 1 for height, share in zip(heights, shares, strict=True))
    page.keyboard.press("Enter")
    page.wait_for_url("**/processes?*year_from=2017*")
    page.close()


def test_printing_draws_every_figure(profiles, server_url):
    page = profiles("en", "light").new_page()
    page.set_viewport_size({"width": DESK, "height": 700})
    page.goto(f"{server_url}/agency/MK-009KDH999-GACM?lang=en")
    assert page.locator(".plot:empty").count() >= 2
    page.evaluate("() => window.vitrina.drawn(document.querySelector('.plot')).then(() => null)")
    assert page.locator(".plot:empty").count() >= 1
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".plot:empty").count() == 0
    page.close()
