"""What the contracts of a supplier or an agency are like: year by year and procedure, and by size."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from components.bidder_cards import bidders_card, partners_card
from components.chart_card import chart_card
from components.elements import html
from components.figures import PALETTE, apart, bars, graph, layout
from components.frames import records
from components.process_list import amount_name
from components.process_story import published
from components.shell import callout
from components.view_tables import table
from data_loader import queries

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from components.text import Text
    from data_loader.filters import Filters
    from data_loader.queries import Sizes
    from data_loader.snapshot import Snapshot

_WORDS: Final = 4
_FEW: Final = 5
_STEPS: Final = ((2.5, 0.5), (5, 1), (10, 2))
_METHODS: Final = {
    "open": PALETTE["teal"],
    "selective": PALETTE["blue"],
    "limited": PALETTE["ochre"],
    "direct": PALETTE["accent"],
}


def profile_cards(
    text: Text, filters: Filters, snapshot: Snapshot, unit: str | None, *, of_supplier: bool
) -> list[Component | None]:
    """Return what the page of a supplier and that of an agency have in common."""
    crossed = queries.crossed(snapshot, filters, by=("year", "method"))
    against = bidders_card(text, filters, queries.bidders(snapshot, filters), of_supplier=of_supplier)
    charts = [
        procedures_card(text, filters, crossed, unit, amount_name(text, filters.stage)),
        sizes_card(text, filters, queries.sizes(snapshot, filters)),
    ]
    if not of_supplier:
        return [*charts, against]
    return [against, *charts, partners_card(text, filters, queries.partners(snapshot, filters))]


def procedures_card(text: Text, filters: Filters, crossed: pd.DataFrame, unit: str | None, measured: str) -> Component:
    """Return the money year by year, each year's column divided by procedure.

    `crossed`: id_1 (year), id_2 (method), amount, processes; `measured` is the name of the amount.
    """
    known = crossed[crossed["id_1"].notna() & crossed["amount"].notna()]
    return chart_card(
        text,
        id="procedures",
        title=_procedures_title(text, known),
        note=text("Amount {stage} by year and procedure, {unit}", stage=measured, unit=unit or "—"),
        body=graph(
            "procedures-figure",
            _stacked(text, known, unit),
            label=text("Amounts by year and procedure; the data of the card has every value."),
        )
        if len(known)
        else callout(text, text("No amount with a year was published.")),
        table=table(
            crossed.assign(
                _method=[text.name(one if published(one) else None, "method") for one in crossed["id_2"]],
                _year=[text.name(one if published(one) else None, "year") for one in crossed["id_1"]],
            ),
            {
                "_year": text("Year"),
                "_method": text("Method"),
                "amount": text("Amount ({unit})", unit=unit or "—"),
                "processes": text("Processes"),
            },
        ),
        about=text("A process belongs to the year of its first signature, else of its award, else of its call."),
        filename="years-and-procedures",
        filters=filters,
    )


def _procedures_title(text: Text, known: pd.DataFrame) -> str:
    methods = [one for one in known["id_2"].unique() if published(one)]
    years = known["id_1"].nunique()
    if len(methods) == 1 and years > 1 and known["id_2"].notna().all():
        return text("{method} in all of its years", method=text.name(methods[0], "method"))
    return text("Year by year, by procedure")


def _stacked(text: Text, known: pd.DataFrame, unit: str | None) -> dict[str, Any]:
    years = range(int(known["id_1"].astype(int).min()), int(known["id_1"].astype(int).max()) + 1)
    methods = sorted({one if published(one) else "" for one in known["id_2"]}, key=lambda one: (one == "", one))
    traces = []
    for method in methods:
        own = known[known["id_2"].fillna("") == method]
        amounts = dict(zip(own["id_1"].astype(int), own["amount"], strict=True))
        name = text.name(method or None, "method")
        traces.append(
            {
                "type": "bar",
                "name": name,
                "x": [str(year) for year in years],
                "y": [amounts.get(year) for year in years],
                "marker": {"color": _METHODS.get(method, PALETTE["grey"] if method else PALETTE["context"])},
                "hovertext": [
                    f"{year}, {name}: {text.money(amounts[year], unit)}" if year in amounts else "" for year in years
                ],
                "hovertemplate": "%{hovertext}<extra></extra>",
            }
        )
    legend = {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "itemclick": False, "itemdoubleclick": False}
    axis = {"type": "category", "showline": True, "linecolor": PALETTE["line"]}
    scale = {"rangemode": "tozero", "showgrid": True, "gridcolor": PALETTE["line"]}
    scale |= _ticks(text, float(known["amount"].abs().max()), len(methods))
    figure = {
        "data": traces,
        "layout": layout(
            text,
            height=320,
            barmode="relative",
            showlegend=True,
            legend=legend,
            margin={"l": 62},
            xaxis=axis,
            yaxis=scale,
            bargap=0.22,
        ),
    }
    return apart(figure, len(years))


def _ticks(text: Text, largest: float, parts: int) -> dict[str, Any]:
    """Return marks in words for an axis on which up to `parts` columns of at most `largest` stand on each other."""
    if not largest:
        return {"showticklabels": False}
    power = 10.0 ** math.floor(math.log10(largest))
    step = power * next(size for limit, size in _STEPS if largest < limit * power or limit == _STEPS[-1][0])
    marks = [place * step for place in range(math.ceil(largest * parts / step) + 1)]
    return {
        "showticklabels": True,
        "tickmode": "array",
        "tickvals": marks,
        "ticktext": [text.money_short(mark) for mark in marks],
    }


def sizes_card(text: Text, filters: Filters, found: Sizes) -> Component:
    """Return how many contracts there are of each size; classes grow threefold, and the card says so."""
    rows = records(found.rows)
    return chart_card(
        text,
        id="sizes",
        title=text("Half of its contracts are of {amount} or less", amount=text.money(found.median, found.unit))
        if found.median is not None and found.contracts >= _FEW
        else text("How large its contracts are"),
        note=text("Contracts by size; each column is for amounts about three times those of the one before"),
        body=[
            graph(
                "sizes-figure",
                _columns(text, rows),
                label=text("Contracts by size; the data of the card has every value."),
            )
            if rows
            else callout(text, text("No amount of a contract was published here.")),
            html.P(_left_out(text, found), className="note"),
        ],
        table=table(
            found.rows,
            {
                "low": text("From ({unit})", unit=found.unit or "—"),
                "high": text("Below ({unit})", unit=found.unit or "—"),
                "contracts": text("Contracts"),
                "amount": text("Amount ({unit})", unit=found.unit or "—"),
            },
        ),
        about=[
            text(
                "Contracts that were not cancelled, by their own value; of a joint one a supplier has its equal share."
            ),
            text("The classes are 1 to 3 and 3 to 10 times a power of ten, so that small and large ones fit one axis."),
        ],
        filename="contract-sizes",
        filters=filters,
    )


def _columns(text: Text, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the columns; a few of them say from which amount on they count, so that a phone has room for the words."""
    names = [size_name(text, row) for row in rows]
    counts = [int(row["contracts"]) for row in rows]
    figure = bars(
        text,
        names,
        counts,
        texts=[text.number(count) if count else "" for count in counts],
        hover=[
            f"{name}: {text.n('{n} contract', '{n} contracts', count)}"
            for name, count in zip(names, counts, strict=True)
        ],
        highlight=max(range(len(counts)), key=counts.__getitem__),
        height=280,
    )
    apart(figure, len(rows))
    step = -(-len(rows) // _WORDS)
    words = [text("from {amount}", amount=text.money_short(row["low"])) for row in rows[::step]]
    figure["layout"]["xaxis"] |= {"tickmode": "array", "tickvals": names[::step], "ticktext": words, "tickangle": 0}
    return figure


def size_name(text: Text, row: dict[str, Any]) -> str:
    """Return a class of sizes: "1 M–3 M"."""
    return f"{text.money_short(row['low'])}–{text.money_short(row['high'])}"


def _left_out(text: Text, found: Sizes) -> str:
    parts = [
        text.n("{n} without an amount", "{n} without an amount", found.without) if found.without else "",
        text.n("{n} in another currency", "{n} in another currency", found.other) if found.other else "",
        text.n("{n} of zero or less", "{n} of zero or less", found.zero) if found.zero else "",
    ]
    left = text.join([part for part in parts if part])
    return text("Not in a column: {left}.", left=left) if left else ""
