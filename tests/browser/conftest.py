"""A reader's browser: the system's Chromium, at a phone's and a desk's width, watched for what must not happen."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import quote, urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from data_loader import queries
from data_loader.filters import Filters
from data_loader.snapshot import Snapshot
from tests.browser.chromium import FLAGS, executable

PHONE, DESK = 390, 1440
REPORT_VIOLATIONS = """
document.addEventListener('securitypolicyviolation', event =>
  console.error(`policy violation: ${event.violatedDirective} ${event.blockedURI}`));
"""
REDRAWN = """() => Promise.all([...document.querySelectorAll('.plot[data-drawn]')]
  .filter(plot => plot.offsetWidth).map(plot => Plotly.Plots.resize(plot))).then(() => null)"""


@dataclass
class Watch:
    """What a page did that a reader's browser would complain about."""

    host: str
    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def attach(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.errors.append(f"script: {error}"))
        page.on("request", self._request)

    def forget(self) -> None:
        """Start anew, with the next page."""
        self.errors.clear()
        self.foreign.clear()

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.errors.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.netloc != self.host:
            self.foreign.append(request.url)


@dataclass
class Visit:
    """A page as it stands when it has come to rest."""

    page: Page
    watch: Watch
    status: int


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    return {**browser_type_launch_args, "executable_path": executable(), "args": FLAGS}


@pytest.fixture(scope="session")
def addresses(bundled_snapshot: Snapshot) -> dict[str, str]:
    """Every page there is, by name; the ones of one thing for the thing with the most in it."""
    everything = Filters()
    agency = queries.spending(bundled_snapshot, everything, by="agency", limit=1).rows["id"].iloc[0]
    supplier = queries.spending(bundled_snapshot, everything, by="supplier", limit=1).rows["id"].iloc[0]
    rows = queries.processes(bundled_snapshot, everything, page_size=5000).rows
    lead, slow = (
        queries.indicator_results(bundled_snapshot, everything, indicators=(code,), page_size=1).rows.iloc[0]
        for code in ("R003", "slow_decision")
    )
    slashed = rows[rows["ocid"].str.contains("/")].iloc[0]
    return {
        "overview": "/",
        "explore": "/explore",
        "explore-areas": "/explore?show=areas&by=supplier",
        "compare": "/compare",
        "agencies": "/agencies",
        "agency": f"/agency/{quote(agency, safe='')}",
        "timelines": "/timelines",
        "board": "/board",
        "contracts": "/contracts",
        "suppliers": "/suppliers",
        "supplier": f"/supplier/{quote(supplier, safe='')}",
        "network": f"/network?{urlencode({'agency': agency})}",
        "completeness": "/completeness",
        "quality": "/quality",
        "check": "/quality/paid_over_contract",
        "rollout": "/rollout",
        "processes": "/processes",
        "process": f"/process/{quote(slashed['ocid'], safe='')}?{urlencode({'source': slashed['source']})}",
        "leads": "/leads",
        "leads-grouped": "/leads?group=agency",
        "lead": f"/lead/R003?{urlencode({'ocid': lead['ocid'], 'of_source': lead['source']})}",
        "lead-peers": f"/lead/slow_decision?{urlencode({'ocid': slow['ocid'], 'of_source': slow['source']})}",
        "indicators": "/indicators",
        "matches": "/matches",
        "about": "/about",
        "status": "/status",
        "glossary": "/glossary",
        "embed": "/embed/overview?card=years",
        "missing": "/there-is-no-such-page",
        "api": "/api",
    }


@pytest.fixture(scope="session")
def profiles(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """A browser profile for each set of a reader's preferences, kept for the run: scripts are compiled once."""
    made: dict[tuple[str, str], BrowserContext] = {}

    def profile(lang: str, color_scheme: Literal["light", "dark"]) -> BrowserContext:
        if (lang, color_scheme) not in made:
            locale = "es-MX" if lang == "es" else "en-GB"
            context = browser.new_context(locale=locale, color_scheme=color_scheme, device_scale_factor=1)
            context.add_init_script(REPORT_VIOLATIONS)
            context.grant_permissions(["clipboard-read", "clipboard-write"])
            context.set_default_timeout(45_000)
            made[lang, color_scheme] = context
        return made[lang, color_scheme]

    yield profile
    for context in made.values():
        context.close()


@pytest.fixture
def visit(
    profiles: Callable[..., BrowserContext], server_url: str, addresses: dict[str, str]
) -> Iterator[Callable[..., Visit]]:
    """Open a page by its name, or by an address that starts with "/"."""
    pages: list[Page] = []

    def go(name: str, *, width: int = DESK, lang: str = "es", color_scheme: str = "light") -> Visit:
        page = profiles(lang, color_scheme).new_page()
        pages.append(page)
        page.set_viewport_size({"width": width, "height": 900})
        watch = Watch(urlsplit(server_url).netloc)
        watch.attach(page)
        address = addresses.get(name, name)
        address += ("&" if "?" in address else "?") + urlencode({"lang": lang})
        response = page.goto(server_url + address)
        settle(page)
        return Visit(page, watch, response.status if response else 0)

    yield go
    for page in pages:
        page.close()


def settle(page: Page) -> None:
    """Draw the figures, those too that are far below; a page without a script of ours has none."""
    page.evaluate("() => window.vitrina && window.vitrina.all().then(() => null)")


def resize(page: Page, width: int) -> None:
    """Make the page as wide as that; its figures are drawn anew."""
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate(REDRAWN)
