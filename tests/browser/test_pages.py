"""Every page, on a phone and on a desk, in both languages: it arrives whole, stays here, and everyone can read it."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import DESK, PHONE
from tests.test_documentation import catalogue

PAGES = (
    "leads",
    "leads-grouped",
    "lead",
    "lead-peers",
    "indicators",
    "overview",
    "explore",
    "explore-areas",
    "compare",
    "agencies",
    "agency",
    "timelines",
    "board",
    "contracts",
    "suppliers",
    "supplier",
    "network",
    "completeness",
    "quality",
    "check",
    "rollout",
    "processes",
    "process",
    "about",
    "status",
    "glossary",
    "embed",
    "missing",
    "api",
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "wcag2aaa", "best-practice"]
STRICTER = ["color-contrast-enhanced", "identical-links-same-purpose", "target-size"]
"""Rules that axe leaves out unless they are asked for."""
TEXTS = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = new Set();
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement;
    if (parent.closest('script, style, pre, code, noscript, [lang]:not(html)')) continue;
    if (parent.closest('select[name=agency], select[name=supplier], datalist')) continue; /* names as published */
    if (location.pathname.startsWith('/process/') && parent.closest('.card-data, #problems')) continue; /* the standard's names */
    const text = node.textContent.replace(/\\s+/g, ' ').trim();
    if (text) found.add(text);
  }
  for (const named of document.querySelectorAll('[aria-label], [title], [placeholder], [alt]'))
    for (const name of ['aria-label', 'title', 'placeholder', 'alt'])
      if (named.hasAttribute(name) && !named.closest('[lang]:not(html)')) found.add(named.getAttribute(name).trim());
  return [...found];
}"""
DOUBLED = """() => [...document.querySelectorAll('.page *')]
  .map(element => [element, parseFloat(getComputedStyle(element).fontSize)])
  .forEach(([element, size]) => { element.style.fontSize = `${2 * size}px`; })"""
TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width + 1) return [];
  return [...document.querySelectorAll('body *')]
    .filter(element => !element.closest('details:not([open])') && element.getBoundingClientRect().right > width + 1)
    .map(element => `${element.tagName}.${element.className}`).slice(0, 5).concat('the page scrolls sideways');
}"""
SMALL_TEXT = """() => [...document.querySelectorAll('main svg text')]
  .filter(text => text.textContent.trim() && text.getClientRects().length)
  .filter(text => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a < 11.9)
  .map(text => text.textContent).slice(0, 5)"""


def english_patterns():
    """The English messages whose Spanish is another, as patterns that fit a whole text; a mere "of" fits names too."""
    patterns = {}
    for message in catalogue():
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        for text in ids:
            words = re.sub(r"\{[^}]*\}", " ", text)
            if text and text not in texts and len("".join(re.findall(r"[A-Za-z]{2,}", words))) > 3:
                parts = (re.escape(part) for part in re.split(r"\{[^}]*\}", text))
                patterns[text] = re.compile(f"^{'.{0,80}'.join(parts)}$")
    return patterns


ENGLISH = english_patterns()


def english_words(page):
    texts = page.evaluate(TEXTS)
    names = {text for text in texts if text in ENGLISH}
    fitting = {text for text in texts for pattern in ENGLISH.values() if " " in text and pattern.match(text)}
    return sorted(names | fitting)


def accessibility(page):
    options = {"runOnly": {"type": "tag", "values": RULES}, "rules": {name: {"enabled": True} for name in STRICTER}}
    result = Axe().run(page, options=options)
    return [
        f"axe {violation['id']}: {violation['help']}: {[node['html'][:160] for node in violation['nodes'][:3]]}"
        for violation in result.response["violations"]
    ]


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("name", PAGES)
def test_page(visit, name, width, lang):
    seen = visit(name, width=width, lang=lang)
    page = seen.page
    wrong = list(seen.watch.errors)
    if name == "missing":
        wrong = [error for error in wrong if "404" not in error]
    wrong += [f"asks another host: {url}" for url in seen.watch.foreign]
    if seen.status != (404 if name == "missing" else 200):
        wrong.append(f"status {seen.status}")
    if page.evaluate("document.documentElement.lang") != lang:
        wrong.append(f"html lang is {page.evaluate('document.documentElement.lang')!r}")
    if page.locator("h1").count() != 1 or not page.locator("h1").inner_text().strip():
        wrong.append(f"{page.locator('h1').count()} h1")
    if page.locator("main").count() != 1:
        wrong.append(f"{page.locator('main').count()} main")
    if not page.title().strip() or page.title() == "Dash":
        wrong.append(f"title {page.title()!r}")
    wrong += page.evaluate(TOO_WIDE)
    wrong += [f"text under 12 px: {text}" for text in page.evaluate(SMALL_TEXT)]
    if lang == "es":
        wrong += [f"English: {text}" for text in english_words(page)]
    wrong += accessibility(page)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", PAGES)
def test_dark_mode_is_readable_too(visit, name):
    seen = visit(name, color_scheme="dark")
    assert not accessibility(seen.page)


@pytest.mark.parametrize("name", ["agencies", "process"])
def test_pages_print_without_controls(visit, name):
    page = visit(name).page
    page.emulate_media(media="print")
    assert not page.locator("form:visible").count()
    assert page.locator("h1").is_visible()


@pytest.mark.parametrize("name", ["overview", "agency", "completeness", "process"])
def test_narrow_pages_do_not_scroll_sideways(visit, name):
    """320 pixels: a page of 1280 at 400 % (WCAG 1.4.10)."""
    assert not visit(name, width=320).page.evaluate(TOO_WIDE)


@pytest.mark.parametrize("name", ["agencies", "agency"])
def test_zoomed_text_stays_on_the_page(visit, name):
    """200 % text on a phone (WCAG 1.4.4), sizes in pixels too."""
    page = visit(name, width=PHONE).page
    page.evaluate(DOUBLED)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert not page.evaluate(TOO_WIDE)
