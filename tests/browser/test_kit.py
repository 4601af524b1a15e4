"""The story kit in a real browser: pinned on three pages, exported, read back by a stranger, held against a later pull."""

import csv
import hashlib
import io
import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, Page

from data_loader.config import ROOT, Settings, Source
from data_loader.pull import pull
from tests.browser import axe
from tests.browser.conftest import PHONE, Watch, settle
from tests.browser.test_pages import TOO_WIDE
from tests.conftest import running
from tests.data_loader.publisher import Answer, serving

MARKUP = '<img src=x onerror="alert(1)"><script>alert(2)</script>'
FORMULA = '=HYPERLINK("http://evil.example")'
MARKDOWN = "[here](javascript:alert(3)) | `x` * # <b>"
OCID = "../../etc/ocds-1"
NOTE = f"Seen by me.\n\n{MARKUP} {MARKDOWN} {FORMULA}"


def release(number: int, amount: float, year: int) -> dict[str, Any]:
    return {
        "ocid": OCID if number == 1 else f"ocds-k-{number}",
        "id": f"r{number}",
        "date": f"{year}-05-01T00:00:00Z",
        "tag": ["contract"],
        "buyer": {"id": f"A{number % 3}", "name": (MARKUP, FORMULA, MARKDOWN)[number % 3]},
        "tender": {"id": "t", "title": (MARKDOWN, MARKUP, FORMULA)[number % 3], "procurementMethod": "open"},
        "awards": [{"id": "a", "date": f"{year}-03-01T00:00:00Z", "suppliers": [{"id": "S", "name": FORMULA}]}],
        "contracts": [
            {
                "id": "c",
                "awardID": "a",
                "dateSigned": f"{year}-04-01T00:00:00Z",
                "value": {"amount": amount, "currency": "MXN"},
            }
        ],
    }


def releases(last: float = 900.0) -> bytes:
    made = [release(n, 100.0 * n, 2015 + n % 4) for n in range(1, 12)]
    return json.dumps([*made, release(15, last, 2018)]).encode()


@dataclass
class World:
    """A publisher, a data folder and the program showing it; `content` is what the publisher serves."""

    settings: Settings
    url: str
    snapshots: list[str] = field(default_factory=list)
    content: bytes = field(default_factory=releases)
    source: Source | None = None

    def pull(self) -> str:
        report = pull(self.settings, [self.source] if self.source else None)
        assert report.snapshot is not None
        self.snapshots.append(report.snapshot.id)
        return report.snapshot.id


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("kit")
    config = folder / "vitrina.toml"
    config.write_text('[site]\nname = "Kiosk"\nlanguage = "en"\n', encoding="utf-8")
    world = World(Settings(data=folder / "var", config=config, refresh="off"), "")
    with serving(lambda *_: Answer(world.content)) as publisher:
        world.source = Source(id="web", url=publisher.address + "/all", requests_per_second=10_000)
        world.pull()
        with running(folder / "var", folder / "app.log", VITRINA_CONFIG=str(config)) as url:
            world.url = url
            yield world
    assert "Traceback" not in (folder / "app.log").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def reader(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="en-GB", accept_downloads=True)
    context.set_default_timeout(45_000)
    yield context
    context.close()


def opened(context: BrowserContext, world: World, address: str, width: int = 1440) -> tuple[Page, Watch]:
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    watch = Watch(urlsplit(world.url).netloc)
    watch.attach(page)
    page.goto(world.url + address)
    settle(page)
    return page, watch


def pinned(page: Page) -> list[dict[str, str]]:
    return page.evaluate("JSON.parse(localStorage.getItem('vitrina.kit') || '{\"pins\":[]}').pins")


def exported(page: Page) -> bytes:
    with page.expect_download() as started:
        page.get_by_role("button", name="Export as one file").click()
    content = Path(started.value.path()).read_bytes()
    page.locator(".kit-status", has_text=hashlib.sha256(content).hexdigest()).wait_for()
    return content


@pytest.fixture(autouse=True)
def closed(reader: BrowserContext) -> Iterator[None]:
    """No page outlives its test: what is pinned on one is told to all others."""
    yield
    for page in reader.pages:
        page.close()


