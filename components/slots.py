"""Links and emphasis inside a translated sentence.

A translator sees one sentence with named places; what stands in a place may be a component.
"""

from __future__ import annotations

import re
from typing import Any, Final, TypeAlias

Part: TypeAlias = Any
"""A component or words: Dash's own children."""

_OPEN, _CLOSE = "\ue000", "\ue001"  # private use: published text that has them loses them in `filled`
_PLACE: Final = re.compile(f"{_OPEN}([a-z_]+){_CLOSE}")


def slot(name: str) -> str:
    """Return the mark that keeps a place free in a sentence, for `filled` to find.

    >>> filled(f"Awarded to {slot('who')}.", who="Coconal")
    ['Awarded to ', 'Coconal', '.']
    """
    return f"{_OPEN}{name}{_CLOSE}"


def filled(sentence: str, **parts: Part | list[Part]) -> list[Part]:
    """Return the sentence as children, with each free place taken by its part."""
    children: list[Part] = []
    for index, piece in enumerate(_PLACE.split(sentence)):
        if index % 2 == 0:
            children.extend([piece] if piece else [])
            continue
        part = parts.get(piece, "")
        children.extend(part if isinstance(part, list) else [part])
    return children


def clean(published: str) -> str:
    """Return published text without the marks of a place, so that it cannot pretend to be one."""
    return published.replace(_OPEN, "").replace(_CLOSE, "")


def short(name: str, most: int = 80) -> str:
    """Return a name cut at a word where it is too long for a sentence; the list below the sentence has it whole.

    >>> short("Constructora y Edificadora GIA", 16)
    'Constructora y…'
    """
    if len(name) <= most:
        return name
    return name[:most].rsplit(" ", 1)[0].rstrip(" ,.;:/-") + "…"


def before_stop(name: str) -> str:
    """Return a name as it stands before a full stop: "S.A. de C.V." brings its own."""
    return name.rstrip(".")
