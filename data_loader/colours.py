"""Contrast of colours as WCAG 2.2 counts it, and the shade of a colour that can be read in the dark theme.

https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
"""

from __future__ import annotations

import re
from typing import Final

TEXT_CONTRAST: Final = 4.5
"""What text needs against its background (WCAG 2.2, success criterion 1.4.3)."""

LIGHT: Final = ("#ffffff", "#faf8f3")
DARK: Final = ("#1d1f25", "#15161a")
"""Card and paper of the two themes, as in assets/vitrina.css."""

_HEX: Final = re.compile(r"#[0-9a-f]{6}")
_STEPS: Final = 100


def is_colour(text: str) -> bool:
    """Return whether a text is a colour as #rrggbb."""
    return _HEX.fullmatch(text) is not None


def rgb(colour: str) -> tuple[int, int, int]:
    """Return the three parts of a colour, 0-255.

    >>> rgb("#b8004f")
    (184, 0, 79)
    """
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, 0 (black) to 1 (white)."""
    parts = [part / 255 for part in rgb(colour)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(colour: str, background: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21.

    >>> contrast("#000000", "#ffffff")
    21.0
    """
    darker, lighter = sorted((luminance(colour), luminance(background)))
    return (lighter + 0.05) / (darker + 0.05)


def lowest(colour: str, backgrounds: tuple[str, ...]) -> float:
    """Return the contrast of a colour with that of the backgrounds from which it differs least."""
    return min(contrast(colour, background) for background in backgrounds)


def mixed(colour: str, other: str, share: float) -> str:
    """Return the colour with a share (0-1) of another one in it."""
    pairs = zip(rgb(colour), rgb(other), strict=True)
    return "#" + "".join(f"{round(part + (to - part) * share):02x}" for part, to in pairs)


def readable(colour: str, backgrounds: tuple[str, ...]) -> str:
    """Return the colour, or the nearest shade of it towards black or white, whichever it takes, that text can have.

    >>> readable("#b8004f", LIGHT)
    '#b8004f'
    """
    end = "#000000" if luminance(backgrounds[0]) > 0.5 else "#ffffff"
    shades = (mixed(colour, end, step / _STEPS) for step in range(_STEPS + 1))
    return next(shade for shade in shades if lowest(shade, backgrounds) >= TEXT_CONTRAST)
