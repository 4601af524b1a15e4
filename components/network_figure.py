"""One organisation in the middle, its counterparts around it, their other counterparts in a second ring: links on lines.

Drawn with HTML and CSS: every node is a link that keyboard and screen reader reach, and nothing has to be loaded.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from components.attributes import attributes
from components.elements import html
from components.frames import records
from components.process_story import published
from components.slots import clean, short

if TYPE_CHECKING:
    from collections.abc import Callable

    from dash.development.base_component import Component

    from components.text import Text
    from data_loader.queries import Network

_LOWEST: Final = 0.2
_EACH: Final = 0.075
_HIGHEST: Final = 0.62
"""Height of the drawing ÷ its width: of an empty one, for each node on a side, and at most."""

_FIRST: Final = (17.0, 31.0)
_ALONE: Final = (24.0, 36.0)
_SECOND: Final = (33.0, 45.0)
_NAME: Final = 34
_NARROWEST: Final = 0.45

Point = tuple[float, float]


def side_places(count: int, radii: Point, side: int, aspect: float) -> list[Point]:
    """Return points down one side (1 right, -1 left) of the middle, as (x, y) in percent of the drawing's width.

    `radii`: in percent of its width and of its height.

    >>> side_places(1, (20.0, 20.0), -1, 0.6)
    [(30.0, 30.0)]
    """
    heights = [2 * (place + 0.5) / count - 1 for place in range(count)]
    widths = [max(math.cos(math.asin(height)), _NARROWEST) for height in heights]
    return [
        (50 + side * radii[0] * width, 50 * aspect + radii[1] * aspect * height)
        for width, height in zip(widths, heights, strict=True)
    ]


def rings(first: list[str], beyond: list[tuple[str, str]]) -> tuple[float, dict[str, Point], dict[str, Point]]:
    """Return the height ÷ the width, where each of the first ring stands, and where each of the second.

    The first ring takes the sides in turn; the second stands on the side of the one that leads to it. `beyond`: (of the
    first ring, of the second) for each line between them.
    """
    via = {identity: one for one, identity in reversed(beyond)}
    sides = {1: first[::2], -1: first[1::2]}
    further = {side: [identity for identity, one in via.items() if one in own] for side, own in sides.items()}
    most = max(len(own) for own in (*sides.values(), *further.values()))
    aspect = min(_LOWEST + _EACH * most, _HIGHEST)
    inner: dict[str, Point] = {}
    outer: dict[str, Point] = {}
    for side, own in sides.items():
        inner |= dict(zip(own, side_places(len(own), _FIRST if beyond else _ALONE, side, aspect), strict=True))
        ordered = sorted(further[side], key=lambda identity: inner[via[identity]][1])
        outer |= dict(zip(ordered, side_places(len(ordered), _SECOND, side, aspect), strict=True))
    return aspect, inner, outer


def network_figure(
    text: Text,
    found: Network,
    *,
    centre: str,
    label: str,
    near: Callable[[str], str],
    far: Callable[[str], str],
) -> Component:
    """Return the drawing. `near` and `far` are the addresses of the first ring's organisations and of the second's."""
    first, second = records(found.first), records(found.second)
    aspect, inner, outer = rings([row["id"] for row in first], [(row["via"], row["id"]) for row in second])
    once = {row["id"]: row for row in reversed(second)}.values()
    lines = [_line((50.0, 50 * aspect), inner[row["id"]], "n-near", aspect) for row in first]
    lines += [_line(inner[row["via"]], outer[row["id"]], "n-far", aspect) for row in second]
    nodes = [_node(text, row, inner[row["id"]], href=near(row["id"]), name="n-first", aspect=aspect) for row in first]
    nodes += [_node(text, row, outer[row["id"]], href=far(row["id"]), name="n-second", aspect=aspect) for row in once]
    own = html.Span(short(clean(centre), 60), className="n-centre")
    return html.Div(
        [*lines, *nodes, own],
        className="n-figure",
        style={"aspectRatio": f"1 / {aspect}"},
        role="group",
        **attributes(aria_label=label),
    )


def _line(one: Point, other: Point, name: str, aspect: float) -> Component:
    across, down = other[0] - one[0], other[1] - one[1]
    style = {
        "left": f"{one[0]:.2f}%",
        "top": f"{one[1] / aspect:.2f}%",
        "width": f"{math.hypot(across, down):.2f}%",
        "transform": f"rotate({math.degrees(math.atan2(down, across)):.2f}deg)",
    }
    return html.I(className=f"n-line {name}", style=style, **attributes(aria_hidden="true"))


def _node(text: Text, row: dict[str, Any], at: Point, *, href: str, name: str, aspect: float) -> Component:
    side = "n-right" if at[0] >= 50 else "n-left"
    words = money_words(text, row)
    return html.A(
        [
            html.I(**attributes(aria_hidden="true")),
            html.Span([html.B(short(clean(str(row["name"])), _NAME)), html.Small(words)]),
        ],
        href=href,
        title=f"{clean(str(row['name']))}: {words}",
        className=f"n-node {name} {side}",
        style={"left": f"{at[0]:.2f}%", "top": f"{at[1] / aspect:.2f}%"},
    )


def money_words(text: Text, row: dict[str, Any]) -> str:
    """Return what passed between two organisations: the amount, else the number of processes."""
    if published(row["amount"]):
        return text.money_short(row["amount"])
    return text.n("{n} process", "{n} processes", int(row["processes"]))
