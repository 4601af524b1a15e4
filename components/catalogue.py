"""The translations: every .po file of a language's folder, read once."""

from __future__ import annotations

from functools import cache
from gettext import c2py  # type: ignore[attr-defined]  # the standard library's own reader of plural rules
from typing import TYPE_CHECKING, NamedTuple

from babel.messages.pofile import read_po

from components.language import LOCALES

if TYPE_CHECKING:
    from collections.abc import Callable


class Catalogue(NamedTuple):
    """What each English message is in a language, and which plural form a number takes."""

    messages: dict[str, str]
    plurals: dict[str, tuple[str, ...]]
    form: Callable[[int], int]


@cache
def catalogue(lang: str) -> Catalogue:
    """Return the translations of a language; where one is missing, English is shown."""
    messages: dict[str, str] = {}
    plurals: dict[str, tuple[str, ...]] = {}
    form = c2py("n != 1")
    for path in sorted((LOCALES / lang).glob("*.po")):
        with path.open("rb") as file:
            read = read_po(file, locale=lang)
        form = c2py(read.plural_expr)
        for message in read:
            if not message.id or message.fuzzy:
                continue
            if isinstance(message.id, list | tuple):
                if all(message.string):
                    plurals[message.id[0]] = tuple(message.string)
            elif message.string:
                messages[message.id] = str(message.string)
    return Catalogue(messages, plurals, form)
