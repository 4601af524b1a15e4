"""Are the data fresh: for each source when it was last read, what it gave, what it cost, and what went wrong."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import dash
import pandas as pd

from components import links
from components.chart_card import chart_card
from components.elements import html
from components.shell import page
from components.text import Text
from data_loader import status
from data_loader.config import settings
from data_loader.filters import Filters

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from data_loader.status import SourceStatus

dash.register_page(__name__, path="/status", name="status", lasting=False, quotable=False)


def layout(**query: Any) -> Component:
    """Return the page."""
    text, setting = Text.for_request(query.get("lang")), settings()
    every = {source.id: source.every for source in setting.load().sources}
    sources = list(status.load(setting.data_dir).values())
    failing = [source for source in sources if source.get("error")]
    due = {source["id"]: status.next_run(source, every.get(source["id"])) for source in sources}
    return page(
        text,
        Filters(),
        question=text("Are the data fresh?"),
        finding=None,
        headline=_headline(text, len(sources), len(failing)),
        sub=text("What a source no longer gives is kept: a failed pull never takes anything away."),
        body=[_card(text, sources, due)],
        filtered=False,
    )


def _headline(text: Text, sources: int, failing: int) -> list[Component | str]:
    if not sources:
        return [text("Nothing was pulled yet.")]
    if failing:
        return [
            html.Em(text.n("{n} source", "{n} sources", failing)),
            " ",
            text.n("of {n} could not be read whole.", "of {n} could not be read whole.", sources),
        ]
    return [text.n("The {n} source was read without an error.", "All {n} sources were read without an error.", sources)]


def _card(text: Text, sources: list[SourceStatus], due: dict[str, str | None]) -> Component:
    return chart_card(
        text,
        id="sources",
        title=text("Source by source"),
        note=text("Times in UTC"),
        body=html.Ul([_line(text, source, due[source["id"]]) for source in sources], className="v-records"),
        table=_table(text, sources, due),
        about=[
            text("A source that did not change answers “not modified” and costs one request a page."),
            text("A record that a source no longer gives is kept and marked; its earlier versions are kept too."),
        ],
        filename="sources",
        filters=Filters(),
        wide=True,
    )


def _line(text: Text, source: SourceStatus, due: str | None) -> Component:
    name = html.A(source["name"], href=links.records(Filters(source=(source["id"],)), text), className="v-record-title")
    success, attempt = source.get("last_success"), source.get("last_attempt")
    facts = [
        text("read {when}", when=text.moment(success)) if success else text("never read whole"),
        text("tried {when}", when=text.moment(attempt))
        if attempt and attempt != success and source.get("error")
        else "",
        text("next {when}", when=text.moment(due)) if due else text("pulled by hand only"),
        text.n("{n} document", "{n} documents", source.get("documents", 0)),
        text.n("{n} remark on its data", "{n} remarks on its data", source.get("problems", 0)),
    ]
    error = html.Div(html.B(source["error"]), className="v-record-sub") if source.get("error") else None
    return html.Li(
        [
            name,
            html.Div(text.n("{n} process", "{n} processes", source.get("processes", 0)), className="v-record-amount"),
            html.Div([html.Span(fact) for fact in facts if fact], className="v-record-sub"),
            error,
        ]
    )


def _table(text: Text, sources: list[SourceStatus], due: dict[str, str | None]) -> pd.DataFrame:
    columns = {
        "name": text("Source"),
        "shape": text("Kind of API"),
        "last_success": text("Last read whole"),
        "last_attempt": text("Last tried"),
        "next": text("Next"),
        "error": text("Error"),
        "documents": text("Documents"),
        "processes": text("Processes"),
        "problems": text("Remarks on the data"),
        "requests": text("Requests"),
        "not_modified": text("Answered “not modified”"),
        "bytes": text("Bytes received"),
        "seconds": text("Seconds"),
    }
    rows = [{**source, "next": due[source["id"]]} for source in sources]
    for row in rows:
        for key in ("last_success", "last_attempt", "next"):
            row[key] = f"{datetime.fromisoformat(str(row[key])):%Y-%m-%d %H:%M}" if row.get(key) else None
    return pd.DataFrame([{header: row.get(key) for key, header in columns.items()} for row in rows])
