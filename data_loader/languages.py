"""The languages there are: English, which is in the code, and every one that has a catalogue in locales/."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from babel import Locale, UnknownLocaleError

if TYPE_CHECKING:
    from pathlib import Path

WRITTEN: Final = "en"
"""The language of the messages in the code, which needs no catalogue."""


def languages(folder: Path) -> tuple[str, ...]:
    """Return the codes of the languages with a catalogue in the folder, and English, in the order of the alphabet.

    A folder whose name is no language that Babel knows the numbers and dates of is left out.
    """
    found = {path.parent.name for path in folder.glob("*/*.po")}
    return tuple(sorted({WRITTEN, *(code for code in found if _is_known(code))}))


def _is_known(code: str) -> bool:
    try:
        Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        return False
    return True
