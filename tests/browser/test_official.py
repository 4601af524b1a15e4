"""An official opens the gauge of an agency, sees what is missing there, and shares that view: as a link and as a card."""

import re
from html import unescape

from tests.browser.conftest import settle


def test_a_gauge_opens_and_its_view_is_shared(visit):
    page = visit("completeness").page
    gauge = page.locator("#agencies .v-wall a").nth(1)
    name = gauge.locator(".v-wall-name").get_attribute("title")
    gauge.click()
    settle(page)
    assert name in page.locator("h1").inner_text()
    for card in ("agencies", "todo", "fields"):
        assert page.locator(f"#{card}").is_visible()

    page.locator("#agencies .card-body button[data-copy]").click()
    page.wait_for_function(
        "() => document.querySelector('#agencies .card-body button[data-copy]').textContent[0] === '✓'"
    )
    link = page.evaluate("navigator.clipboard.readText()")
    page.goto(link)
    settle(page)
    assert name in page.locator("h1").inner_text()

    page.locator("#agencies .card-share summary").click()
    frame = page.locator("#agencies .card-share code").nth(1).text_content()
    page.goto(unescape(re.search(r'src="([^"]+)"', frame)[1]))
    assert name in page.locator("h2").inner_text()
    assert page.locator(".card .gauge").is_visible()


def test_the_wall_is_ordered_as_asked(visit):
    page = visit("/completeness?sort=score").page
    scores = [int(re.search(r"(\d+)\s*%", text)[1]) for text in page.locator(".v-wall .gauge").all_inner_texts()]
    assert len(scores) > 10
    assert scores == sorted(scores, reverse=True)
    page.get_by_role("link", name="número de contrataciones", exact=True).click()
    settle(page)
    sizes = [
        int(re.sub(r"\D", "", text.split("contrat")[0]))
        for text in page.locator(".v-wall-sub:not(.v-wall-trend)").all_inner_texts()
    ]
    assert sizes == sorted(sizes, reverse=True)
