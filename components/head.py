"""The head of the document: what a search engine, a messenger or a tab says of a page before anyone opens it."""

from __future__ import annotations

from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, urlencode

from components.address import EMBED, origin
from components.snapshot import asked_by
from components.text import known_languages
from data_loader.config import ROOT, settings

if TYPE_CHECKING:
    from components.drawing import Drawing
    from components.text import Text

PREVIEWS: Final = ROOT / "assets" / "preview"
_LONGEST: Final = 300


def head(text: Text, front: Drawing) -> str:
    """Return the title, the description, the preview card and the other languages of a page, as HTML."""
    own = settings().load().site
    site = own.name
    title = f"{front.title} · {site}" if front.title else site
    description = (
        front.description
        or own.introduced(text.lang)
        or text("How public money is contracted: by whom, to whom, how long it takes and what was not published.")
    )
    picture = f"{origin.get()}/assets/preview/{_picture(front.name)}-{text.lang}.png"
    properties: dict[str, str] = {
        "og:type": "website",
        "og:site_name": site,
        "og:title": front.title or site,
        "og:description": _short(description),
        "og:url": _address(front, text.lang),
        "og:image": picture,
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:locale": text.lang,
    }
    tags = [f"<title>{escape(title)}</title>", _meta("name", "description", _short(description))]
    tags += [_meta("property", name, content) for name, content in properties.items()]
    tags.append(_meta("name", "twitter:card", "summary_large_image"))
    tags += [
        f'<link rel="alternate" hreflang="{lang}" href="{escape(_address(front, lang))}">'
        for lang in sorted(known_languages())
    ]
    alone = front.path.startswith(f"{EMBED}/")
    if alone or asked_by(front.query):  # whoever searches means a whole page, of today's data
        tags.append(_meta("name", "robots", "noindex"))
    if alone:
        tags.append('<base target="_blank">')  # what it leads to is a whole page
    return "\n    ".join(tags)


def _meta(kind: str, name: str, content: str) -> str:
    return f'<meta {kind}="{name}" content="{escape(content)}">'


def _address(front: Drawing, lang: str) -> str:
    asked: list[tuple[str, Any]] = [(name, value) for name, value in parse_qsl(front.query) if name != "lang"]
    return f"{origin.get()}{front.path}?{urlencode([*asked, ('lang', lang)])}"


def _short(sentence: str) -> str:
    whole, stop, _ = sentence.rpartition(". ")
    if stop and not sentence.endswith((".", "?", "…")):
        sentence = f"{whole}."  # what follows the last sentence is a link to elsewhere
    return sentence if len(sentence) <= _LONGEST else sentence[:_LONGEST].rsplit(" ", 1)[0] + "…"


@cache
def _picture(name: str) -> str:
    return name if (PREVIEWS / f"{name}-es.png").exists() else "overview"
