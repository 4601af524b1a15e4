"""The part of Bootstrap that our pages use: it ships 230 KB, nearly all of it for classes that stand on no page."""

from __future__ import annotations

import re
from typing import Final

CLASSES: Final = frozenset({"card", "card-body", "figure", "form-control", "form-select", "mark", "visually-hidden"})
"""The classes of Bootstrap's that stand on pages; tests/web/test_trimmed.py holds it against every page."""

_CLASS: Final = re.compile(r"\.(-?[_a-zA-Z][\w-]*)")
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)


def trimmed(css: str, classes: frozenset[str] = CLASSES) -> str:
    """Return the rules that apply where no other class of this style sheet stands.

    >>> trimmed("a{x:1}.b a,.card>a{x:2}@media print{.b{x:3}p{x:4}}@font-face{x:5}")
    'a{x:1}.card>a{x:2}@media print{p{x:4}}@font-face{x:5}'
    """
    return "".join(_kept(*rule, classes) for rule in _rules(_COMMENT.sub("", css)))


def _kept(selector: str, body: str, classes: frozenset[str]) -> str:
    if selector.startswith(("@media", "@supports", "@layer")):
        inside = trimmed(body, classes)
        return f"{selector}{{{inside}}}" if inside else ""
    if selector.startswith("@keyframes"):
        return ""
    if not selector.startswith("@"):
        selector = ",".join(part for part in _parts(selector) if set(_CLASS.findall(part)) <= classes)
    return f"{selector}{{{body}}}" if selector else ""


def _rules(css: str) -> list[tuple[str, str]]:
    """Return selector and body of each rule at the top; a statement without a body ("@charset") is left out."""
    rules, start, depth, opened = [], 0, 0, 0
    for place, character in enumerate(css):
        if character == "{":
            opened = opened if depth else place
            depth += 1
        elif character == "}":
            depth -= 1
            if not depth:
                rules.append((css[start:opened].rpartition(";")[2].strip(), css[opened + 1 : place]))
                start = place + 1
    return rules


def _parts(selectors: str) -> list[str]:
    """Return the selectors of a list; a comma in brackets belongs to its selector."""
    return re.split(r",(?![^(\[]*[)\]])", selectors)
