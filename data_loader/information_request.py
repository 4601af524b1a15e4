"""The draft of a request for information: a text that the operator of this site may replace."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from data_loader.config import ROOT

DEFAULT: Final = ROOT / "data" / "information_request_es.txt"
PLACES: Final = ("dependencia", "asunto", "documentos", "hallazgo", "registros", "fuente", "sitio", "fecha", "version")
"""What the text may have in braces; anything else in braces stays as it is."""
_PLACE: Final = re.compile("{(" + "|".join(PLACES) + ")}")
_WRAPPED: Final = re.compile(r"(?<=[^\n:])\n(?=[^\n{*-])")
"""A line break inside a paragraph: the field that shows the text wraps it anew."""
_LARGEST: Final = 100_000


def draft(path: Path | None, values: Mapping[str, str]) -> str:
    """Return the text with its places filled; that of the program where the operator's cannot be read.

    A value never fills another place: what is published stays text.
    """
    text = _WRAPPED.sub(" ", _text(path or DEFAULT) or _text(DEFAULT))
    return _PLACE.sub(lambda found: values.get(found[1], ""), text)


@lru_cache(maxsize=4)
def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")[:_LARGEST]
    except (OSError, UnicodeDecodeError):
        return ""
