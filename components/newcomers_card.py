"""Which suppliers are new, and which live off one agency, as cards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from components import figures, links
from components.chart_card import chart_card
from components.frames import records
from components.process_story import published
from components.record_list import Entry, entries
from components.shell import callout
from components.view_tables import table

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from components.text import Text
    from data_loader.filters import Filters
    from data_loader.queries import Dependence, NewSuppliers


def new_suppliers_card(text: Text, filters: Filters, found: NewSuppliers) -> Component:
    """Return how many suppliers of each year no earlier year names."""
    rows = records(found.rows)
    return chart_card(
        text,
        id="new-suppliers",
        title=_new_title(text, rows, found.begins),
        note=text("Suppliers never named in an earlier year; the data begin in {year}", year=found.begins or "—"),
        body=_new_figure(text, filters, rows)
        if rows
        else callout(text, text("No supplier with a year was published.")),
        table=table(
            found.rows,
            {
                "year": text("Year"),
                "suppliers": text("Suppliers"),
                "new": text("New suppliers"),
                "share": text("New ÷ suppliers"),
                "amount": text("Amount ({unit})", unit=found.unit or "—"),
                "new_amount": text("Amount of new suppliers ({unit})", unit=found.unit or "—"),
                "amount_share": text("Share of the amount"),
            },
        ),
        about=[
            text("New is a supplier that no process of an earlier year names, in any source, whatever the filters."),
            text("In the first years nearly everybody is new, because the data begin there."),
            text.n(
                "{n} supplier has no process with a date.", "{n} suppliers have no process with a date.", found.undated
            )
            if found.undated
            else "",
        ],
        filename="new-suppliers",
        filters=filters,
    )


def _new_title(text: Text, rows: list[dict[str, Any]], begins: int | None) -> str:
    later = [row for row in rows if begins is not None and row["year"] > begins]
    if not later:
        return text("New suppliers by year")
    most = max(later, key=lambda row: (row["new"], row["year"]))
    return text(
        "{year} brought {new} new suppliers, of {all}",
        year=str(int(most["year"])),
        new=text.number(int(most["new"])),
        all=text.number(int(most["suppliers"])),
    )


def _new_figure(text: Text, filters: Filters, rows: list[dict[str, Any]]) -> Component:
    values = [float(row["new"]) for row in rows]
    years = [int(row["year"]) for row in rows]
    figure = figures.bars(
        text,
        [str(year) for year in years],
        values,
        texts=figures.few_labels(values, [text.number(value) for value in values], room=9),
        hover=[
            text(
                "{year}: {new} new of {all}",
                year=str(year),
                new=text.number(row["new"]),
                all=text.number(row["suppliers"]),
            )
            for year, row in zip(years, rows, strict=True)
        ],
        hrefs=[
            links.records(filters.replace(year_from=year, year_to=year), text, having="new_supplier") for year in years
        ],
        highlight=max(range(len(values)), key=lambda place: values[place]),
    )
    figures.apart(figure, len(years))
    return figures.graph(
        "new-suppliers-figure", figure, label=text("New suppliers by year; the data of the card has every value.")
    )


def dependence_card(text: Text, filters: Filters, found: Dependence) -> Component:
    """Return how many suppliers have all their money from one agency, by how many processes they have."""
    rows = [row for row in records(found.rows) if row["suppliers"]]
    return chart_card(
        text,
        id="dependence",
        title=text(
            "{n} of {all} suppliers with several processes live off one agency",
            n=text.number(found.one_agency),
            all=text.number(found.several),
        )
        if found.several
        else text("How many suppliers live off one agency"),
        note=text("Suppliers whose money all comes from one agency, by number of processes"),
        body=entries(text, [_dependence_entry(text, row) for row in rows])
        if rows
        else callout(text, text("No amount was published here.")),
        table=table(
            found.rows.assign(_band=[_band(text, row) for row in records(found.rows)]),
            {
                "_band": text("Suppliers with"),
                "suppliers": text("Suppliers"),
                "one_agency": text("All from one agency"),
                "mostly_one": text("Half or more from one agency"),
            },
        ),
        about=[
            text("Who has one process has one agency: only those with several can depend on one or not."),
            text("Only what is published here counts: a supplier may sell elsewhere."),
        ],
        filename="dependence",
        filters=filters,
    )


def _band(text: Text, row: dict[str, Any]) -> str:
    first, last = int(row["processes_from"]), row["processes_to"]
    if not published(last):
        return text("{n} processes or more", n=text.number(first))
    if first == int(last):
        return text.n("{n} process", "{n} processes", first)
    return text("{first} to {last} processes", first=text.number(first), last=text.number(int(last)))


def _dependence_entry(text: Text, row: dict[str, Any]) -> Entry:
    return Entry(
        name=_band(text, row),
        value=text("{n} of {total}", n=text.number(int(row["one_agency"])), total=text.number(int(row["suppliers"]))),
        sub=[
            text.n(
                "{n} has half or more from one agency", "{n} have half or more from one agency", int(row["mostly_one"])
            )
        ],
    )