@pytest.fixture(scope="module")
def kit(world: World, reader: BrowserContext) -> bytes:
    """Five pins of three pages with a note, exported before the publisher changed anything."""
    page, _ = opened(reader, world, "/kit?lang=en")
    assert page.get_by_text("Nothing is pinned yet.").is_visible()
    assert not page.get_by_role("button", name="Export as one file").is_visible()
    page, watch = opened(reader, world, "/?lang=en")
    page.locator(".figures button[data-pin-of=contracted]").click()
    page.goto(f"{world.url}/suppliers?lang=en&year_to=2016")
    page.locator("#new-suppliers button.pin").click()
    assert page.locator("#new-suppliers button.pin").get_attribute("aria-pressed") == "true"
    page.goto(f"{world.url}/agencies?lang=en&year_from=2018")
    page.locator("#agencies button.pin").click()
    page.goto(f"{world.url}/processes?lang=en&year_to=2015")
    page.get_by_role("button", name="Pin this search").click()
    page.goto(f"{world.url}/process/{quote(OCID, safe='')}?lang=en")
    page.locator(".hero button.pin").click()
    assert page.locator(".kit-link").inner_text().split() == ["Story", "kit", "5"]
    page.locator(".kit-link").click()
    settle(page)
    page.get_by_label("Title").fill(f"Who pays? {MARKUP}")
    page.get_by_label("Author").fill("A. Reporter")
    page.get_by_label("Introduction").fill(NOTE)
    page.locator(".kit-pin textarea").first.fill(NOTE)
    page.locator(".kit-pin").nth(4).locator(".kit-up").press("Enter")
    page.wait_for_function("() => document.activeElement.classList.contains('kit-up')")
    content = exported(page)
    assert not watch.errors
    assert not watch.foreign
    return content


@pytest.fixture(scope="module")
def later(world: World, kit: bytes) -> str:
    """The snapshot after the publisher corrected one contract of 2018: two of the five figures change."""
    assert kit
    world.content = releases(last=905.5)
    return world.pull()


def manifest(kit: bytes) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(kit)) as archive:
        assert archive.testzip() is None
        return json.loads(archive.read("kit.json"))


def test_the_file_has_everything_and_a_hash_of_it(kit, world):
    said = manifest(kit)
    with zipfile.ZipFile(io.BytesIO(kit)) as archive:
        names = set(archive.namelist())
        assert names == {"kit.json"} | {file["path"] for file in said["files"]}
        for file in said["files"]:
            assert hashlib.sha256(archive.read(file["path"])).hexdigest() == file["sha256"]
        assert {"story.html", "story.md"} <= names
        assert [pin["kind"] for pin in said["pins"]] == ["figure", "chart", "table", "record", "search"]
        assert all(pin["found"] and pin["snapshot"] == world.snapshots[0] for pin in said["pins"])
        total = sum(100.0 * n for n in range(1, 12)) + 900
        assert said["pins"][0]["rows"] == [["Contracted", said["pins"][0]["value"], total]]
        plotted, painted = sorted(name for name in names if name.endswith(".svg"))  # by Plotly, by HTML
        drawn = archive.read(plotted).decode()
        assert drawn.count("<path") > 3
        assert "2016" in drawn
        assert {FORMULA, MARKUP} <= {" ".join(text.split()) for text in ET.fromstring(archive.read(painted)).itertext()}  # noqa: S314
        for chart in (plotted, painted):
            assert archive.read(chart.replace(".svg", ".png")).startswith(b"\x89PNG")
        record = said["pins"][3]["records"][0]
        assert record["source_urls"] == [world.source.url]
        assert json.loads(archive.read(record["file"]))["ocid"] == OCID
        assert all(".." not in name and name.count("/") <= 1 for name in names)
        table = next(name for name in said["pins"][2]["files"] if name.endswith(".csv"))
        lines = list(csv.reader(io.StringIO(archive.read(table).decode("utf-8-sig"))))
    assert lines[0] == said["pins"][2]["columns"]
    assert not [cell for line in lines for cell in line if cell.startswith(("=", "+", "@"))]


