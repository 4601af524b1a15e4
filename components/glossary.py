"""The words of the trade, explained where they stand: on hover, on focus, on touch, and all on one page."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from components import links
from components.attributes import attributes
from components.elements import html
from components.text import Text
from data_loader.filters import Filters

if TYPE_CHECKING:
    from dash.development.base_component import Component


@dataclass(frozen=True, slots=True)
class Entry:
    """A word of the trade: its name and its meaning by language, and where OCDS has it ("" nowhere).

    `forms` are how it stands in a sentence, by language (a language without: as its name); `codes` the codes that it is
    the meaning of ("method.direct").
    """

    id: str
    name: dict[str, str]
    meaning: dict[str, str]
    ocds: str
    forms: dict[str, list[str]]
    codes: list[str]

    def named(self, text: Text) -> str:
        """Return its name in the reader's language."""
        return text.of_both(self.name["es"], self.name["en"])

    def means(self, text: Text) -> str:
        """Return its meaning in the reader's language."""
        return text.of_both(self.meaning["es"], self.meaning["en"])


@cache
def glossary() -> dict[str, Entry]:
    """Return every entry by id, in the order of the file."""
    read: dict[str, Any] = tomllib.loads((Path(__file__).parent / "glossary.toml").read_text(encoding="utf-8"))
    return {
        id: Entry(
            id,
            item["name"],
            {lang: item[lang] for lang in item["name"]},
            item.get("ocds", ""),
            item.get("forms", {}),
            item.get("codes", []),
        )
        for id, item in read.items()  # noqa: A001  the word of HTML
    }


@cache
def _coded() -> dict[str, Entry]:
    return {code: entry for entry in glossary().values() for code in entry.codes}


@cache
def _words(lang: str) -> tuple[re.Pattern[str], dict[str, Entry]]:
    """Return a pattern that finds every form of every word in a language, the longest first, and whose a form is."""
    whose: dict[str, Entry] = {}
    for entry in glossary().values():
        name = entry.named(Text(lang)).lower()
        whose |= dict.fromkeys(entry.forms.get(lang, [name, f"{name}s"]), entry)
    forms = "|".join(map(re.escape, sorted(whose, key=len, reverse=True)))
    return re.compile(rf"(?<!\w)({forms})(?!\w)", re.IGNORECASE), whose


def term(text: Text, id: str, words: str | None = None, *, place: str) -> Component | str:  # noqa: A002
    """Return a word with its explanation beside it; `words` where it stands in another form than the glossary's name.

    `place` tells this use of the word from others on the page. A word that the glossary has not stays a word.
    """
    entry = glossary().get(id)
    return _explained(text, entry, words or entry.named(text), place) if entry else words or id


def _explained(text: Text, entry: Entry, words: str, place: str, **named: str) -> Component:
    identity = f"term-{place}-{entry.id}"
    more = html.A(text("All the words"), href=links.href("/glossary", Filters(), text) + f"#{entry.id}")
    return html.Span(
        [
            html.Button(words, type="button", **attributes(aria_describedby=identity), **named),
            html.Span([entry.means(text), " ", more], id=identity, role="tooltip"),
        ],
        className="term",
    )


def marked(text: Text, sentence: str, *, place: str) -> list[Component | str]:
    """Return a sentence of ours in which each word of the trade explains itself where it first stands."""
    pattern, whose = _words(text.lang)
    parts: list[Component | str] = []
    seen: set[str] = set()
    end = 0
    for found in pattern.finditer(sentence):
        entry = whose[found[0].lower()]
        if entry.id in seen:
            continue
        seen.add(entry.id)
        parts += [sentence[end : found.start()], term(text, entry.id, found[0], place=place)]
        end = found.end()
    return [part for part in (*parts, sentence[end:]) if part]


def what_is(text: Text, label: str, *, place: str) -> Component | None:
    """Return a question mark that explains the word of the trade in a label, None where it has none."""
    pattern, whose = _words(text.lang)
    found = pattern.search(label)
    if found is None:
        return None
    return _explained(text, whose[found[0].lower()], "?", place, title=text("What is this: {word}?", word=label))


def code_term(text: Text, kind: str, code: str, *, place: str) -> Component | str:
    """Return the name of a code, explained; one that the glossary has not is only named."""
    entry = _coded().get(f"{kind}.{code}")
    words = text.code(kind, code)
    return term(text, entry.id, words, place=place) if entry else words


def meaning_of(text: Text, words: str) -> str | None:
    """Return the meaning of the first word of the trade in the head of a column, None where it has none."""
    pattern, whose = _words(text.lang)
    found = pattern.search(words)
    return whose[found[0].lower()].means(text) if found else None


def code_meaning(text: Text, kind: str, code: object) -> str | None:
    """Return the meaning of a code, for where no button can stand; None where the glossary has it not."""
    entry = _coded().get(f"{kind}.{code}")
    return entry.means(text) if entry else None
