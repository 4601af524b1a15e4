"""What Vitrina is, where its data come from and under which licences, how it counts, how fresh it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import dash
import pandas as pd

from components import links
from components.chart_card import chart_card
from components.elements import html
from components.frames import records
from components.ranking import RankRow, ranking_list
from components.shell import callout, current_snapshot, page
from components.text import Text
from data_loader import queries
from data_loader.config import settings
from data_loader.filters import Filters

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from data_loader.snapshot import Snapshot

dash.register_page(__name__, path="/about", name="about")

_KINDS: Final = 8


def layout(**query: Any) -> Component:
    """Return the page."""
    text = Text.for_request(query.get("lang"))
    snapshot = current_snapshot()
    meta = queries.meta(snapshot)
    return page(
        text,
        Filters(),
        question=text("What is this?"),
        finding=None,
        headline=text(
            "{name} shows how public money is contracted, from what its publishers publish.",
            name=settings().load().site.name,
        ),
        sub=text(
            "{processes} from {sources}, pulled {when}.",
            processes=text.n("{n} process", "{n} processes", int(meta["counts"]["processes"])),
            sources=text.n("{n} publisher", "{n} publishers", len(meta["sources"])),
            when=text.moment(snapshot.published_at),
        ),
        body=[_readers(text), _rules(text), _sources(text, snapshot, meta["sources"]), _problems(text, snapshot)],
        filtered=False,
    )


def _readers(text: Text) -> Component:
    readers = [
        (text("You live here"), text("See who spends, on what and when, without reading a contract."), "/"),
        (
            text("You publish"),
            text("See agency by agency what is published, what is missing, and in which records."),
            "/completeness",
        ),
        (
            text("You investigate"),
            text("Each number opens its records, each record its raw data, its source and when it was pulled."),
            "/processes",
        ),
    ]
    return html.Div(
        [
            html.H2(text("Whom it is for")),
            html.Dl(
                [
                    part
                    for who, words, path in readers
                    for part in (html.Dt(html.A(who, href=links.href(path, Filters(), text))), html.Dd(words))
                ]
            ),
            html.P(
                text(
                    "A large number is not an accusation, and a small one is not a merit: it may only be what was published."
                )
            ),
        ],
        className="prose",
    )


def _rules(text: Text) -> Component:
    rules = [
        (
            text("Five stages, five amounts"),
            text("Planned, tendered, awarded, contracted and paid are never mixed: every figure says which one it is."),
        ),
        (
            text("Missing is not zero"),
            text("What was not published is shown as such. Every total says how many processes have no amount."),
        ),
        (
            text("Currencies are never added"),
            text("A view shows one currency; processes in others are counted beside it."),
        ),
        (
            text("Each process once"),
            text("However many releases, files or publishers repeat it, a process counts once."),
        ),
        (
            text("A joint award is shared"),
            text("Its money is divided equally between its suppliers, so that a ranking adds up to its total."),
        ),
        (text("Names are joined by identifier"), text("Names that only look alike are never joined by themselves.")),
        (
            text("Durations that cannot be are left out"),
            text("A step that ends before it starts is a problem of the data: it is counted, and it is in no median."),
        ),
        (text("How complete"), text("Published data divided by the data that apply to each process at its stage.")),
    ]
    return html.Div(
        [
            html.H2(text("How it counts")),
            html.Dl([part for name, words in rules for part in (html.Dt(name), html.Dd(words))]),
            html.P(html.A(text("The same data by API, for programs"), href=links.href("/api", Filters(), text))),
        ],
        className="prose",
    )


def _sources(text: Text, snapshot: Snapshot, sources: list[dict[str, Any]]) -> Component:
    failures = {source["id"]: source.get("error") for source in snapshot.sources}
    rows = [
        html.Li(
            [
                html.A(source["name"] or source["id"], href=links.records(Filters(source=(source["id"],)), text)),
                html.Div(
                    " · ".join(
                        (
                            text.n("{n} process", "{n} processes", int(source["processes"])),
                            text.n("{n} remark on its data", "{n} remarks on its data", int(source["problems"])),
                            text("licence: {licence}", licence=source["licence"] or text("not stated")),
                            text("pulled {when}", when=text.moment(source["pulled_at"])),
                        ),
                    ),
                    className="rank-sub",
                ),
                callout(text, text("The last attempt to pull it failed; what it had before is shown."))
                if failures.get(source["id"])
                else None,
            ],
        )
        for source in sources
    ]
    table = pd.DataFrame(
        {
            text("Publisher"): [source["name"] for source in sources],
            text("Processes"): [source["processes"] for source in sources],
            text("Remarks"): [source["problems"] for source in sources],
            text("Licence"): [source["licence"] for source in sources],
            text("Pulled"): [str(source["pulled_at"]) for source in sources],
            text("Address"): [
                str(source["url"]).rsplit("/", 1)[-1] if "://" not in str(source["url"]) else source["url"]
                for source in sources
            ],
        },
    )
    return chart_card(
        text,
        id="sources",
        title=text("Where the data come from"),
        body=html.Ul(rows, className="v-list"),
        table=table,
        about=text("Snapshot {id}.", id=snapshot.id),
        filename="sources",
        filters=Filters(),
        wide=True,
    )


def _problems(text: Text, snapshot: Snapshot) -> Component:
    frame = queries.problems_summary(snapshot)
    actions = {"repaired": text("repaired"), "refused": text("not used"), "noted": text("kept, in doubt")}
    names = {source["id"]: source["name"] for source in queries.meta(snapshot)["sources"]}
    counts = queries.problem_totals(snapshot)
    table = pd.DataFrame(
        {
            text("Publisher"): [names.get(source, source) or text("Alias file") for source in frame["source"]],
            text("What"): [text.code("problem", code) for code in frame["code"]],
            text("What was done"): [actions.get(action, action) for action in frame["action"]],
            text("Times"): frame["count"].to_list(),
            text("Example"): frame["example"].to_list(),
        },
    )
    items = [
        text.n("{n} value was repaired", "{n} values were repaired", counts["repaired"]),
        text.n("{n} could not be used", "{n} could not be used", counts["refused"]),
        text.n("{n} was kept although in doubt", "{n} were kept although in doubt", counts["noted"]),
    ]
    return chart_card(
        text,
        id="problems",
        title=text("What was wrong in what was published"),
        note=text("Nothing is dropped in silence: each value that was repaired, not used or doubted is listed."),
        body=[
            html.P(text("{list}.", list=text.join(items))),
            ranking_list(
                text,
                [
                    RankRow(
                        name=text.code("problem", row["code"]),
                        href=None,
                        value=text.number(int(row["count"])),
                        sub=actions.get(row["action"], row["action"]),
                        share_text="",
                        fraction=row["fraction"],
                    )
                    for row in records(queries.problem_kinds(snapshot, limit=_KINDS))
                ],
            ),
        ],
        table=table,
        about=text("Only repairs that are certain are made; what could not be repaired is not used, and is listed."),
        filename="problems",
        filters=Filters(),
        wide=True,
    )
