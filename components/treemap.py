"""A treemap of links, laid out here and drawn by CSS: it prints, it can be read aloud, on a phone it is a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from components.elements import html

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dash.development.base_component import Component

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Tile:
    """A rectangle: what it is, its figure in words, its size, where it leads; a quiet one stands for all the others."""

    name: str
    words: str
    size: float
    href: str
    quiet: bool = False


def treemap(tiles: Sequence[Tile], *, label: str, ratio: float = 3.4) -> Component:
    """Return the tiles as rectangles whose areas are their sizes, the largest first, the one of all the others last."""
    ordered = sorted((tile for tile in tiles if tile.size > 0), key=lambda tile: (tile.quiet, -tile.size))
    boxes = squarified([tile.size for tile in ordered], ratio)
    return html.Ul(
        [_tile(index, tile, box) for index, (tile, box) in enumerate(zip(ordered, boxes, strict=True))],
        className="treemap",
        **{"aria-label": label},
    )


def _tile(index: int, tile: Tile, box: Box) -> Component:
    x, y, width, height = box
    small = width < 11 or height < 15
    style = {"--x": f"{x:.3f}%", "--y": f"{y:.3f}%", "--w": f"{width:.3f}%", "--h": f"{height:.3f}%"}
    return html.Li(
        html.A([html.B(tile.name), html.Span(tile.words)], href=tile.href, title=f"{tile.name}: {tile.words}"),
        className=f"tile tile-{'rest' if tile.quiet else min(index, 5)}" + (" tile-small" if small else ""),
        style=style,
    )


def squarified(sizes: Sequence[float], ratio: float = 1.0) -> list[Box]:
    """Return x, y, width and height, in percent, of rectangles as square as possible (Bruls, Huizing, van Wijk 2000).

    `sizes` fall from the largest; `ratio` is the width of the whole divided by its height.
    """
    total = sum(sizes)
    if not total:
        return []
    areas = [size / total * ratio for size in sizes]
    boxes: list[Box] = []
    x, y, width, height = 0.0, 0.0, ratio, 1.0
    start = 0
    while start < len(areas):
        side = min(width, height)
        end = start + 1
        while end < len(areas) and _worst(areas[start : end + 1], side) <= _worst(areas[start:end], side):
            end += 1
        row = areas[start:end]
        depth = sum(row) / side
        offset = 0.0
        for area in row:
            length = area / depth
            boxes.append((x, y + offset, depth, length) if width >= height else (x + offset, y, length, depth))
            offset += length
        if width >= height:
            x, width = x + depth, width - depth
        else:
            y, height = y + depth, height - depth
        start = end
    return [(100 * x / ratio, 100 * y, 100 * w / ratio, 100 * h) for x, y, w, h in boxes]


def _worst(areas: Sequence[float], side: float) -> float:
    total = sum(areas)
    return max(max(side**2 * area / total**2, total**2 / (side**2 * area)) for area in areas)
