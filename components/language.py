"""Which language an answer is in: the address wins, then what the browser prefers, then the site's own."""

from __future__ import annotations

from contextvars import ContextVar
from pathlib import Path
from typing import Final

from babel import Locale

LOCALES: Final = Path(__file__).resolve().parent.parent / "locales"
LANGUAGES: Final[tuple[str, ...]] = tuple(sorted(folder.name for folder in LOCALES.iterdir() if folder.is_dir()))
DEFAULT: Final = "es"

requested: ContextVar[str | None] = ContextVar("vitrina_language", default=None)
"""The language of the request that is being answered, set by the server before a page is made."""


def known(lang: object) -> str | None:
    """Return the language when Vitrina speaks it, else None; the last of several counts."""
    if isinstance(lang, list | tuple):
        lang = lang[-1] if lang else None
    code = str(lang or "").strip().lower().replace("_", "-").partition("-")[0]
    return code if code in LANGUAGES else None


def preferred(header: str | None) -> str | None:
    """Return the language that an Accept-Language header likes best of those that Vitrina speaks.

    >>> preferred("fr, en;q=0.8, es;q=0.9")
    'es'
    """
    wishes: list[tuple[float, int, str]] = []
    for place, wish in enumerate((header or "")[:1000].split(",")):
        tag, _, weight = wish.strip().partition(";")
        lang = known(tag)
        quality = _quality(weight)
        if lang and quality > 0:
            wishes.append((-quality, place, lang))
    return min(wishes)[2] if wishes else None


def _quality(weight: str) -> float:
    name, _, value = weight.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def own_name(lang: str) -> str:
    """Return what speakers of a language call it."""
    name = Locale.parse(lang).get_language_name(lang) or lang
    return name[:1].upper() + name[1:]
