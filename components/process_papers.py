"""The documents of a process as a map: by stage and type, and which of those that OCDS recommends are not there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from components.chart_card import chart_card
from components.elements import html
from components.process_story import published
from components.record_list import web_address, words
from components.stage_reach import stage_name
from components.stage_timeline import STAGES
from components.view_tables import rows_table

if TYPE_CHECKING:
    import pandas as pd
    from dash.development.base_component import Component

    from components.text import Text
    from data_loader.filters import Filters
    from data_loader.queries import Process
    from data_loader.queries.asking import Rows

_OF_A_TYPE: Final = 3
"""Documents of one type that show at once; the others unfold."""
_FORMATS: Final = {"application/pdf": "PDF", "text/html": "HTML", "application/msword": "DOC", "text/plain": "TXT"}


def papers_card(text: Text, filters: Filters, process: Process) -> Component | None:
    """Return the map of the documents; None where there are none and none is recommended at what was reached."""
    papers = process.papers
    if not papers:
        return None
    missing = sum(row["documents"] == 0 for row in papers)
    return chart_card(
        text,
        id="documents",
        title=_title(text, len(process.documents), missing),
        note=text("By stage and type, as published; a link leads to the publisher's file"),
        body=html.Ol(
            [item for stage in STAGES if (item := _stage(text, process, stage)) is not None], className="p-papers"
        ),
        table=_table(text, process.documents),
        about=[
            text(
                "Recommended are the basic types of OCDS's list, of the stages that the process has reached: none of a "
                "call for bids for a direct award, no completion certificate before the contract's end."
            ),
            text(
                "A document may be there under a type of the publisher's own: what is said to be missing is the "
                "standard's type."
            ),
            text("Only addresses of the web (http, https) become links."),
        ],
        filename="process-documents",
        filters=filters,
        wide=True,
    )


def _title(text: Text, documents: int, missing: int) -> str:
    found = text.n("{n} document", "{n} documents", documents) if documents else text("No document was published")
    if not missing:
        return found
    lacking = text.n("{n} recommended type is not among them", "{n} recommended types are not among them", missing)
    return text("{found}; {lacking}", found=found, lacking=lacking) if documents else found


def _stage(text: Text, process: Process, stage: str) -> Component | None:
    kinds = [row for row in process.papers if row["stage"] == stage]
    if not kinds:
        return None
    documents = [row for row in process.documents if row["stage"] == stage]
    there = [row for row in kinds if row["documents"]]
    missing = [row for row in kinds if not row["documents"]]
    count = text.n("{n} document", "{n} documents", len(documents)) if documents else text("none published")
    return html.Li(
        [
            html.H3([stage_name(text, stage), html.Small(count)]),
            html.Ul([_kind(text, row, documents) for row in there], className="p-kinds") if there else None,
            _missing(text, missing) if missing else None,
        ],
        className=f"v-stage-{stage}",
    )


def _missing(text: Text, kinds: list[dict[str, Any]]) -> Component:
    names = [html.Li(text.code("document_type", row["document_type"])) for row in kinds]
    return html.Div(
        [html.Span(text("Recommended, and no document is marked so:")), html.Ul(names)], className="p-missing"
    )


def _kind(text: Text, row: dict[str, Any], documents: list[dict[str, Any]]) -> Component:
    kind = row["document_type"]
    own = [item for item in documents if (words(item["document_type"]) or None) == kind]
    name = text.code("document_type", kind) if kind else text("Type not published")
    titles = {words(item["title"]).casefold() for item in own}
    items = [_document(text, item) for item in own]
    rest = items[_OF_A_TYPE:]
    more = text.n("{n} more of this type", "{n} more of this type", len(rest))
    return html.Li(
        [
            html.Span([name, html.Small(text.number(len(own))) if len(own) > 1 else None], className="p-kind")
            if titles != {name.casefold()}
            else None,
            html.Ul(items[:_OF_A_TYPE]),
            html.Details([html.Summary(more), html.Ul(rest)], className="p-more") if rest else None,
        ]
    )


def _document(text: Text, row: dict[str, Any]) -> Component:
    address = web_address(row["url"])
    name = words(row["title"]) or words(row["description"]) or text("Untitled document")
    facts = [
        text.date(row["date_published"]) if published(row["date_published"]) else text("date not published"),
        _format(row),
        text.language(words(row.get("language"))) if published(row.get("language")) else "",
        urlsplit(address).hostname if address else text("no address that can be opened"),
    ]
    link = html.A(name, href=address, rel="noopener noreferrer nofollow", target="_blank") if address else name
    return html.Li([link, html.Small(" · ".join(str(fact) for fact in facts if fact))])


def _format(row: dict[str, Any]) -> str:
    given = words(row["format"])
    return _FORMATS.get(given.lower(), given)[:40]


def _table(text: Text, documents: Rows) -> pd.DataFrame:
    def named(row: dict[str, Any]) -> dict[str, Any]:
        kind = row["document_type"]
        return {"_stage": stage_name(text, row["stage"]), "_type": text.code("document_type", kind) if kind else None}

    return rows_table(
        [row | named(row) for row in documents],
        {
            "_stage": text("Stage"),
            "_type": text("Type"),
            "document_type": text("Type in OCDS"),
            "title": text("Title"),
            "description": text("Description"),
            "date_published": text("Date"),
            "format": text("Format"),
            "language": text("Language"),
            "url": text("Address"),
        },
    )
