"""A page drawn: what it shows, its title, what it says in a sentence, and its cards one by one.

While a page's layout runs inside `draw`, `page` and `chart_card` note here what they were given: so a preview, an
embedded card and a downloaded table are those of the page itself, and no page has a second description.
"""

from __future__ import annotations

import re
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs

import dash

from components.address import here
from components.snapshot import asked_by, showing

if TYPE_CHECKING:
    import pandas as pd
    from dash.development.base_component import Component


@dataclass(frozen=True, slots=True)
class Card:
    """One card: its finding, what it measures, the table behind it and the name of that table's file."""

    title: str
    note: str
    table: pd.DataFrame
    filename: str
    component: Component
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """One key figure: what it is of, how the page words it, and exactly; None where that is the words."""

    label: str
    value: str
    exact: float | None
    sub: str


@dataclass(slots=True)
class Drawing:
    """What one page is and said: its component, its headline as title, question and context as description, its cards."""

    path: str = "/"
    query: str = ""
    name: str = ""
    title: str = ""
    description: str = ""
    cards: dict[str, Card] = field(default_factory=dict)
    figures: dict[str, Figure] = field(default_factory=dict)
    component: Component | None = None
    lasting: bool = True
    """Whether the data alone decide what it shows: a page registered with `lasting=False` looks at something else too."""
    there: bool = True
    """Whether the data have the one thing that its address names; a page whose address names none is always there."""
    quotable: bool = True
    """Whether it shows what the data hold at all; one registered with `quotable=False` shows how the program does."""


NOT_FOUND: Final = "not_found_404"
"""The name by which Dash knows the page of what is not there."""
MOST_FIELDS: Final = 1000

_at_work: ContextVar[Drawing | None] = ContextVar("drawing", default=None)


def draw(path: str, query: str) -> Drawing | None:
    """Return the page at a path asked with a query ("a=1&b=2"), drawn; None where there is no such page.

    Raises:
        ValueError: the query has more fields than a page can mean.
    """
    path = path.rstrip("/") or "/"
    for page in dash.page_registry.values():
        values = _variables(page["path_template"], path) if page["path_template"] else None
        if values is not None or (path == page["path"] and not page["module"].endswith(NOT_FOUND)):
            return drawn(page, path, query, values or {})
    return None


def not_found(path: str, query: str) -> Drawing:
    """Return the page that says that there is none at a path."""
    page = next(page for page in dash.page_registry.values() if page["module"].endswith(NOT_FOUND))
    return drawn(page, path, query, {})


def drawn(page: dict[str, Any], path: str, query: str, values: dict[str, str]) -> Drawing:
    """Return one page of Dash's registry drawn: its layout gets the query, and the variables of its path as written."""
    asked: dict[str, Any] = {
        name: given[0] if len(given) == 1 else given
        for name, given in parse_qs(query, keep_blank_values=True, max_num_fields=MOST_FIELDS).items()
    }
    drawing = Drawing(
        path=path,
        query=query,
        name=page["name"],
        lasting=page.get("lasting", True),
        quotable=page.get("quotable", True),
    )
    place, at_work = here.set((path, query)), _at_work.set(drawing)
    try:
        with showing(asked_by(query)):
            drawing.component = page["layout"](**{**asked, **values})
    finally:
        here.reset(place)
        _at_work.reset(at_work)
    return drawing


def note_page(question: Any, headline: Any, sub: Any, *, there: bool = True) -> None:
    """Take down what a page says at its top."""
    drawing = _at_work.get()
    if drawing is not None:
        drawing.title = words(headline)
        drawing.there = there
        drawing.description = " ".join(part for part in (words(question), words(sub)) if part)


def note_card(identity: str, card: Card) -> None:
    """Take down a card of the page at work."""
    drawing = _at_work.get()
    if drawing is not None:
        drawing.cards[identity] = card


def is_quotable() -> bool:
    """Return whether the page at work shows what its data hold, so that it can be asked again of the same data."""
    drawing = _at_work.get()
    return drawing is None or drawing.quotable


def note_figure(identity: str, figure: Figure) -> None:
    """Take down a key figure of the page at work."""
    drawing = _at_work.get()
    if drawing is not None:
        drawing.figures[identity] = figure


def words(children: Any) -> str:
    """Return the words of what stands in a component, without its tags.

    >>> words(["Three ", dash.html.Em("agencies"), None])
    'Three agencies'
    """
    if children is None or isinstance(children, bool):
        return ""
    if isinstance(children, list | tuple):
        return re.sub(r"\s+", " ", "".join(map(_raw, children))).strip()
    return words([children])


def _raw(child: Any) -> str:
    if child is None or isinstance(child, bool):
        return ""
    if isinstance(child, list | tuple):
        return "".join(map(_raw, child))
    if isinstance(child, str | int | float):
        return str(child)
    return "" if getattr(child, "role", None) == "tooltip" else _raw(getattr(child, "children", None))


def _variables(template: str, path: str) -> dict[str, str] | None:
    """Return the variables of a path that fits a template ("/agency/<id>"), as they were written; None where none fits."""
    pattern = re.sub(r"<(\w+)>", r"(?P<\1>.+)", template)
    found = re.fullmatch(pattern, path)
    return found.groupdict() if found else None
