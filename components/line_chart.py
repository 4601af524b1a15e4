"""Two amounts as they add up month by month: lines on one axis, named where they end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from components.figures import PALETTE, layout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from components.text import Text


_ROOM: Final = 0.25
"""The share of the height under which a name has no room below its line."""


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
            "mode": "lines" if len(days) > 1 else "markers",
            "x": days,
            "y": list(values),
            "line": {"color": colours[place], "width": 2.5, "shape": "hv"},
            "hovertext": [f"{month}: {word}" for month, word in zip(months, words, strict=True)],
            "hovertemplate": "%{hovertext}<extra></extra>",
        }
        for place, (_, values, words) in enumerate(series)
    ]
    ends = [values[-1] or 0 for _, values, _ in series if values]
    above = ends.index(max(ends)) if ends else 0
    labels = [
        {
            "x": 1,
            "xref": "paper",
            "xanchor": "right",
            "y": values[-1] or 0,
            "yanchor": "top" if place != above and ends[place] > _ROOM * max(ends) else "bottom",
            "text": name,
            "showarrow": False,
            "font": {"color": colours[place], "size": 13},
        }
        for place, (name, values, _) in enumerate(series)
        if values
    ]
    x_axis = {"type": "date", "showline": True, "linecolor": PALETTE["line"], "tickformat": "%Y", "nticks": 6}
    if days and days[0][:4] == days[-1][:4]:
        x_axis["tickformat"] = "%m/%Y"
    return {
        "data": traces,
        "layout": layout(text, height=height, xaxis=x_axis, yaxis={"rangemode": "tozero"}, annotations=labels),
    }
