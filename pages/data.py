"""The data themselves: every table of the snapshot with what its columns mean, as files to take away, and their licences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import dash
import pandas as pd

from components import links
from components.chart_card import chart_card
from components.elements import html
from components.record_list import words
from components.shell import Accent, current_snapshot, page
from components.slots import filled, slot
from components.snapshot import carried
from components.text import Text
from data_loader import queries
from data_loader.dictionary import meaning, sentences
from data_loader.filters import Filters

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from data_loader.tables import Table

dash.register_page(__name__, path="/data", name="data")


def layout(**query: Any) -> Component:
    """Return the page."""
    text, snapshot = Text.for_request(query.get("lang")), current_snapshot()
    tables = queries.tables(snapshot)
    return page(
        text,
        Filters(),
        question=text("How do I take the data with me?"),
        finding=None,
        headline=filled(
            text("Here are all {figure} tables behind every number, as files.", figure=slot("figure")),
            figure=Accent(text.number(len(tables))),
        ),
        sub=text("They are those of the snapshot shown now, pulled {when}.", when=text.moment(snapshot.published_at)),
        body=[_tables(text, tables), _licences(text, queries.meta(snapshot)["sources"])],
        filtered=False,
    )


def in_words(text: Text, comment: str) -> str:
    """Return a comment in the reader's language, sentence by sentence."""
    return " ".join(text.translated(sentence) for sentence in sentences(comment))


def _tables(text: Text, tables: list[Table]) -> Component:
    rows = []
    for table in tables:
        for column in table.columns:
            said, null = meaning(column.comment)
            rows.append(
                {
                    text("Table"): table.name,
                    text("Column"): column.name,
                    text("Type"): column.type,
                    text("What it says"): in_words(text, said),
                    text("Where there is nothing"): in_words(text, null),
                }
            )
    return chart_card(
        text,
        id="tables",
        title=text("Table by table"),
        note=text("CSV for spreadsheets, Parquet for programs; each opens to its columns"),
        body=html.Ul([_table(text, table) for table in tables], className="v-records v-tables"),
        table=pd.DataFrame(rows),
        about=[
            text("A value that nobody published is NULL, an empty cell in CSV; zero is only where zero was published."),
            text("The data and the download of this card are the dictionary: every column of every table."),
        ],
        filename="dictionary",
        filters=Filters(),
        wide=True,
    )


def _table(text: Text, table: Table) -> Component:
    address, held = f"/api/v1/tables/{table.name}", f"?{urlencode(carried())}".rstrip("?")
    columns = [
        part
        for column in table.columns
        for part in (
            html.Dt([html.Code(column.name), " ", html.Small(column.type.lower()[:40])]),
            html.Dd(in_words(text, column.comment)),
        )
    ]
    return html.Li(
        [
            html.Span(html.Code(table.name), className="v-record-title"),
            html.Span(
                [
                    html.A("CSV", href=f"{address}.csv{held}", download=""),
                    " · ",
                    html.A("Parquet", href=f"{address}.parquet{held}", download=""),
                ],
                className="v-record-amount",
            ),
            html.Div(in_words(text, table.comment), className="v-record-sub"),
            html.Details(
                [
                    html.Summary(
                        " · ".join(
                            [
                                text.n("{n} row", "{n} rows", table.rows),
                                text.n("{n} column", "{n} columns", len(table.columns)),
                            ]
                        )
                    ),
                    html.Dl(columns, className="v-facts"),
                ],
                className="v-columns",
                id=f"table-{table.name}",
            ),
        ]
    )


def _licences(text: Text, sources: list[dict[str, Any]]) -> Component:
    lines = [
        html.Li(
            [
                html.A(
                    source["name"] or source["id"],
                    href=links.records(Filters(source=(source["id"],)), text),
                    className="v-record-title",
                ),
                html.Span(
                    text.n("{n} process", "{n} processes", int(source["processes"])), className="v-record-amount"
                ),
                html.Div(
                    text("licence: {licence}", licence=words(source["licence"]) or text("not stated")),
                    className="v-record-sub",
                ),
            ]
        )
        for source in sources
    ]
    return chart_card(
        text,
        id="licences",
        title=text("Whose data they are"),
        note=text("Each publisher's licence holds for its rows"),
        body=html.Ul(lines, className="v-records"),
        table=pd.DataFrame(
            [
                {
                    text("Source"): source["id"],
                    text("Name"): source["name"],
                    text("Licence"): words(source["licence"]) or None,
                    text("Processes"): int(source["processes"]),
                }
                for source in sources
            ]
        ),
        about=text("The licence is the one that the configuration of this site states for the source."),
        filename="licences",
        filters=Filters(),
        wide=True,
    )
