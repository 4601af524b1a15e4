"""Where the reader is: the site as the reader's browser calls it, the page at work and what its address asks for."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Final
from urllib.parse import parse_qsl, urlencode

EMBED: Final = "/embed"
"""Under it each page can show one of its cards alone, to stand in a page of somebody else."""
_ROOT: Final = "/overview"  # the first page has no name in its own address

origin: ContextVar[str] = ContextVar("origin", default="")
"""Scheme and host of the request at work ("https://example.org"); set by web/frontier.py."""
here: ContextVar[tuple[str, str]] = ContextVar("here", default=("/", ""))
"""Path and query of the page at work as its address writes them; set by components/drawing.py."""


def path_here() -> str:
    """Return the path of the page at work, "/" outside a request; that of a card alone is the path of its page."""
    return unwrapped(here.get()[0])


def query_here() -> str:
    """Return what the address of the page at work asks for ("year_from=2016&lang=es")."""
    asked = parse_qsl(here.get()[1])
    return urlencode([(name, value) for name, value in asked if name not in {"card", "tour"}])


def embedded(path: str) -> str:
    """Return the path under which the cards of a page stand alone.

    >>> embedded("/"), embedded("/agencies")
    ('/embed/overview', '/embed/agencies')
    """
    return EMBED + (_ROOT if path == "/" else path)


def unwrapped(path: str) -> str:
    """Return the path of the page whose card stands alone at a path; any other path as it is.

    >>> unwrapped("/embed/overview"), unwrapped("/agencies")
    ('/', '/agencies')
    """
    if not path.startswith(f"{EMBED}/"):
        return path
    inner = path.removeprefix(EMBED)
    return "/" if inner == _ROOT else inner
