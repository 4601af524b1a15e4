"""Columns from a zero base line as HTML: each is a link, stands before any script runs, and is read aloud as a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from components.attributes import attributes
from components.elements import html
from components.figures import few_labels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dash.development.base_component import Component

MOST: Final = 18
"""Columns that can still be told apart and touched; more are for Plotly."""
_MANY: Final = 10
"""More than these are too narrow on a phone to be touched: there they lie, one below the other (assets/column_chart.css)."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name under it, its value (None: none published), that in words, the whole sentence, where it leads."""

    name: str
    value: float | None
    words: str
    said: str
    href: str | None = None


def column_chart(
    identity: str, columns: Sequence[Column], *, label: str, height: int = 300, names: int = 9, labels: int = 9
) -> Component:
    """Return at most MOST columns, the largest of several in the accent colour.

    Of more than `names` columns every second or third or so has its name under it, of more than `labels` the largest
    and those beside no labelled one have their value above: what has room at 390 px.
    """
    values = [column.value for column in columns]
    most = max((value for value in values if value is not None), default=0.0)
    shown = few_labels(values, [column.words for column in columns], room=labels)
    step = 1 + (len(columns) - 1) // names
    items = [
        _column(
            column,
            share=max(column.value or 0.0, 0.0) / most if most > 0 else 0.0,
            most=len(columns) > 1 and column.value is not None and column.value == most,
            named=place % step == 0,
            labelled=bool(shown[place]),
        )
        for place, column in enumerate(columns)
    ]
    many = " k-many" if len(columns) > _MANY else ""
    return html.Div(
        html.Ol(items, className=f"k-columns{many}", style={"--height": f"{height}px"}),
        id=identity,
        className="figure-box k-box",
        role="group",
        **attributes(aria_label=label),
    )


def _column(column: Column, *, share: float, most: bool, named: bool, labelled: bool) -> Component:
    hidden = attributes(aria_hidden="true")
    parts: list[Any] = [
        html.Span(column.said, className="k-said"),
        html.Span(column.name, className="k-name" if named else "k-name k-spare", **hidden),
        html.Span(
            [html.I(), html.B(column.words, className=None if labelled else "k-spare")], className="k-rail", **hidden
        ),
    ]
    inside = html.A(parts, href=column.href) if column.href else html.Span(parts)
    return html.Li(inside, className="k-most" if most else None, style={"--share": f"{share:.4f}"})
