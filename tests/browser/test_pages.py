"""Every page, on a phone and on a desk, in both languages: it arrives whole, stays here, and everyone can read it."""

import re
from functools import cache

import pytest

from tests.browser import axe
from tests.browser.conftest import DESK, PHONE, resize
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


@cache
def english():
    """The English messages whose Spanish is another, and a pattern of them all; a mere "of" fits names too."""
    messages = {}
    for message in catalogue():
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        for text in ids:
            words = re.sub(r"\{[^}]*\}", " ", text)
            if text and text not in texts and len("".join(re.findall(r"[A-Za-z]{2,}", words))) > 3:
                messages[text] = ".{0,80}".join(map(re.escape, re.split(r"\{[^}]*\}", text)))
    return frozenset(messages), re.compile("|".join(messages.values()))


def english_words(page):
    messages, pattern = english()
    return sorted(
        text for text in page.evaluate(TEXTS) if text in messages or (" " in text and pattern.fullmatch(text))
    )


@pytest.mark.parametrize(("lang", "width", "other"), [("es", PHONE, DESK), ("en", DESK, PHONE)])
@pytest.mark.parametrize("name", PAGES)
def test_page(visit, name, lang, width, other):
    """Each page is opened twice, so that each of its languages, widths and themes is looked at, not each with each.

    Spanish opens on a phone, English on a desk, both light, and axe reads both, the colours on the phone. Each is then
    made as wide as the other: nothing may stick out there either. The Spanish one turns dark at last, and axe reads its
    colours again, as wide as a desk.
    """
    seen = visit(name, width=width, lang=lang)
    page = seen.page
    wrong = faults(page, lang, status=404 if name == "missing" else 200, got=seen.status)
    wrong += axe.violations(page, colours=lang == "es")
    resize(page, other)
    wrong += [f"{other} wide: {fault}" for fault in spread(page)]
    if lang == "es":
        page.emulate_media(color_scheme="dark")
        wrong += [f"dark: {fault}" for fault in axe.violations_of_colours(page)]
        wrong += [f"English: {text}" for text in english_words(page)]
    wrong += [error for error in seen.watch.errors if not (name == "missing" and "404" in error)]
    wrong += [f"asks another host: {url}" for url in seen.watch.foreign]
    assert not wrong, "\n".join(wrong)


def faults(page, lang, *, status, got):
    """What a page as it was opened does wrong, but for what axe says of it."""
    wrong = [] if got == status else [f"status {got}"]
    if page.evaluate("document.documentElement.lang") != lang:
        wrong.append(f"html lang is {page.evaluate('document.documentElement.lang')!r}")
    if page.locator("h1").count() != 1 or not page.locator("h1").inner_text().strip():
        wrong.append(f"{page.locator('h1').count()} h1")
    if page.locator("main").count() != 1:
        wrong.append(f"{page.locator('main').count()} main")
    if not page.title().strip() or page.title() == "Dash":
        wrong.append(f"title {page.title()!r}")
    return wrong + spread(page)


def spread(page):
    """What sticks out, and what has become too small to read."""
    return page.evaluate(TOO_WIDE) + [f"text under 12 px: {text}" for text in page.evaluate(SMALL_TEXT)]


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


@pytest.mark.parametrize("width", [1061, 1280, 1341])
def test_on_a_laptop_all_sections_are_in_sight(visit, width):
    nav = visit("suppliers", width=width).page.locator(".top nav")
    assert nav.evaluate("found => found.scrollWidth <= found.clientWidth")


@pytest.mark.parametrize("name", ["agencies", "agency"])
def test_zoomed_text_stays_on_the_page(visit, name):
    """200 % text on a phone (WCAG 1.4.4), sizes in pixels too."""
    page = visit(name, width=PHONE).page
    page.evaluate(DOUBLED)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert not page.evaluate(TOO_WIDE)
