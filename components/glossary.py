"""The words of the trade, explained where they stand: on hover, on focus, on touch, and all on one page."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dash import html

from components import links
from components.attributes import attributes
from data_loader.filters import Filters

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from components.text import Text


@dataclass(frozen=True, slots=True)
class Entry:
    """A word of the trade: its name and its meaning by language, and where OCDS has it ("" nowhere)."""

    id: str
    name: dict[str, str]
    meaning: dict[str, str]
    ocds: str


@cache
def glossary() -> dict[str, Entry]:
    """Return every entry by id, in the order of the file."""
    read: dict[str, Any] = tomllib.loads((Path(__file__).parent / "glossary.toml").read_text(encoding="utf-8"))
    return {
        id: Entry(id, item["name"], {lang: item[lang] for lang in item["name"]}, item.get("ocds", ""))
        for id, item in read.items()  # noqa: A001  the word of HTML
    }


def term(text: Text, id: str, words: str | None = None, *, place: str) -> Component | str:  # noqa: A002
    """Return a word with its explanation beside it; `words` where it stands in another form than the glossary's name.

    `place` tells this use of the word from others on the page. A word that the glossary has not stays a word.
    """
    entry = glossary().get(id)
    if entry is None:
        return words or id
    identity = f"term-{place}-{id}"
    more = html.A(text("All the words"), href=links.href("/glossary", Filters(), text) + f"#{id}")
    return html.Span(
        [
            html.Button(words or entry.name[text.lang], type="button", **attributes(aria_describedby=identity)),
            html.Span([entry.meaning[text.lang], " ", more], id=identity, role="tooltip"),
        ],
        className="term",
    )
