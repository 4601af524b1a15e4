"""Agencies by months: one cell a month, darker the more processes, each filled one the way to its records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from components.attributes import attributes
from components.elements import html
from components.frames import records

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd
    from dash.development.base_component import Component

    from components.text import Text

BOUNDS: Final = (1, 3, 10, 30)
"""From how many processes a cell is one shade darker."""
YEARS: Final = 3
"""Years that fit side by side."""


def years_of(grid: pd.DataFrame) -> list[int]:
    """Return every year from the first to the last month of the grid."""
    years = [int(month[:4]) for month in grid["month"].unique()]
    return list(range(min(years), max(years) + 1)) if years else []


def shade(processes: int) -> int:
    """Return 0 (none) to 4 (most).

    >>> shade(0), shade(2), shade(3), shade(500)
    (0, 1, 2, 4)
    """
    return sum(processes >= bound for bound in BOUNDS)


def month_grid(
    text: Text,
    grid: pd.DataFrame,
    agencies: Sequence[tuple[str, str]],
    years: Sequence[int],
    *,
    href: Callable[[str], Callable[[str], str]],
    agency_href: Callable[[str], str],
) -> Component:
    """Return the grid of these agencies (id, name) over these years.

    `grid`: agency_id, month, processes. `href(agency)(month)` lists the processes of a cell.
    """
    shown = grid[grid["agency_id"].isin([identity for identity, _ in agencies])]
    counts = {(row["agency_id"], row["month"]): int(row["processes"]) for row in records(shown)}
    months = [f"{year}-{month:02}" for year in years for month in range(1, 13)]

    def cell(name: str, month: str, number: int, behind: Callable[[str], str]) -> Component:
        css = f"m-cell m-{shade(number)}" + (" m-year" if month.endswith("-01") else "")
        if not number:
            return html.Td(className=css)
        words = text.n("{n} process", "{n} processes", number)
        label = f"{name}, {text.month(month)}: {words}"
        link = html.A(
            html.Span(text.number(number), className="visually-hidden"),
            href=behind(month),
            title=label,
            **attributes(aria_label=label),
        )
        return html.Td(link, className=css)

    head = [html.Th(text("Agency"), scope="col")]
    head += [html.Th(str(year), scope="colgroup", colSpan=12, className="m-year") for year in years]
    rows = []
    for identity, name in agencies:
        behind = href(identity)
        cells = [cell(name, month, counts.get((identity, month), 0), behind) for month in months]
        rows.append(html.Tr([html.Th(html.A(name, href=agency_href(identity)), scope="row"), *cells]))
    table = html.Table([html.Thead(html.Tr(head)), html.Tbody(rows)], className="m-grid")
    return html.Div(
        [
            html.Div(
                table,
                className="m-scroll",
                tabIndex=0,
                role="group",
                **attributes(aria_label=text("Agencies by month")),
            ),
            _legend(text),
        ]
    )


def _legend(text: Text) -> Component:
    ends = [*(bound - 1 for bound in BOUNDS[1:]), None]
    words = [
        text("{n} or more", n=start) if end is None else f"{start}–{end}"
        for start, end in zip(BOUNDS, ends, strict=True)
    ]
    keys = [(0, text("nothing")), *enumerate(words, 1)]
    return html.Ul(
        [html.Li([html.I(className=f"m-{level}", **attributes(aria_hidden="true")), said]) for level, said in keys],
        className="m-legend",
        **attributes(aria_label=text("Processes in a month")),
    )
