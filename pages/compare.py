"""Any two agencies, suppliers or years side by side, on one axis and in sentences."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final, Literal

import dash
import dash_bootstrap_components as dbc
import pandas as pd

from components import figures, links
from components.chart_card import chart_card
from components.compare_words import difference, further, key_rows, key_table, side_name
from components.elements import html
from components.exclusions import exclusions
from components.forms import hidden_fields
from components.frames import records
from components.paging import chosen, last, switch
from components.pair_bars import PairCell, PairRow, pair_columns, pair_list, who_is_who
from components.process_story import published
from components.shell import callout, current_snapshot, page
from components.spending_findings import measure
from components.spending_parts import publishers, scale_to
from components.text import Text
from components.trend import spaced, years_between
from data_loader import queries
from data_loader.filters import Filters

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from data_loader.queries import Comparison, Named, Side
    from data_loader.snapshot import Snapshot

dash.register_page(__name__, path="/compare", name="compare")

_LETTERS: Final = ("a", "b")
_MONTHS: Final = [f"{month:02}" for month in range(1, 13)]


def layout(**query: Any) -> Component:
    """Return the page for what the URL asks for: `kind` (agency, supplier, year), and `a` and `b`, ids or names."""
    text, asked, snapshot = Text.for_request(query.get("lang")), Filters.from_query(query), current_snapshot()
    kind: queries.CompareKind = chosen(query, "kind", queries.COMPARE_KINDS)
    filters = queries.without_kind(asked, kind)
    sides, remarks = _sides(text, filters, snapshot, kind, [last(query, letter) for letter in _LETTERS])
    if len(sides) < len(_LETTERS):
        return page(
            text,
            filters,
            question=text("How do two compare?"),
            headline=text("There are no two to compare with these filters."),
            finding=None,
            body=[_kinds(text, filters, kind), callout(text, text("Take off a filter to see more."))],
        )
    found = queries.comparison(snapshot, filters, kind=kind, first=sides[0], second=sides[1])
    return page(
        text,
        filters,
        question=text("How do two compare?"),
        headline=difference(text, found, filters.stage),
        sub=further(text, found),
        not_shown=exclusions(text, filters, snapshot),
        body=[
            _kinds(text, filters, kind),
            _form(text, filters, snapshot, found),
            *(html.P(remark, className="x-notice") for remark in remarks),
            _key_card(text, filters, found),
            _trend_card(text, filters, snapshot, found),
            _methods_card(text, filters, snapshot, found),
        ],
    )


def _sides(
    text: Text, filters: Filters, snapshot: Snapshot, kind: queries.CompareKind, given: list[str | None]
) -> tuple[list[Named], list[str]]:
    """Return the two who are meant, and what must be said of how they were chosen."""
    found = [queries.find_side(snapshot, words, kind=kind) if words else None for words in given]
    remarks = []
    for words, side in zip(given, found, strict=True):
        if words and side is None:
            remarks.append(text("Nothing here is called anything like “{name}”.", name=words))
        elif words and side is not None and words not in {side.id, side.name}:
            remarks.append(text("“{words}” was read as {name}.", words=words, name=side.name))
    taken = {side.id for side in found if side}
    if found[0] and found[1] and found[0].id == found[1].id:
        remarks.append(text("Both were the same: another one stands beside it."))
        found[1] = None
    if not any(found):
        remarks.append(
            text("These are the latest two years; choose others.")
            if kind == "year"
            else text("These are the two with most money; choose others.")
        )
    largest = () if all(found) else queries.largest_sides(snapshot, filters, kind=kind)
    others = (side for side in largest if side.id not in taken)
    sides = [side or next(others, None) for side in found]
    return [side for side in sides if side], remarks


def _kinds(text: Text, filters: Filters, kind: str) -> Component:
    names = {"agency": text("Agencies"), "supplier": text("Suppliers"), "year": text("Years")}
    return html.Div(
        switch(
            text("Compare"), list(names.items()), kind, lambda value: links.href("/compare", filters, text, kind=value)
        ),
        className="x-controls",
    )


def _form(text: Text, filters: Filters, snapshot: Snapshot, found: Comparison) -> Component:
    choices = queries.options(snapshot)[found.kind]
    labels = (text("First"), text("Second"))
    fields = [
        html.Div(
            [
                html.Label(label, htmlFor=f"compare-{letter}"),
                dbc.Input(
                    id=f"compare-{letter}",
                    name=letter,
                    value=_typed(snapshot, found.kind, side),
                    list="compare-names",
                    maxLength=300,
                    autoComplete="off",
                ),
            ],
            className="field",
        )
        for letter, label, side in zip(_LETTERS, labels, found.sides, strict=True)
    ]
    known = html.Datalist(_options(records(choices)), id="compare-names")
    kind = dbc.Input(type="hidden", name="kind", value=found.kind)
    return html.Form(
        [
            *hidden_fields(filters, text),
            kind,
            *fields,
            known,
            html.Button(text("Compare"), type="submit", className="button"),
        ],
        action="/compare",
        method="GET",
        className="x-form",
    )


def _typed(snapshot: Snapshot, kind: queries.CompareKind, side: Side) -> str:
    """Return what somebody types to mean this side: its name, or its id where another one has the same name."""
    meant = queries.find_side(snapshot, side.name, kind=kind)
    return side.name if meant and meant.id == side.id else side.id


def _options(rows: list[dict[str, Any]]) -> list[Component]:
    """Return the suggestions: names; of those that several have, the ids."""
    times = Counter(row["name"] for row in rows)
    return [
        html.Option(value=row["name"]) if times[row["name"]] == 1 else html.Option(row["name"], value=row["id"])
        for row in rows
    ]


def _names(text: Text, found: Comparison, *, whole: bool = False) -> Component:
    hrefs = [_profile(text, found.kind, side) for side in found.sides]
    publisher = publishers(current_snapshot()) if whole and found.kind != "year" else None
    names = [side.name if whole else side_name(side) for side in found.sides]
    notes = [publisher(side.id) if publisher else "" for side in found.sides]
    return who_is_who(names, hrefs, notes)


def _profile(text: Text, kind: str, side: Side) -> str:
    if kind == "year":
        return links.href("/explore", side.filters, text)
    return (
        links.agency(side.id, side.filters, text) if kind == "agency" else links.supplier(side.id, side.filters, text)
    )


def _key_card(text: Text, filters: Filters, found: Comparison) -> Component:
    rows = key_rows(text, found, filters.stage)
    return chart_card(
        text,
        id="figures",
        title=text("The key figures of both"),
        note=text("The bars of a line share one axis; each figure opens what is behind it"),
        body=[_names(text, found, whole=True), pair_list(rows)],
        table=key_table(text, found, rows),
        about=[
            text("Both sides have the same filters, the same stage and the same currency."),
            text("Two that do different work differ for good reasons: a comparison is a question, not a verdict."),
        ],
        filename="compare-figures",
        filters=filters,
        wide=True,
    )


def _trend_card(text: Text, filters: Filters, snapshot: Snapshot, found: Comparison) -> Component:
    by: Literal["year", "month"] = "month" if found.kind == "year" else "year"
    frame = queries.side_by_side(snapshot, found, by=by)
    dated = {row["id"]: row for row in records(frame) if published(row["id"])}
    periods = _MONTHS if by == "month" else [str(year) for year in years_between([int(year) for year in dated])]
    rows = [dated.get(period, {"id": period, "a": None, "b": None}) for period in periods]
    labels = [_month(text, period)[:3] if by == "month" else period for period in periods]
    values = tuple([row[letter] if published(row[letter]) else None for row in rows] for letter in _LETTERS)
    hover, hrefs = [], []
    for letter, side in zip(_LETTERS, found.sides, strict=True):
        hover.append(
            [
                f"{side_name(side)}, {label}: {text.money(row[letter], found.unit)}"
                for label, row in zip(labels, rows, strict=True)
            ]
        )
        hrefs.append([_period(text, found, side, by, row["id"]) for row in rows])
    title = text("Month by month") if by == "month" else text("Year by year")
    known = [value for side in values for value in side if value is not None]
    divisor, unit = scale_to(text, max(map(abs, known), default=0.0), found.unit)
    figure = pair_columns(
        text,
        labels,
        (values[0], values[1]),
        names=[side_name(side) for side in found.sides],
        hover=(hover[0], hover[1]),
        hrefs=(hrefs[0], hrefs[1]),
        divisor=divisor,
    )
    figure["layout"]["xaxis"] |= spaced(labels, labels, room=6 if by == "month" else 9)
    return chart_card(
        text,
        id="trend",
        title=title,
        note=text("{measure}, in {unit}", measure=measure(text, filters.stage), unit=unit),
        body=[_names(text, found), figures.graph("trend-figure", figure, label=title)]
        if known
        else callout(text, text("No amount was published here.")),
        table=_table(text, found, frame, text("Month"), lambda one: _month(text, one))
        if by == "month"
        else _table(text, found, frame, text("Year"), lambda one: one or text.name(None, "year")),
        about=text(
            "The year is that of the earliest signature; where none is published, of the award, the tender or the release.",
        ),
        filename="compare-trend",
        filters=filters,
    )


def _month(text: Text, month: str | None) -> str:
    """Return the name of a month of any year."""
    return text.month(f"2000-{month}").split()[0] if month else text.name(None, "month")


def _period(text: Text, found: Comparison, side: Side, by: str, period: str) -> str:
    filters = side.filters.replace(currency=found.unit)
    if by == "month":
        return links.records(filters, text, month=f"{side.id}-{period}")
    return links.records(filters.replace(year_from=int(period), year_to=int(period)), text)


def _methods_card(text: Text, filters: Filters, snapshot: Snapshot, found: Comparison) -> Component:
    frame = queries.side_by_side(snapshot, found, by="method")

    def cell(row: dict[str, Any], letter: str, side: Side) -> PairCell:
        method, value = row["id"] if published(row["id"]) else "none", row[letter]
        if not row[f"processes_{letter}"]:
            return PairCell(text("no process"), 0, None)
        href = links.records(side.filters.replace(method=(method,)), text)
        return PairCell(text.money_short(value), value if published(value) else None, href)

    longest = float(frame[list(_LETTERS)].max().max()) if frame[list(_LETTERS)].notna().any().any() else None
    rows = [
        PairRow(
            text.name(row["id"] if published(row["id"]) else None, "method"),
            (cell(row, "a", found.sides[0]), cell(row, "b", found.sides[1])),
            most=longest,
        )
        for row in records(frame)
    ]
    return chart_card(
        text,
        id="methods",
        title=text("How each contracts"),
        note=text("{measure}, by {level}", measure=measure(text, filters.stage), level=text("method")),
        body=[_names(text, found), pair_list(rows)],
        table=_table(text, found, frame, text("Method"), lambda one: text.name(one, "method")),
        about=text("The method as published, by OCDS's own list; what was not published is a group of its own."),
        filename="compare-methods",
        filters=filters,
    )


def _table(text: Text, found: Comparison, frame: pd.DataFrame, header: str, name: Any) -> pd.DataFrame:
    columns = {header: [name(row["id"] if published(row["id"]) else None) for row in records(frame)]}
    for letter, side in zip(_LETTERS, found.sides, strict=True):
        columns[f"{letter.upper()}: {side.name} ({found.unit or '—'})"] = list(frame[letter])
        columns[f"{letter.upper()}: {text('Processes')}"] = list(frame[f"processes_{letter}"])
    return pd.DataFrame(columns)
