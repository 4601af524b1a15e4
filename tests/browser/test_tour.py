"""The tour: by keyboard alone, in both languages, its stop in the address."""

import pytest

from tests.browser import axe
from tests.browser.conftest import PHONE, settle


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_tour_is_walked_by_keyboard(visit, lang):
    visited = visit("/?tour=1", lang=lang, width=PHONE)
    page = visited.page
    dialog = page.locator("dialog#tour[open]")
    dialog.wait_for()
    seen = [dialog.locator("h2:visible").inner_text()]
    assert page.evaluate("document.activeElement.textContent") == seen[0]
    assert not axe.violations(page)
    for stop in range(2, 8):
        dialog.locator(".tour-next").press("Enter")
        seen.append(dialog.locator("h2:visible").inner_text())
        assert f"tour={stop}" in page.url
        if stop < 7:
            assert page.locator(".tour-here").count() == 1, seen[-1]
    assert len(set(seen)) == 7
    assert dialog.locator("a").count() == 4
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    page.wait_for_function("() => !location.search.includes('tour') && document.activeElement.tagName === 'H1'")
    assert page.locator(".tour-here").count() == 0
    assert not visited.watch.errors


def test_it_starts_from_any_page_and_is_not_in_the_way(visit):
    page = visit("/glossary", lang="en").page
    assert page.locator("dialog[open]").count() == 0
    page.get_by_text("A tour of two minutes", exact=True).click()
    page.locator("dialog#tour[open]").wait_for()
    page.locator(".tour-close").click()
    settle(page)
    assert page.locator("dialog[open]").count() == 0