def test_hostile_text_stays_text_in_the_document(kit, reader, tmp_path):
    with zipfile.ZipFile(io.BytesIO(kit)) as archive:
        archive.extractall(tmp_path)
    page = reader.new_page()
    watch = Watch("")
    watch.attach(page)
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto((tmp_path / "story.html").as_uri())
    assert page.locator("h1").inner_text() == f"Who pays? {MARKUP}"
    assert MARKDOWN in page.locator("p.note").first.inner_text()
    assert page.locator("script, img:not([src^='data:image/svg'])").count() == 0
    assert page.locator("figure img").evaluate_all("images => images.map(image => image.naturalWidth)") == [1200, 1200]
    assert page.locator("a[href^='javascript']").count() == 0
    assert not dialogs
    assert not watch.errors
    markdown = (tmp_path / "story.md").read_text(encoding="utf-8")
    assert not re.search(r"(?<!\\)\]\(javascript|<script|<img|(?<!\\)`x", markdown)


def test_links_open_the_old_figures_and_say_so_while_today_has_new_ones(kit, later, reader, world):
    figure = manifest(kit)["pins"][0]
    assert world.snapshots[0] in figure["address"]
    page, _ = opened(reader, world, figure["address"].removeprefix(world.url))
    assert "You are looking at the data of" in page.locator(".held-banner").inner_text()
    old = page.locator(".figures .figure").first.inner_text()
    hrefs = page.eval_on_selector_all("main a[href^='/'], header nav a", "links => links.map(link => link.href)")
    assert hrefs
    assert not [
        href
        for href in hrefs
        if world.snapshots[0] not in href
        and "#" not in href
        and href not in page.eval_on_selector_all(".held-banner a", "links => links.map(link => link.href)")
    ]
    page.get_by_text("See today's").click()
    settle(page)
    assert page.locator(".held-banner").count() == 0
    assert page.locator(".figures .figure").first.inner_text() != old
    amounts = [
        requests.get(f"{world.url}/api/v1/spending", params=asked, timeout=20).json()["total"]
        for asked in ({"snapshot": world.snapshots[0]}, {})
    ]
    assert amounts[1] - amounts[0] == pytest.approx(5.5)


def test_exactly_the_two_figures_that_changed_are_named(kit, later, browser, world, tmp_path):
    file = tmp_path / "story.zip"
    file.write_bytes(kit)
    context = browser.new_context(locale="en-GB")
    page, watch = opened(context, world, "/kit?lang=en")
    page.locator("#kit-file").set_input_files(str(file))
    page.get_by_role("button", name="Verify").click()
    page.locator(".kit-verdict").first.wait_for()
    states = page.eval_on_selector_all(".kit-verdict", "items => items.map(item => item.dataset.now)")
    assert states == ["changed", "holds", "changed", "holds", "holds"]
    said = page.locator(".kit-verdict").nth(2).inner_text()
    assert re.search(r"[\d,.]+ → [\d,.]+", said)
    assert "Its own snapshot says the same." in said
    page.get_by_role("button", name="Read it in").click()
    page.locator(".kit-status", has_text="Pins read in: 5").wait_for()
    assert pinned(page)[0]["note"] == NOTE
    assert page.get_by_label("Title").input_value() == f"Who pays? {MARKUP}"
    again = manifest(exported(page))
    assert [pin["rows"] for pin in again["pins"]] == [pin["rows"] for pin in manifest(kit)["pins"]]
    assert not watch.errors
    context.close()


