"""Figures as plain dicts for Plotly: one template, one palette, one configuration.

Colours are those of the light theme; `assets/figures.css` maps each to its dark counterpart by the colour itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from dash import dcc
from dash.development.base_component import Component

from components.attributes import attributes
from components.elements import html
from components.site_look import ACCENT, in_colours_of
from components.text import Text
from data_loader.config import settings

PALETTE: Final = {
    "ink": "#1c1b1a",
    "muted": "#55524d",
    "line": "#e4dfd4",
    "context": "#bdbab4",
    "accent": ACCENT,
    "blue": "#20519a",
    "teal": "#00695c",
    "ochre": "#9a5b00",
    "grey": "#8b8780",
}
STAGE_COLOURS: Final = {
    "planning": PALETTE["grey"],
    "tender": PALETTE["blue"],
    "award": PALETTE["teal"],
    "contract": PALETTE["accent"],
    "implementation": PALETTE["ochre"],
}
GRAPH_CONFIG: Final[Any] = {
    "displaylogo": False,
    "displayModeBar": False,
    "showSendToCloud": False,
    "scrollZoom": False,
    "doubleClick": False,
    "responsive": True,
}
TRACES: Final = frozenset({"bar", "pie", "scatter"})
"""The kinds of figures that the smaller Plotly draws (web/plotly/package.json); another kind needs another package there."""
_SANS: Final = 'Inter, "Noto Sans", system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif'
_FEWEST: Final = 5
"""Columns that share the width of a figure at the least."""


def layout(text: Text, *, height: int, **changes: Any) -> dict[str, Any]:
    """Return the layout that all figures share."""
    axis: dict[str, Any] = {
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "color": PALETTE["muted"],
        "tickfont": {"size": 13},
    }
    base: dict[str, Any] = {
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 28, "b": 30},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": _SANS, "size": 13, "color": PALETTE["ink"]},
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": PALETTE["ink"],
            "bordercolor": PALETTE["ink"],
            "font": {"color": "#ffffff", "size": 13},
        },
        "separators": text.separators,
        "xaxis": {**axis},
        "yaxis": {**axis, "showticklabels": False},
    }
    for key, value in changes.items():
        base[key] = {**base[key], **value} if isinstance(value, dict) and isinstance(base.get(key), dict) else value
    return base


def bars(
    text: Text,
    labels: Sequence[str],
    values: Sequence[float | None],
    *,
    texts: Sequence[str],
    hover: Sequence[str],
    hrefs: Sequence[str] | None = None,
    highlight: int | None = None,
    height: int = 300,
) -> dict[str, Any]:
    """Return columns from a zero base line, one of them the point, each labelled directly.

    `texts` stand above the columns ("" where the label would only crowd), `hrefs` are where a click leads.

    >>> bars(Text("en"), ["2016", "2017"], [1, 2], texts=["", "2"], hover=["1", "2"], highlight=1)["data"][0]["y"]
    [1, 2]
    """
    colours = [PALETTE["accent"] if index == highlight else PALETTE["context"] for index in range(len(values))]
    trace = {
        "type": "bar",
        "x": list(labels),
        "y": list(values),
        "text": list(texts),
        "textposition": "outside",
        "textangle": 0,
        "constraintext": "none",
        "cliponaxis": False,
        "textfont": {"size": 13, "color": PALETTE["ink"]},
        "marker": {"color": colours, "cornerradius": 2},
        "hovertext": list(hover),
        "hovertemplate": "%{hovertext}<extra></extra>",
        "customdata": list(hrefs or []),
    }
    x_axis = {"type": "category", "showline": True, "linecolor": PALETTE["line"]}
    return {
        "data": [trace],
        "layout": layout(text, height=height, xaxis=x_axis, yaxis={"rangemode": "tozero"}, bargap=0.22),
    }


def apart(figure: dict[str, Any], columns: int) -> dict[str, Any]:
    """Return a figure in which few columns keep the width of five: a single one is not a wall."""
    if columns < _FEWEST:
        pad = (_FEWEST - columns) / 2
        figure["layout"]["xaxis"]["range"] = [-0.5 - pad, columns - 0.5 + pad]
    return figure


def few_labels(values: Sequence[float | None], words: Sequence[str], *, room: int = 5) -> list[str]:
    """Return the labels that have room: all of a few columns, of many the largest and those beside no labelled one."""
    known = [index for index, value in enumerate(values) if value]
    shown = set(known)
    if len(values) > room:
        shown = set()
        most = max((values[index] or 0 for index in known), default=0)
        for index in sorted(known, key=lambda place: -(values[place] or 0)):
            if (values[index] or 0) >= 0.03 * most and not {index - 1, index + 1} & shown:
                shown.add(index)
    return [label if index in shown else "" for index, label in enumerate(words)]


def graph(identity: str, figure: dict[str, Any], *, label: str) -> Component:
    """Return a figure on the page, named for those who do not see it; its table is in the card's footer.

    The height of its layout is the least it has: beside a longer card it fills the room of its own.

    Raises:
        ValueError: a kind of figure that the browser has no code for.
    """
    if unknown := {trace.get("type", "scatter") for trace in figure["data"]} - TRACES:
        raise ValueError(f"Plotly is served without {', '.join(sorted(unknown))}: see components/figures.py, TRACES")
    height = f"{figure['layout']['height']}px"
    figure = in_colours_of(settings().load().site, figure)
    plot = dcc.Graph(id=identity, figure=figure, config=GRAPH_CONFIG, responsive=True, className="figure-fill")
    return html.Div(
        plot, role="img", className="figure-box", style={"minHeight": height}, **attributes(aria_label=label)
    )
