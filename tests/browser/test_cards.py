"""Under every chart the same four: the table, its files, what the number means, the ways to share it."""

import csv
import io
import re
import xml.etree.ElementTree as ET
from html import unescape
from pathlib import Path

import pytest

from components.data_table import SHOWN
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


OPENED = """() => [...document.querySelectorAll('section')].filter(card => card.querySelector('footer.card-foot')).map(card => {
  const [data, download, about] = card.querySelectorAll('footer summary');
  for (const summary of [data, download, about]) if (!summary.parentElement.open) summary.click();
  const table = card.querySelector('footer table'), file = card.querySelector('.card-files a');
  return {
    title: card.querySelector('h2, h3').innerText,
    words: [data, download, about].map(summary => summary.innerText),
    seen: table.checkVisibility() && file.checkVisibility(),
    rows: [...table.rows].map(row => [...row.cells].map(cell => cell.textContent.trim())),
    nothing: !!card.querySelector('.callout, .p-missing'),
    about: card.querySelector('.about').innerText,
    file: {href: file.href, name: file.download, words: file.innerText},
  };
})"""


@pytest.mark.parametrize("name", PAGES)
def test_every_card_has_its_data_download_meaning_and_link(visit, name):
    """The parts of each card are opened and its file is fetched; a hand does both with the first one."""
    page = visit(name, lang="en").page
    first = page.locator(CARD).first
    first.locator("summary", has_text="Data").first.click()
    assert first.locator("footer table").first.is_visible()
    assert download(page, first)[0] == table_of(first)[0]
    cards = page.evaluate(OPENED)
    assert cards
    for card in cards:
        title, shown = card["title"], card["rows"]
        assert card["words"] == ["Data", "Download", "About this number"], title
        assert card["seen"], title
        assert len(shown) >= 2 or card["nothing"], title
        assert card["file"]["words"].startswith("CSV"), title
        assert card["file"]["name"].endswith(".csv"), title
        lines = list(csv.reader(io.StringIO(page.request.get(card["file"]["href"]).body().decode("utf-8-sig"))))
        assert len(lines) == len(shown) or len(lines) > len(shown) == SHOWN + 1, title
        assert lines[0] == shown[0], title
        for line, row in zip(lines[1:], shown[1:], strict=False):
            assert len(line) == len(row), title
            assert agree(line[0], row[0]), (title, line, row)
        assert len(card["about"]) > 40, title


def agree(written, shown):
    """Text is the same in both; a number is exact in the file and worded on the page."""
    return written.lstrip("'") == shown or written.replace(".", "").replace("-", "").isdigit() or not written


def download(page, card):
    summary = card.locator("summary", has_text="Download").first
    if not card.locator(".card-files").first.is_visible():
        summary.click()
    with page.expect_download() as started:
        card.locator(".card-files a", has_text="CSV").click()
    assert started.value.suggested_filename.endswith(".csv")
    text = Path(started.value.path()).read_text(encoding="utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_a_shared_link_leads_back_to_the_card_with_its_filters(visit, server_url):
    page = visit("/agencies?year_from=2016&year_to=2017", lang="en").page
    card = page.locator(CARD).first
    card.get_by_text("Share", exact=True).click()
    card.get_by_text("Copy the link", exact=True).click()
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


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_a_picture_is_made_here_with_its_title_and_source(visit, kind):
    visited = visit("overview", lang="en")
    page = visited.page
    card = page.locator("#years")
    card.locator("summary", has_text="Download").click()
    with page.expect_download() as started:
        card.locator(f"button[data-picture={kind}]").click()
    content = Path(started.value.path()).read_bytes()
    if kind == "png":
        assert content.startswith(b"\x89PNG")
        assert int.from_bytes(content[16:20], "big") == 2400
        assert len(content) > 20_000
    else:
        said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content.decode("utf-8")))
        assert card.locator("h2").inner_text() in said
        assert "snapshot" in said
        assert "2017" in said
    assert not visited.watch.errors
    assert not visited.watch.foreign


def test_a_card_of_html_becomes_a_picture_in_the_light_theme(visit):
    """The gauges, in the dark theme: every agency of the card is in the picture, a ring each, on white."""
    visited = visit("completeness", lang="es", color_scheme="dark")
    page = visited.page
    card = page.locator("#agencies")
    card.locator("summary", has_text="Descargar").click()
    with page.expect_download() as started:
        card.locator("button[data-picture=svg]").click()
    picture = ET.fromstring(Path(started.value.path()).read_bytes())  # noqa: S314  made by the page a moment ago
    said = " ".join(" ".join(text.itertext()) for text in picture.iter("{http://www.w3.org/2000/svg}text"))
    names = [" ".join(name.split()) for name in card.locator(".v-wall-name").all_inner_texts()]
    assert len(names) > 5
    assert all(name in " ".join(said.split()) for name in names)
    rings = [path for path in picture.iter("{http://www.w3.org/2000/svg}path") if "A" in path.get("d", "")]
    assert len(rings) >= len(names)
    assert "rgb(255, 255, 255)" not in {text.get("fill") for text in picture.iter("{http://www.w3.org/2000/svg}text")}
    assert page.locator("iframe").count() == 0
    assert not visited.watch.errors
    assert not visited.watch.foreign


def test_an_embedded_card_stands_alone_in_another_page(visit, server_url):
    visited = visit("/embed/overview?card=years", lang="en")
    page = visited.page
    assert page.locator(CARD).count() == 1
    assert page.locator("header, .filter-bar").count() == 0
    whole = page.get_by_text("See it with everything around it")
    assert whole.get_attribute("href").startswith("/?")
    assert whole.get_attribute("href").endswith("#years")
    page.set_content(f'<iframe src="{server_url}/embed/overview?card=years&lang=en" width="600" height="500"></iframe>')
    page.frame_locator("iframe").locator("#years h2").wait_for()
    assert not visited.watch.errors


def test_the_code_to_embed_leads_to_the_card(visit, server_url):
    page = visit("/suppliers?year_from=2016", lang="en").page
    card = page.locator(CARD).first
    identity = card.get_attribute("id")
    card.get_by_text("Share", exact=True).click()
    link, frame, cite = card.locator(".card-offers code").all_inner_texts()
    source = unescape(re.search(r'src="([^"]+)"', frame)[1])
    assert source.startswith(f"{server_url}/embed/suppliers?")
    page.goto(source)
    page.wait_for_selector(f"#{identity}")
    assert "2016" in page.locator(".about").text_content()
    assert link in cite
    assert card.locator("h2").inner_text().rstrip(".") in cite
