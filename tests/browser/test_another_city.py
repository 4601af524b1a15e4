"""Somebody else's city: an instance made by one vitrina.toml, with the data that a stranger brings, on a phone."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page

from data_loader import queries
from data_loader import snapshot as snapshots
from data_loader.config import Settings, load_config
from data_loader.filters import Filters
from data_loader.pull import pull
from tests.browser import axe
from tests.browser.conftest import PHONE, Watch, settle
from tests.browser.test_pages import TOO_WIDE
from tests.conftest import ROOT, running

LONG = "Հայաստանի Հանրապետության տարածքային կառավարման և ենթակառուցվածքների նախարարություն " * 3
CHINESE = "中华人民共和国住房和城乡建设部政府采购中心重大基础设施项目管理办公室" * 6
UNBROKEN = "Ministry-of-Works-and-Housing/" * 7
NAMES = (LONG[:200], CHINESE[:200], UNBROKEN[:200], "Federal Ministry of Health")
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30"><script>alert(1)</script><rect width="90" height="30" fill="#00693a"/></svg>'
TOML = """[site]
name = "Open Abuja, the contracts of the Federal Capital Territory"
language = "en"
currency = "NGN"
accent = "#00693a"
logo = "logo.svg"
contact = "data@example.org"
introduction = "What the territory buys, and from whom."
{roster}
[[sources]]
id = "abuja"
name = "Abuja"
url = "releases.jsonl"
"""
PLACES = ("/", "/agencies", "/timelines", "/suppliers", "/completeness", "/rollout", "/processes", "/quality", "/about")
READ_ALOUD = ("/agencies", "/supplier/", "/network?agency")
"""The places that axe looks at here; tests/browser/test_pages.py shows it all of them."""


def release(number: int, *, agencies: int, years: int, amounts: bool) -> dict[str, object]:
    """One process, plain enough to be right at a glance; every fifth in dollars, every seventh not yet contracted."""
    year = 2015 + number % years
    place = number % agencies
    buyer = {"id": f"A{place}", "name": f"{NAMES[place % 4]} {place}"}
    value = {"value": {"amount": 1000 * (number + 1), "currency": "USD" if number % 5 == 0 else "NGN"}}
    value = value if amounts else {}
    supplier = {"id": f"S{number % 17}", "name": f"{NAMES[number % 4]} Ltd {number % 17}"}
    found: dict[str, object] = {
        "ocid": f"ocds-abuja-{number}",
        "id": "1",
        "date": f"{year}-06-01T00:00:00Z",
        "tag": ["contract"],
        "buyer": buyer,
        "tender": {
            "id": "t",
            "title": NAMES[number % 4],
            "procurementMethod": ("open", "direct", "limited")[number % 3],
            "tenderPeriod": {"startDate": f"{year}-01-01T00:00:00Z", "endDate": f"{year}-02-01T00:00:00Z"},
            "tenderers": [supplier, {"id": "S0", "name": f"{NAMES[0]} Ltd 0"}],
            **value,
        },
    }
    if number % 7:
        found["awards"] = [{"id": "a", "date": f"{year}-03-01T00:00:00Z", "suppliers": [supplier], **value}]
        found["contracts"] = [{"id": "c", "awardID": "a", "dateSigned": f"{year}-04-01T00:00:00Z", **value}]
    return found


@dataclass
class Instance:
    """A city that is served: its address, and the pages of one thing each."""

    url: str
    places: tuple[str, ...]


@pytest.fixture(scope="module", params=["large", "bare"])
def city(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """250 agencies over ten years in two currencies; or one agency, one year and no amount at all."""
    large = request.param == "large"
    shape = {"agencies": 250, "years": 10, "amounts": True} if large else {"agencies": 1, "years": 1, "amounts": False}
    folder = tmp_path_factory.mktemp(request.param)
    releases = [release(number, **shape) for number in range(500 if large else 3)]
    (folder / "releases.jsonl").write_text("\n".join(map(json.dumps, releases)), encoding="utf-8")
    (folder / "logo.svg").write_text(LOGO, encoding="utf-8")
    (folder / "roster.csv").write_text(f"name\n{NAMES[3]} 3\nNobody yet\n", encoding="utf-8")
    config = folder / "city.toml"
    config.write_text(TOML.format(roster='roster = "roster.csv"' if large else ""), encoding="utf-8")
    report = pull(Settings(data=folder / "data", config=config, refresh="off"))
    assert [source.error for source in report.sources] == [None]
    log = folder / "app.log"
    with running(folder / "data", log, VITRINA_CONFIG=str(config)) as url:
        yield Instance(url, (*PLACES, *things(folder / "data")))
    assert "Traceback" not in log.read_text(encoding="utf-8", errors="replace")


def things(data: Path) -> Iterator[str]:
    snapshot = snapshots.current(data)
    assert snapshot is not None
    for kind in ("agency", "supplier"):
        rows = queries.spending(snapshot, Filters(), by=kind, order="processes").rows
        first = quote(rows["id"].dropna().iloc[0], safe="")
        yield f"/{kind}/{first}"
        yield f"/network?{kind}={first}"
    yield f"/process/{quote(queries.processes(snapshot, Filters(), page_size=1).rows['ocid'].iloc[0], safe='')}"


def visit(page: Page, address: str, watch: Watch) -> None:
    page.set_viewport_size({"width": PHONE, "height": 844})
    response = page.goto(address)
    settle(page)
    if response is None or response.status != 200:
        watch.errors.append(f"status {response and response.status}")


def test_every_page_of_another_city_arrives_whole_on_a_phone(
    city: Instance, profiles: Callable[..., BrowserContext]
) -> None:
    wrong = []
    page, watch = profiles("en", "light").new_page(), Watch(urlsplit(city.url).netloc)
    watch.attach(page)
    for place in city.places:
        watch.forget()
        visit(page, city.url + place, watch)
        found = [*watch.errors, *watch.foreign, *page.evaluate(TOO_WIDE)]
        if place.startswith(READ_ALOUD):
            found += axe.violations(page)
        if "peso" in page.inner_text("main").lower() or "MXN" in page.inner_text("main"):
            found.append("speaks of pesos")
        wrong += [f"{place}: {fault}" for fault in found]
    page.close()
    assert not wrong, "\n".join(wrong)


def test_it_is_somebodys_own(city: Instance, profiles: Callable[..., BrowserContext]) -> None:
    page = profiles("en", "dark").new_page()
    visit(page, city.url + "/", Watch(urlsplit(city.url).netloc))
    name = "Open Abuja, the contracts of the Federal Capital Territory"

    assert page.title().endswith(name)
    assert page.locator(".brand").inner_text() == name
    assert "What the territory buys, and from whom." in page.inner_text("main")
    assert page.locator("footer a[href='mailto:data@example.org']").count() == 1
    assert page.locator(".brand img").evaluate("image => image.naturalWidth") > 0
    assert "script" not in page.request.get(f"{city.url}/site/logo").text()
    accent = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--accent')")
    assert accent == "#599e7f"
    assert not axe.violations(page)
    page.close()


def test_the_example_of_the_documents_is_an_installation() -> None:
    site = load_config(ROOT / "examples" / "nigeria.toml").site

    assert (site.language, site.currency, site.accent) == ("en", "NGN", "#00693a")
    assert site.logo == ROOT / "examples" / "nigeria.svg"
