"""Lines over time or over shares: the rollout, the history of a score, the Lorenz curve."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from components.figures import PALETTE, layout

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from components.text import Text


def steps(
    text: Text, days: Sequence[str], values: Sequence[float], *, hover: Sequence[str], height: int = 300
) -> dict[str, Any]:
    """Return a number that stays until the next day it changes: agencies that have published so far."""
    line = {"color": PALETTE["accent"], "width": 3, "shape": "hv"}
    trace = _line(days, values, hover, line) | {"fill": "tozeroy", "fillcolor": "rgba(184,0,79,0.08)"}
    axis = {"showticklabels": True, "rangemode": "tozero", "showgrid": True, "gridcolor": PALETTE["line"]}
    return {
        "data": [trace],
        "layout": layout(
            text,
            height=height,
            margin={"l": 44},
            xaxis={"type": "date", "showline": True, "linecolor": PALETTE["line"], "nticks": 6},
            yaxis=axis,
        ),
    }


def scores(
    text: Text, moments: Sequence[str], values: Sequence[float | None], *, hover: Sequence[str], height: int = 260
) -> dict[str, Any]:
    """Return a share of 0–1 over time, a dot a snapshot; the first and the last say their day and their share.

    Days in words of ours: Plotly's own turn on a narrow screen, and are in English where its locale is not loaded.
    """
    moments = [moment[:19] for moment in moments]  # Plotly takes no tick at a moment that names its zone
    trace = _line(moments, values, hover, {"color": PALETTE["accent"], "width": 2}) | {"mode": "lines+markers+text"}
    ends = {0, len(moments) - 1}
    same_day = bool(moments) and moments[0][:10] == moments[-1][:10]
    trace |= {
        "marker": {"size": 8, "color": PALETTE["accent"]},
        "text": [text.percent(value) if place in ends else "" for place, value in enumerate(values)],
        "textposition": "top center",
        "textfont": {"size": 14, "color": PALETTE["ink"]},
        "cliponaxis": False,
    }
    x_axis = {
        "type": "date",
        "showline": True,
        "linecolor": PALETTE["line"],
        "tickmode": "array",
        "tickvals": [moments[place] for place in sorted(ends)] if moments else [],
        "ticktext": [text.time(moments[place]) if same_day else text.date(moments[place]) for place in sorted(ends)]
        if moments
        else [],
        "tickangle": 0,
        "automargin": True,
    }
    y_axis = {"showticklabels": True, "range": [0, 1.02], "tickformat": ".0%", "showgrid": True, "nticks": 4}
    return {
        "data": [trace],
        "layout": layout(
            text,
            height=height,
            margin={"l": 52, "r": 40},
            xaxis=x_axis,
            yaxis=y_axis | {"gridcolor": PALETTE["line"]},
        ),
    }


def lorenz_curves(text: Text, points: pd.DataFrame, names: dict[str, str], *, height: int = 340) -> dict[str, Any]:
    """Return what the smallest agencies have together; on the diagonal all would have the same.

    `points`: measure, agencies, share (0–1); `names` are the measures in words.
    """
    colours = {"processes": PALETTE["blue"], "money": PALETTE["accent"]}
    traces: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [0, 1],
            "y": [0, 1],
            "line": {"color": PALETTE["grey"], "width": 1, "dash": "dash"},
            "hoverinfo": "skip",
        }
    ]
    marks = []
    for measure, group in points.groupby("measure", sort=False):
        xs, ys = group["agencies"].tolist(), group["share"].tolist()
        hover = [
            text(
                "The smallest {agencies} of the agencies have {share}: {measure}",
                agencies=text.percent(x),
                share=text.percent(y),
                measure=names[str(measure)],
            )
            for x, y in zip(xs, ys, strict=True)
        ]
        traces.append(_line(xs, ys, hover, {"color": colours[str(measure)], "width": 3}))
        at = max(range(len(xs)), key=lambda place: xs[place] - ys[place])
        marks.append(
            {
                "x": xs[at],
                "y": ys[at],
                "text": names[str(measure)],
                "showarrow": False,
                "xanchor": "right",
                "xshift": -10,
                "yshift": 12,
                "font": {"color": colours[str(measure)], "size": 13},
            }
        )
    axis = {"showticklabels": True, "range": [0, 1.01], "tickformat": ".0%", "showgrid": True}
    shared = layout(
        text,
        height=height,
        margin={"l": 52, "r": 16},
        xaxis=axis | {"gridcolor": PALETTE["line"]},
        yaxis=axis | {"gridcolor": PALETTE["line"]},
    )
    return {"data": traces, "layout": shared | {"annotations": marks}}


def _line(xs: Sequence[Any], ys: Sequence[Any], hover: Sequence[str], line: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": list(xs),
        "y": list(ys),
        "line": line,
        "hovertext": list(hover),
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
