"""The whole document around a page: head, style sheet, page, script. Nothing in it is a program but one file of ours."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

from components.head import head
from components.markup import markup

if TYPE_CHECKING:
    from components.drawing import Drawing
    from components.text import Text

_DOCUMENT: Final = """<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
{head}
<meta name="theme-color" content="#faf8f3" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="#15161a" media="(prefers-color-scheme: dark)">
<link rel="icon" href="/site/icon">
<link rel="stylesheet" href="{style}">
<script src="{script}" defer{plotly}></script>
</head>
<body>
<a class="skip" href="#content">{skip}</a>
{page}
</body>
</html>
"""
_FIGURE: Final = '<script type="application/json">'  # as components/markup.py writes it; no text of a page can


@dataclass(frozen=True, slots=True)
class Bundle:
    """The addresses of the files that a page is shown with."""

    style: str
    script: str
    plotly: str


def document(text: Text, drawing: Drawing, bundle: Bundle) -> str:
    """Return the document of a page; the address of Plotly is in it only where there is a figure to draw."""
    page = markup(drawing.component)
    return _DOCUMENT.format(
        lang=text.lang,
        head=head(text, drawing),
        style=bundle.style,
        script=bundle.script,
        plotly=f' data-plotly="{bundle.plotly}"' if _FIGURE in page else "",
        skip=escape(text("Skip to the content")),
        page=page,
    )
