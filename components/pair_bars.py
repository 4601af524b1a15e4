"""Two sides on one axis: paired bars as a list, paired columns as a figure, and who is who."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from components import figures
from components.attributes import attributes
from components.elements import html

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dash.development.base_component import Component

    from components.text import Text

_COLOURS: Final = (figures.PALETTE["accent"], figures.PALETTE["blue"])
_MARKS: Final = ("A", "B")


@dataclass(frozen=True, slots=True)
class PairCell:
    """The figure of one side: in words, as a length (None: nothing to draw), and what is behind it."""

    words: str
    value: float | None
    href: str | None


@dataclass(frozen=True, slots=True)
class PairRow:
    """One measure of both sides; its two bars share an axis that ends at `most` (None: at the longer bar)."""

    label: str
    cells: tuple[PairCell, PairCell]
    note: str = ""
    most: float | None = None


def who_is_who(names: Sequence[str], hrefs: Sequence[str], notes: Sequence[str] = ("", "")) -> Component:
    """Return both names, each with the letter and the colour that it has in the figures; `notes` tell namesakes apart."""
    return html.Ul(
        [
            html.Li(
                [
                    html.B(mark, className=f"x-mark x-{mark.lower()}"),
                    html.Span([html.A(name, href=href), html.Small(f" {note}") if note else None]),
                ]
            )
            for mark, name, href, note in zip(_MARKS, names, hrefs, notes, strict=True)
        ],
        className="x-who",
    )


def pair_list(rows: Sequence[PairRow]) -> Component:
    """Return one line a measure, with a bar for each side."""
    return html.Ul([_line(row) for row in rows], className="x-pairs")


def _line(row: PairRow) -> Component:
    most = row.most or max((abs(cell.value) for cell in row.cells if cell.value is not None), default=0.0)
    return html.Li(
        [
            html.Div([html.Span(row.label), html.Small(row.note) if row.note else None], className="x-label"),
            *(_bar(mark, cell, most) for mark, cell in zip(_MARKS, row.cells, strict=True)),
        ]
    )


def _bar(mark: str, cell: PairCell, most: float) -> Component:
    length = None if cell.value is None else 100 * min(max(cell.value, 0) / most, 1) if most else 0.0
    return html.Div(
        [
            html.B(mark, className=f"x-mark x-{mark.lower()}"),
            html.Span(
                html.Span(style={"width": f"{length:.2f}%"}) if length is not None else None,
                className=f"x-rail x-{mark.lower()}" + ("" if length is not None else " x-none"),
                **attributes(aria_hidden="true"),
            ),
            html.A(cell.words, href=cell.href, className="x-value")
            if cell.href
            else html.Span(cell.words, className="x-value x-unknown"),
        ],
        className="x-bar",
    )


def pair_columns(
    text: Text,
    labels: Sequence[str],
    values: tuple[Sequence[float | None], Sequence[float | None]],
    *,
    names: Sequence[str],
    hover: tuple[Sequence[str], Sequence[str]],
    hrefs: tuple[Sequence[str], Sequence[str]],
    divisor: float = 1.0,
    height: int = 320,
) -> dict[str, Any]:
    """Return two columns a period from one zero base line; `divisor` is what the axis counts in.

    The figure names no one: `who_is_who` does.
    """
    traces = [
        {
            "type": "bar",
            "name": name,
            "x": list(labels),
            "y": [None if value is None else value / divisor for value in side],
            "marker": {"color": colour, "cornerradius": 2},
            "hovertext": list(said),
            "hovertemplate": "%{hovertext}<extra></extra>",
            "customdata": list(addresses),
        }
        for name, side, colour, said, addresses in zip(names, values, _COLOURS, hover, hrefs, strict=True)
    ]
    layout = figures.layout(
        text,
        height=height,
        xaxis={"type": "category", "showline": True, "linecolor": figures.PALETTE["line"]},
        yaxis={
            "rangemode": "tozero",
            "showticklabels": True,
            "nticks": 4,
            "showgrid": True,
            "gridcolor": figures.PALETTE["line"],
            "automargin": True,
        },
        bargap=0.25,
        bargroupgap=0.06,
    )
    return {"data": traces, "layout": layout | {"barmode": "group"}}
