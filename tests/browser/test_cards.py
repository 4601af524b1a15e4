"""Under every chart the same four: the table, its CSV, what the number means, a link that keeps the view."""

import csv
import io
from pathlib import Path

import pytest

from tests.browser.conftest import settle

PAGES = (
    "overview",
    "explore",
    "compare",
    "agencies",
    "agency",
    "timelines",
    "suppliers",
    "supplier",
    "completeness",
    "process",
)
CARD = "section:has(footer.card-foot)"


def table_of(card):
    """The card's table as a reader sees it: rows of texts."""
    return card.locator("footer table").first.evaluate(
        "table => [...table.rows].map(row => [...row.cells].map(cell => cell.textContent.trim()))"
    )


@pytest.mark.parametrize("name", PAGES)
def test_every_card_has_its_data_download_meaning_and_link(visit, name):
    page = visit(name, lang="en").page
    cards = page.locator(CARD)
    assert cards.count() >= 1
    for card in cards.all():
        title = card.locator("h2, h3").first.inner_text()
        data = card.locator("summary", has_text="Data").first
        data.click()
        assert card.locator("footer table").first.is_visible(), title
        shown = table_of(card)
        assert len(shown) >= 2, title
        lines = download(page, card)
        assert len(lines) == len(shown), title
        assert lines[0] == shown[0], title
        for line, row in zip(lines[1:], shown[1:], strict=True):
            assert len(line) == len(row), title
            assert agree(line[0], row[0]), (title, line, row)
        about = card.locator("summary", has_text="About this number").first
        about.click()
        assert len(card.locator(".about").inner_text()) > 40, title


def agree(written, shown):
    """Text is the same in both; a number is exact in the file and worded on the page."""
    return written.lstrip("'") == shown or written.replace(".", "").replace("-", "").isdigit() or not written


def download(page, card):
    with page.expect_download() as started:
        card.get_by_text("Download", exact=True).click()
    assert started.value.suggested_filename.endswith(".csv")
    text = Path(started.value.path()).read_text(encoding="utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_a_shared_link_leads_back_to_the_card_with_its_filters(visit, server_url):
    page = visit("/agencies?year_from=2016&year_to=2017", lang="en").page
    card = page.locator(CARD).first
    card.get_by_text("Share", exact=True).click()
    page.wait_for_timeout(200)
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{server_url}/agencies?")
    assert "year_from=2016" in link
    assert link.endswith(f"#{card.get_attribute('id')}")
    shown = table_of(card)
    page.goto("about:blank")
    page.goto(link)
    settle(page)
    assert table_of(page.locator(f"#{card.get_attribute('id') or link.rpartition('#')[2]}")) == shown


def test_page_and_api_say_the_same(visit, server_url, bundled_snapshot):
    """The downloaded ranking adds up to the API's total, to the cent."""
    page = visit("/agencies", lang="en").page
    total = page.request.get(f"{server_url}/api/v1/spending?by=agency").json()["total"]
    sums = []
    for card in page.locator(CARD).all():
        head, *lines = download(page, card)
        for place in range(len(head)):
            values = [line[place] for line in lines]
            if all(value.replace(".", "").replace("-", "").isdigit() or not value for value in values):
                sums.append(round(sum(float(value) for value in values if value), 2))
    assert any(abs(value - total) < 1 for value in sums), (total, sums)
