"""A ranking as a list: name, amount, bar, and what the bar is a part of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dash.development.base_component import Component

from components.attributes import attributes
from components.elements import html
from components.text import Text


@dataclass(frozen=True, slots=True)
class RankRow:
    """One line: `fraction` is the length of the bar (0–1, None: no bar), `share_text` what stands at its end, `meaning` explains a name that is a code."""

    name: str | Component
    href: str | None
    value: str
    sub: str | Component
    share_text: str
    fraction: float | None
    meaning: str | None = None


def ranking_list(text: Text, rows: Sequence[RankRow]) -> Component:
    """Return the lines in their order."""
    return html.Ol([_line(text, row) for row in rows], className="ranking")


def _line(text: Text, row: RankRow) -> Component:
    name = (
        html.A(row.name, href=row.href, className="rank-name", **({"title": row.meaning} if row.meaning else {}))
        if row.href
        else html.Span(row.name)
    )
    known = row.fraction is not None and row.fraction == row.fraction
    width = f"{100 * min(max(row.fraction or 0, 0), 1):.2f}%" if known else "0"
    return html.Li(
        [
            html.Div(name, className="rank-what"),
            html.Div(row.value, className="rank-amount"),
            html.Div(
                html.Span(style={"width": width}) if known else text("no amount to draw"),
                className="rank-track" if known else "rank-track rank-none",
                **(attributes(aria_hidden="true") if known else {}),
            ),
            html.Div(row.sub, className="rank-sub"),
            html.Div(row.share_text, className="rank-share"),
        ]
    )


def cut_note(text: Text, shown: int, total: int) -> Component | None:
    """Return the line that says that a ranking goes on where it is cut; None where it is whole."""
    if total <= shown:
        return None
    words = text("The first {n} of {all}; the download has the others.", n=shown, all=text.number(total))
    return html.P(words, className="note")
