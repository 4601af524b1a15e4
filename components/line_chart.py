"""Two amounts as they add up month by month: lines on one axis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from components.figures import PALETTE, layout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from components.text import Text


_YEARS: Final = 3
"""A span of fewer years has its months on the axis."""


def running_lines(
    text: Text,
    months: Sequence[str],
    series: Sequence[tuple[str, Sequence[float | None], Sequence[str]]],
    *,
    height: int = 320,
) -> dict[str, Any]:
    """Return a step line for each (name, values, words for each value); the first in grey, the second is the point.

    >>> figure = running_lines(Text("en"), ["2017-01"], [("Paid", [1.0], ["1 peso"])])
    >>> figure["data"][0]["x"]
    ['2017-01-01']
    """
    colours = (PALETTE["grey"], PALETTE["accent"])
    days = [f"{month}-01" for month in months]
    traces = [
        {
            "type": "scatter",
            "name": name,
            "mode": "lines" if len(days) > 1 else "markers",
            "x": days,
            "y": list(values),
            "line": {"color": colours[place], "width": 2.5, "shape": "hv"},
            "hovertext": [f"{month}: {word}" for month, word in zip(months, words, strict=True)],
            "hovertemplate": "%{hovertext}<extra></extra>",
        }
        for place, (name, values, words) in enumerate(series)
    ]
    x_axis = {"type": "date", "showline": True, "linecolor": PALETTE["line"], "tickformat": "%Y", "nticks": 5}
    if days and int(days[-1][:4]) - int(days[0][:4]) < _YEARS:
        x_axis["tickformat"] = "%m/%Y"
    legend = {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "itemclick": False, "itemdoubleclick": False}
    return {
        "data": traces,
        "layout": layout(
            text, height=height, xaxis=x_axis, yaxis={"rangemode": "tozero"}, showlegend=True, legend=legend
        ),
    }
