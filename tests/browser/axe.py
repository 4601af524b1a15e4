"""What axe finds wrong on a page: every rule of WCAG up to AAA that it knows, and its best practices."""

import json
from typing import Any, Final

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

TAGS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "wcag2aaa", "best-practice"]
"""A tag brings the rules, too, that axe leaves out by itself: contrast of 7 to 1, size of targets."""
CONTRAST: Final = "color-contrast-enhanced"
OF_COLOURS: Final = [CONTRAST, "link-in-text-block"]
"""The rules that say another thing of the same page in other colours."""
_ONE_CONTRAST: Final = {
    "ignoreUnicode": True,
    "ignoreLength": False,
    "ignorePseudo": False,
    "boldValue": 700,
    "boldTextPt": 14,
    "largeTextPt": 18,
    "contrastRatio": {"normal": {"expected": 7, "minThreshold": 0}, "large": {"expected": 4.5, "minThreshold": 0}},
    "pseudoSizeThreshold": 0.25,
    "shadowOutlineEmMax": 0.1,
    "textStrokeEmMin": 0.03,
}
"""Axe's options for AAA, but from nothing: it would leave what fails AA to a second rule, which looks at every text again."""
_RUN: Final = "options => axe.run(document, options).then(found => JSON.stringify(found.violations))"


def violations(page: Page, *, colours: bool = True) -> list[str]:
    """Return what the page does wrong as it stands, a line a rule; without its colours it takes half as long."""
    left_out = ["color-contrast", *([] if colours else OF_COLOURS)]
    rules = {rule: {"enabled": False} for rule in left_out}
    return _run(page, {"runOnly": {"type": "tag", "values": TAGS}, "rules": rules})


def violations_of_colours(page: Page) -> list[str]:
    """Return what the page does wrong by its colours, where the rest is known from the same page in others."""
    return _run(page, {"runOnly": {"type": "rule", "values": OF_COLOURS}})


def _run(page: Page, options: dict[str, Any]) -> list[str]:
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    ours = {"resultTypes": ["violations"], "checks": {CONTRAST: {"options": _ONE_CONTRAST}}}
    return [
        f"axe {violation['id']}: {violation['help']}: {[node['html'][:160] for node in violation['nodes'][:3]]}"
        for violation in json.loads(page.evaluate(_RUN, options | ours))
    ]
