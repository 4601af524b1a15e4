"""`python -m bench.browser [URL …]`: what a reader's browser loads and waits for, cold, page by page.

Without an address it serves the current data itself; with two, it compares the second with the first.
"""

from __future__ import annotations

import os
import statistics
import sys
import urllib.request
from dataclasses import asdict, dataclass, fields
from typing import Any

from playwright.sync_api import Browser, CDPSession, sync_playwright

from bench.measure import say
from bench.serve import served
from data_loader.config import settings
from tests.browser.chromium import FLAGS, executable

PAGES = ("/", "/agencies", "/suppliers", "/timelines", "/completeness", "/explore", "/rollout", "/processes")
ROUNDS = 5
BARS = {"headline_kb": 250.0, "chart_kb": 900.0, "shift": 0.02, "long_task": 200.0}
FIGURE = ".plot, .k-columns"
PHONE = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
"""A slow phone network, as Lighthouse simulates one; its processor is four times slower than this one."""

WATCH = """
window.seen = {shift: 0, long: [], headline: null, chart: null, paint: null};
new PerformanceObserver(list => list.getEntries().forEach(e => { if (!e.hadRecentInput) seen.shift += e.value; }))
  .observe({type: 'layout-shift', buffered: true});
new PerformanceObserver(list => list.getEntries().forEach(e => seen.long.push([e.startTime, e.duration])))
  .observe({type: 'longtask', buffered: true});
new PerformanceObserver(list => list.getEntries().forEach(e => {
  if (e.name === 'first-contentful-paint') seen.paint = e.startTime; })).observe({type: 'paint', buffered: true});
const look = () => {
  const now = performance.now();
  const heading = document.querySelector('main h1');
  if (heading && seen.headline === null) requestAnimationFrame(() => { seen.headline = performance.now(); });
  if (seen.chart === null && document.querySelector('.js-plotly-plot .main-svg, .k-columns')) seen.chart = now;
};
new MutationObserver(look).observe(document, {childList: true, subtree: true});
"""


@dataclass(frozen=True, slots=True)
class Load:
    """One page loaded once by a browser that knew nothing: milliseconds, kilobytes as they came over the wire."""

    paint: float
    headline: float
    headline_kb: float
    chart: float
    chart_kb: float
    all_kb: float
    shift: float
    long_task: float
    """The longest task after the page was loaded."""


def load(browser: Browser, address: str, *, slow: bool) -> Load:
    """Load a page in a new profile and return what it took; NaN where it draws no figure."""
    context = browser.new_context(locale="en-GB", viewport={"width": 390 if slow else 1440, "height": 900})
    page = context.new_page()
    page.add_init_script(WATCH)
    session = context.new_cdp_session(page)
    arrived = _bytes(session)
    if slow:
        session.send("Network.emulateNetworkConditions", PHONE)
        session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(address, wait_until="load")
    page.wait_for_function("() => window.seen.headline !== null", timeout=120_000)
    if page.locator(FIGURE).count():
        page.evaluate("figure => document.querySelector(figure).scrollIntoView({block: 'center'})", FIGURE)
        page.wait_for_function("() => window.seen.chart !== null", timeout=120_000)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)
    seen = page.evaluate(
        "() => ({...window.seen, origin: performance.timeOrigin, loaded: performance.timing.loadEventEnd - performance.timeOrigin})"
    )
    context.close()
    return Load(
        paint=seen["paint"] or float("nan"),
        headline=seen["headline"],
        headline_kb=_until(arrived, seen["origin"], seen["headline"]),
        chart=seen["chart"] or float("nan"),
        chart_kb=_until(arrived, seen["origin"], seen["chart"]) if seen["chart"] else float("nan"),
        all_kb=sum(size for _, size in arrived) / 1024,
        shift=seen["shift"],
        long_task=max((length for start, length in seen["long"] if start >= seen["loaded"]), default=0.0),
    )


def _bytes(session: CDPSession) -> list[tuple[float, int]]:
    """Return the list that fills with the wall-clock time and the size of whatever arrives."""
    arrived: list[tuple[float, int]] = []
    clock: list[float] = []

    def sent(event: dict[str, Any]) -> None:
        clock[:] = [event["wallTime"] - event["timestamp"]]

    def came(event: dict[str, Any]) -> None:
        arrived.append(((event["timestamp"] + clock[0]) * 1000, int(event["encodedDataLength"])))

    session.send("Network.enable")
    session.on("Network.requestWillBeSent", sent)
    session.on("Network.loadingFinished", came)
    return arrived


def _until(arrived: list[tuple[float, int]], origin: float, moment: float) -> float:
    return sum(size for when, size in arrived if when <= origin + moment) / 1024


def measured(browser: Browser, url: str, *, slow: bool) -> dict[str, Load]:
    """Return the median of each measure by page; before, each page is asked once so that the server has it."""
    found = {}
    for path in PAGES:
        urllib.request.urlopen(f"{url}{path}?lang=en", timeout=60).read()  # noqa: S310  ours
        loads = [load(browser, f"{url}{path}?lang=en", slow=slow) for _ in range(ROUNDS)]
        medians = {item.name: statistics.median(getattr(one, item.name) for one in loads) for item in fields(Load)}
        found[path] = Load(**medians)
    return found


def table(found: dict[str, Load]) -> str:
    """Return the measures as a table; what misses its bar is marked."""
    names = [item.name for item in fields(Load)]
    lines = [f"| page | {' | '.join(name.replace('_', ' ') for name in names)} |", "|---|" + "---:|" * len(names)]
    for path, one in found.items():
        cells = []
        for name in names:
            value = getattr(one, name)
            said = "–" if value != value else f"{value:.3f}" if name == "shift" else f"{value:,.0f}"  # noqa: PLR0124
            cells.append(f"**{said} misses {BARS[name]:g}**" if name in BARS and value > BARS[name] else said)
        lines.append(f"| {path} | {' | '.join(cells)} |")
    return "\n".join(lines)


def ratios(before: dict[str, Load], after: dict[str, Load]) -> str:
    """Return how many times less each page takes than before."""
    names = ("paint", "headline", "headline_kb", "chart", "chart_kb", "all_kb")
    lines = [f"| times less | {' | '.join(name.replace('_', ' ') for name in names)} |", "|---|" + "---:|" * len(names)]
    for path, one in after.items():
        quotients = [getattr(before[path], name) / getattr(one, name) for name in names]
        lines.append(f"| {path} | {' | '.join('–' if q != q else f'{q:.1f}' for q in quotients)} |")  # noqa: PLR0124
    return "\n".join(lines)


def main(urls: list[str]) -> None:
    """Measure and print; without addresses the current data are served for it, and what was found is the last line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    print(f"{os.cpu_count()} cores, {memory:.0f} GB; medians of {ROUNDS} loads; milliseconds and KB\n")
    forms: dict[str, dict[str, Load]] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=FLAGS)
        for form, slow in (("desktop", False), ("mobile", True)):
            found = [measured(browser, url, slow=slow) for url in urls]
            for url, one in zip(urls, found, strict=True):
                print(f"\n{'Phone, slow network' if slow else 'Desk'}: {url}\n\n{table(one)}")
            if len(found) == 2:
                print(f"\n{ratios(*found)}")
            forms[form] = found[-1]
        browser.close()
    say({form: {path: asdict(one) for path, one in pages.items()} for form, pages in forms.items()})


if __name__ == "__main__":
    if sys.argv[1:]:
        main([url.rstrip("/") for url in sys.argv[1:]])
    else:
        with served(settings().data_dir) as (own, _, _):
            main([own])
