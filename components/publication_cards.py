"""How soon things are published, how complete by any group, and how that changed from snapshot to snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from components import links
from components.chart_card import chart_card
from components.curves import scores
from components.elements import html
from components.figures import graph
from components.frames import records
from components.paging import switch
from components.process_story import published
from components.ranking import RankRow, ranking_list
from components.shell import callout
from components.stage_reach import stage_name
from components.view_tables import table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd
    from dash.development.base_component import Component

    from components.text import Text
    from data_loader.filters import Filters
    from data_loader.queries.completeness import Dimension

GROUPS: Final[tuple[Dimension, ...]] = ("year", "source", "level", "stage")


def timeliness_card(text: Text, filters: Filters, found: pd.DataFrame) -> Component:
    """Return days from event to publication; `found` as `queries.timeliness` gives it without groups."""
    rows = [row for row in records(found) if row["events"]]
    measured = int(found["measured"].sum())
    return chart_card(
        text,
        id="timeliness",
        title=_timeliness_finding(text, rows),
        note=text("Days from the event to the first release that carries it"),
        body=html.Ul([_event(text, filters, row) for row in rows], className="v-todo")
        if measured
        else callout(text, text("No event here has both its own date and that of a release.")),
        table=timeliness_table(text, found),
        about=[
            text(
                "Each call, award, signature and payment counts from its own date to the first release that carries it."
            ),
            text(
                "“At most”: of some only one release is known. They may have been published before, in a release that is no longer served."
            ),
            text("What was published before it happened is a mistake in one of the dates: counted, and left out."),
        ],
        filename="timeliness",
        filters=filters,
        wide=True,
    )


def _timeliness_finding(text: Text, rows: list[dict[str, Any]]) -> str:
    signatures = [row for row in rows if row["event"] == "signature" and published(row["median"])]
    if not signatures:
        return text("How soon it is published")
    median = text.days(signatures[0]["median"])
    if signatures[0]["at_most"]:
        return text("Half of the contracts were published within at most {days} of their signature", days=median)
    return text("Half of the contracts were published within {days} of their signature", days=median)


def event_name(text: Text, event: str) -> str:
    """Return the name of an event."""
    names = {
        "tender": text("Start of the call"),
        "award": text("Award"),
        "signature": text("Signature"),
        "payment": text("Payment"),
    }
    return names.get(event, event)


def _event(text: Text, filters: Filters, row: dict[str, Any]) -> Component:
    def behind(words: str, kind: str) -> Component:
        return html.A(words, href=links.records(filters, text, **{kind: row["event"]}))

    parts: list[Any] = []
    if row["measured"]:
        quartiles = text("the middle half {low} to {high}", low=text.days(row["p25"]), high=text.days(row["p75"]))
        parts = [quartiles, behind(text("measured in {n}", n=text.number(row["measured"])), "timed")]
    if row["at_most"]:
        parts.append(text("{n} of them at most", n=text.number(row["at_most"])))
    if row["missing"]:
        parts.append(behind(text("{n} without dates", n=text.number(row["missing"])), "untimed"))
    if row["negative"]:
        parts.append(behind(text("{n} before they happened", n=text.number(row["negative"])), "early"))
    median = text.days(row["median"]) if row["measured"] else text("not measured")
    return html.Li(
        [
            html.Span(event_name(text, row["event"]), className="v-todo-what"),
            html.B(text("at most {days}", days=median) if row["at_most"] else median, className="v-todo-figure"),
            html.Div([html.Span(part) for part in parts], className="v-record-sub"),
        ]
    )


def timeliness_table(text: Text, found: pd.DataFrame) -> pd.DataFrame:
    """Return the days event by event with headers for people."""
    named = found.assign(_name=[event_name(text, row["event"]) for row in records(found)])
    headers = {
        "_name": text("Event"),
        "events": text("Events"),
        "measured": text("Measured"),
        "at_most": text("Of these at most"),
        "missing": text("Without dates"),
        "negative": text("Published before they happened"),
        "p25": text("A quarter took less than (days)"),
        "median": text("Half took less than (days)"),
        "p75": text("Three quarters took less than (days)"),
    }
    return table(named, headers)


def groups_card(text: Text, filters: Filters, found: pd.DataFrame, *, by: str, href: Callable[[str], str]) -> Component:
    """Return the scores by year, source, level or stage; `found` as `queries.completeness_by` gives it."""
    names = {"year": text("year"), "source": text("source"), "level": text("level"), "stage": text("stage")}
    return chart_card(
        text,
        id="groups",
        title=_groups_finding(text, found, by),
        note=text("Data published of those that are owed"),
        body=[
            switch(text("By"), list(names.items()), by, href),
            ranking_list(text, [_group(text, filters, row, by) for row in records(found)]),
        ],
        table=_groups_table(text, found, by),
        about=[
            text("The score is data published ÷ data that apply, over a documented list of fields of each stage."),
            text("The parts of every grouping add up to the same whole."),
        ],
        filename=f"completeness-by-{by}",
        filters=filters,
        wide=True,
    )


def _groups_finding(text: Text, found: pd.DataFrame, by: str) -> str:
    known = found[found["score"].notna() & found["id"].notna()]
    if len(known) < 2:
        return text("How complete, group by group")
    worst = records(known.sort_values("score", kind="stable"))[0]
    return text(
        "{group} is the least complete: {share}", group=group_name(text, worst, by), share=text.percent(worst["score"])
    )


def group_name(text: Text, row: dict[str, Any], by: str) -> str:
    """Return the name of a group of completeness."""
    if not published(row["id"]):
        return text.name(None, by)
    if by == "level":
        return {
            "basic": text("Basic level"),
            "intermediate": text("Intermediate level"),
            "advanced": text("Advanced level"),
        }[row["id"]]
    return stage_name(text, row["id"]) if by == "stage" else str(row["name"])


def _group(text: Text, filters: Filters, row: dict[str, Any], by: str) -> RankRow:
    known = published(row["id"])
    behind = {
        "year": lambda: filters.replace(year_from=int(row["id"]), year_to=int(row["id"])),
        "source": lambda: filters.replace(source=(row["id"],)),
    }.get(by)
    words = text(
        "{published} of {applicable}",
        published=text.number(row["published"]),
        applicable=text.number(row["applicable"]),
    )
    return RankRow(
        name=group_name(text, row, by),
        href=links.href("/completeness", behind(), text) if behind and known else None,
        value=text.percent(row["score"]) if published(row["score"]) else text("not owed"),
        sub=text.n("{n} process", "{n} processes", row["processes"]),
        share_text=words,
        fraction=row["score"] if published(row["score"]) else None,
    )


def _groups_table(text: Text, found: pd.DataFrame, by: str) -> pd.DataFrame:
    named = found.assign(_name=[group_name(text, row, by) for row in records(found)])
    headers = {
        "_name": text("Group"),
        "processes": text("Processes"),
        "published": text("Data published"),
        "applicable": text("Data owed"),
        "score": text("Score"),
    }
    return table(named, headers)


def history_card(text: Text, filters: Filters, found: pd.DataFrame) -> Component:
    """Return the score snapshot by snapshot; `found` as `queries.completeness_history` gives it."""
    rows = [row for row in records(found) if published(row["score"])]
    title = text("How it changed")
    if len(rows) > 1:
        before, after = text.percent(rows[0]["score"]), text.percent(rows[-1]["score"])
        when = text.date(rows[0]["published_at"])
        title = (
            text("{after} since {when}, as before", after=after, when=when)
            if before == after
            else text("From {before} to {after} since {when}", before=before, after=after, when=when)
        )
    return chart_card(
        text,
        id="history",
        title=title,
        note=text("Data published of those that are owed, in each snapshot"),
        body=graph("history-figure", _history_figure(text, rows), label=title)
        if len(rows) > 1
        else callout(text, text("There is one snapshot so far; from the second on the change is drawn here.")),
        table=_history_table(text, found),
        about=[
            text("Each pull that brings something new publishes a snapshot; the score of each is kept for good."),
            text("Of the filters only source and agency count here."),
        ],
        filename="completeness-history",
        filters=filters,
        wide=True,
    )


def _history_figure(text: Text, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    hover = [f"{text.moment(row['published_at'])}: {text.percent(row['score'])}" for row in rows]
    return scores(text, [row["published_at"] for row in rows], [row["score"] for row in rows], hover=hover)


def _history_table(text: Text, found: pd.DataFrame) -> pd.DataFrame:
    headers = {
        "snapshot": text("Snapshot"),
        "published_at": text("Published at"),
        "processes": text("Processes"),
        "published": text("Data published"),
        "applicable": text("Data owed"),
        "score": text("Score"),
    }
    return table(found, headers)
