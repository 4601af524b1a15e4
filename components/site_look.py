"""How an installation looks like itself: its accent colour in style sheet, icon and figures, its logo."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from data_loader import colours
from data_loader.logo import Logo, read_logo

if TYPE_CHECKING:
    from data_loader.config import Site

ACCENT: Final = "#b8004f"
"""The accent that assets/vitrina.css and components/figures.py are written with."""

_TRANSLUCENT: Final = "rgba(184,0,79,"
_DARKER: Final = 0.22
_SOFT: Final = (0.86, 0.72)
_SQUARE: Final = 1.5

_ICON: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect x="2.5" y="2.5" width="27" height="27" rx="4.5" '
    'fill="#fff" stroke="#1c1b1a" stroke-width="3"/><path d="M2.5 11.5h27M11.5 11.5v18" stroke="#1c1b1a" '
    'stroke-width="3"/><rect x="16" y="16" width="9" height="9" fill="{accent}"/></svg>'
)


def accents(site: Site) -> tuple[str, str]:
    """Return the accent colour of the light and of the dark theme; the second is made from the first where not given."""
    light = site.accent or ACCENT
    return light, site.accent_dark or colours.readable(colours.mixed(light, "#ffffff", 0.35), colours.DARK)


@lru_cache(maxsize=4)
def _stylesheet(light: str, dark: str) -> str:
    card, night = colours.LIGHT[0], colours.DARK[0]
    red, green, blue = colours.rgb(light)
    drawn = f"rgb({red}, {green}, {blue})"
    return f"""/* The accent colour of this installation, from vitrina.toml. */
:root {{ --accent: {light}; --accent-soft: {colours.mixed(light, card, _SOFT[0])}; }}
.tile-0 a {{ background: {colours.mixed(light, "#000000", _DARKER)}; }}
@media (prefers-color-scheme: dark) {{
  :root {{ --accent: {dark}; --accent-soft: {colours.mixed(dark, night, _SOFT[1])}; }}
}}
@media screen and (prefers-color-scheme: dark) {{
  .js-plotly-plot [style*="fill: {drawn}"] {{ fill: {dark} !important; }}
  .js-plotly-plot [style*="stroke: {drawn}"] {{ stroke: {dark} !important; }}
}}
"""


def stylesheet(site: Site) -> str:
    """Return the rules that come after ours: "" where the installation keeps our accent."""
    return _stylesheet(*accents(site)) if site.accent or site.accent_dark else ""


def icon(site: Site) -> Logo:
    """Return the picture of the browser's tab: the logo where it is about square, else our mark in the accent colour."""
    own = read_logo(site.logo) if site.logo else None
    if own and 1 / _SQUARE <= own.proportion <= _SQUARE:
        return own
    return Logo(_ICON.format(accent=accents(site)[0]).encode(), "image/svg+xml", 1.0)


def in_colours_of(site: Site, figure: Any) -> Any:
    """Return a figure with our accent replaced by the installation's.

    >>> from data_loader.config import Site
    >>> in_colours_of(Site(accent="#00695c"), {"marker": {"color": ["#b8004f", "#bdbab4"]}})
    {'marker': {'color': ['#00695c', '#bdbab4']}}
    """
    if not site.accent or site.accent == ACCENT:
        return figure
    if isinstance(figure, dict):
        return {key: in_colours_of(site, value) for key, value in figure.items()}
    if isinstance(figure, list | tuple):
        return [in_colours_of(site, value) for value in figure]
    if figure == ACCENT:
        return site.accent
    if isinstance(figure, str) and figure.startswith(_TRANSLUCENT):
        return f"rgba({','.join(map(str, colours.rgb(site.accent)))}," + figure.removeprefix(_TRANSLUCENT)
    return figure