def test_the_command_says_the_same(kit, later, world, tmp_path):
    file = tmp_path / "story.zip"
    file.write_bytes(kit)
    environment = {
        "VITRINA_DATA": str(world.settings.data_dir),
        "VITRINA_CONFIG": str(world.settings.config),
        "PATH": "/usr/bin:/bin",
        "COLUMNS": "200",
    }

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "data_loader", "verify", *arguments],
            cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip

    done = run(str(file), "--json")
    assert done.returncode == 1, done.stderr
    report = json.loads(done.stdout)
    assert [pin["now"] for pin in report["pins"]] == ["changed", "holds", "changed", "holds", "holds"]
    assert report["intact"]
    file.write_bytes(kit[: len(kit) // 2])
    broken = run(str(file))
    assert broken.returncode == 2
    assert "no kit" in broken.stderr
    assert "Traceback" not in broken.stderr


def test_a_tampered_kit_names_the_file(kit, later, reader, world, tmp_path):
    file = tmp_path / "story.zip"
    with zipfile.ZipFile(io.BytesIO(kit)) as archive, zipfile.ZipFile(file, "w") as copy:
        for name in archive.namelist():
            content = archive.read(name)
            copy.writestr(name, content + b"1" if name.startswith("tables/03") else content)
    page, _ = opened(reader, world, "/kit?lang=en")
    before = pinned(page)
    page.locator("#kit-file").set_input_files(str(file))
    page.get_by_role("button", name="Read it in").click()
    page.locator(".kit-faults li").wait_for()
    assert page.locator(".kit-faults li").count() == 1
    assert "tables/03" in page.locator(".kit-faults li").inner_text()
    page.locator(".kit-status", has_text="Nothing was read in").wait_for()
    assert pinned(page) == before


def test_a_snapshot_that_is_gone_says_what_replaced_it(kit, later, reader, world):
    old, gone = world.settings.data_dir / "snapshots" / world.snapshots[0], world.settings.data_dir / "away"
    old.rename(gone)
    try:
        page, _ = opened(reader, world, f"/agencies?lang=en&snapshot={world.snapshots[0]}")
        assert page.locator("h1").inner_text() == "These data are no longer kept."
        page.get_by_text("See the same on those").click()
        settle(page)
        assert later in page.url
        assert page.locator("#agencies").count() == 1
        for path in ("/agencies", "/api/v1/meta", "/embed/overview"):
            answer = requests.get(
                world.url + path, params={"snapshot": world.snapshots[0], "card": "years"}, timeout=20
            )
            assert answer.status_code in {410, 400} if path == "/api/v1/meta" else answer.status_code == 410
        answer = requests.get(f"{world.url}/api/v1/meta", params={"snapshot": world.snapshots[0]}, timeout=20)
        assert (answer.status_code, answer.json()["error"]["code"]) == (410, "snapshot_gone")
        assert later in answer.json()["error"]["message"]
        page, _ = opened(reader, world, "/kit?lang=en")
        page.locator(".kit-gone button").first.click()
        page.wait_for_function(f"() => JSON.parse(localStorage['vitrina.kit']).pins[0].snapshot === '{later}'")
    finally:
        gone.rename(old)


def test_a_flag_is_pinned_where_it_stands_in_a_list(visit, server_url):
    """What is kept is the lead's own page: it gives the evidence, not the list as it was sorted that day."""
    page = visit("/leads", lang="en").page
    lead = page.locator(".l-lead").nth(2)
    said = lead.locator(".l-said").inner_text().replace("\xa0", " ")
    lead.hover()
    lead.locator("button[data-pin=flag]").click()
    (pin,) = pinned(page)
    page.evaluate("localStorage.clear()")
    assert (pin["kind"], pin["of"], pin["title"]) == ("flag", "evidence", said)
    assert pin["path"].startswith("/lead/")
    asked = {name: pin[name] for name in ("kind", "path", "query", "of", "snapshot", "title", "value")}
    answer = requests.post(f"{server_url}/api/v1/kits", json={"lang": "en", "pins": [asked]}, timeout=60)
    assert answer.status_code == 200, answer.text
    (kept,) = manifest(answer.content)["pins"]
    assert kept["found"]
    assert kept["rows"]
    assert kept["records"]


@pytest.mark.parametrize("width", [PHONE, 1440])
def test_the_page_is_accessible_and_fits(kit, reader, world, width):
    page, watch = opened(reader, world, "/kit?lang=en", width)
    page.locator(".kit-pin").first.wait_for()
    assert not page.evaluate(TOO_WIDE)
    assert not axe.violations(page)
    page.locator(".kit-pin").nth(1).locator(".kit-remove").press("Enter")
    assert page.evaluate("document.activeElement.className") == "kit-remove"
    assert not watch.errors
