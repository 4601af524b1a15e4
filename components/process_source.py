"""Where the record of a process comes from, when it was fetched, and the record itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from components import links
from components.chart_card import chart_card
from components.elements import html
from components.glossary import marked
from components.record_list import day, web_address, words
from components.view_tables import table

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from components.text import Text
    from data_loader.filters import Filters

_RAW_LIMIT: Final = 400_000


def raw_card(text: Text, filters: Filters, process: Any) -> Component:
    """Return where the record comes from, when it was fetched, and the record itself as text."""
    row = process.row
    raw = json.dumps(process.compiled, ensure_ascii=False, indent=2, default=str)
    return chart_card(
        text,
        id="source",
        title=text("Where this comes from"),
        body=[
            html.Dl(_source_facts(text, process), className="v-facts"),
            html.Details(
                [
                    html.Summary(text("The record as JSON")),
                    html.Pre(raw[:_RAW_LIMIT], tabIndex=0),
                    html.P(text("Cut here: the API has it whole.")) if len(raw) > _RAW_LIMIT else None,
                ],
                className="v-raw",
            ),
            html.P(html.A(text("The same from the API"), href=links.api_process(row["ocid"], row["source"]))),
        ],
        table=table(
            _addresses(process),
            {"url": text("Address"), "source": text("Source"), "fetched_at": text("Fetched")},
        ),
        about=text("The record is the publisher's, compiled from its releases; repairs are listed among the faults."),
        filename="process-source",
        filters=filters,
        wide=True,
    )


def _addresses(process: Any) -> pd.DataFrame:
    row = process.row
    return pd.DataFrame(
        {"url": list(row["source_urls"]), "source": row["source_name"], "fetched_at": str(row["fetched_at"])},
    )


def _source_facts(text: Text, process: Any) -> list[Component]:
    urls: list[Component] = []
    for url in process.row["source_urls"]:
        address = web_address(url)
        urls.append(
            html.Li(
                html.A(address, href=address, rel="noopener noreferrer nofollow", target="_blank")
                if address
                else str(url)
            ),
        )
    return [
        html.Dt(marked(text, text("Identifier (ocid)"), place="source")),
        html.Dd(process.row["ocid"]),
        html.Dt(text("Published by")),
        html.Dd(
            " · ".join(
                part for part in (words(process.row["source_name"]), words(process.row["source_licence"])) if part
            )
        ),
        html.Dt(text("Read from")),
        html.Dd(html.Ul(urls, className="v-list")),
        html.Dt(text("Fetched")),
        html.Dd(day(text, str(process.row["fetched_at"]))),
        html.Dt(marked(text, text("Releases"), place="source")),
        html.Dd(text.n("{n} release read", "{n} releases read", int(process.row["releases"]))),
    ]
