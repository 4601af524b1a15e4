"""Leads on a page: a list that reads like tips, with what stands behind each score."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from components import links
from components.attributes import attributes
from components.elements import html
from components.exclusions import exclusions
from components.frames import records
from components.lead_words import plain, said, sentence
from components.pin_button import pin_button
from components.process_story import published
from data_loader.filters import Filters
from data_loader.indicators.definitions import Family, indicator_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from dash.development.base_component import Component

    from components.text import Text
    from data_loader.snapshot import Snapshot

EVIDENCE: Final = "evidence"
"""The card of a lead that holds what it rests on: what is pinned of a flag."""
PARTS: Final = ("strength", "rarity", "money", "company", "novelty")


def not_shown(text: Text, filters: Filters, snapshot: Snapshot, *, money: bool = False) -> Component:
    """Return what no list of leads shows: what could not be computed, and what is innocent."""
    return exclusions(
        text,
        filters,
        snapshot,
        text("What cannot be computed, because a field was not published, is neither raised nor clear."),
        text("A flag does not know what a contract is for, nor why: most have an innocent answer."),
        money=money,
    )


def lead_href(text: Text, row: dict[str, Any]) -> str:
    """Return the address of one lead: its names stay the same from pull to pull."""
    if published(row.get("ocid")):
        named = {"ocid": row["ocid"], "of_source": row["source"], "item": row.get("item")}
    else:
        agency = row["agency_id"] if row["level"] in {"agency", "pair"} else None
        supplier = row["supplier_id"] if row["level"] in {"supplier", "pair"} else None
        named = {"of_agency": agency, "of_supplier": supplier}
    query = {name: value for name, value in named.items() if published(value)}
    return links.href(f"/lead/{row['indicator']}", Filters(), text, **query)


def indicator_href(text: Text, code: str) -> str:
    """Return the address of what an indicator means and how it is computed."""
    return f"{links.href('/indicators', Filters(), text)}#{code}"


def family_words(text: Text, family: Family) -> str:
    """Return what the indicators of a family are about."""
    return {
        "competition": text("Competition"),
        "concentration": text("Concentration"),
        "size": text("Size and splitting"),
        "price": text("Price"),
        "time": text("Time"),
        "silence": text("Silence and edits"),
        "watchlists": text("Watch-lists"),
    }[family]


def level_words(text: Text, level: str) -> str:
    """Return what a result is about."""
    return {
        "process": text("a process"),
        "agency": text("an agency"),
        "supplier": text("a supplier"),
        "pair": text("an agency and a supplier"),
        "item": text("an item"),
    }[level]


def state_words(text: Text, state: str) -> str:
    """Return how an indicator came out."""
    return {"raised": text("raised"), "clear": text("clear"), "not_computable": text("not computable")}[state]


def part_words(text: Text, part: str) -> str:
    """Return what a part of the score is."""
    return {
        "strength": text("How much it is a fact"),
        "rarity": text("How rare it is here"),
        "money": text("How much money"),
        "company": text("Other flags on the same thing"),
        "novelty": text("New since the last pull"),
    }[part]


def lead_list(text: Text, rows: pd.DataFrame, *, scored: bool = True) -> Component:
    """Return leads as sentences; each opens to what it rests on."""
    return html.Ol([lead_item(text, row, scored=scored) for row in records(rows)], className="l-leads")


def lead_item(text: Text, row: dict[str, Any], *, scored: bool = True) -> Component:
    """Return one lead: its sentence, which indicator it is, and how it came to its place."""
    indicator = indicator_of(row["indicator"])
    facts: list[Component | str] = [
        html.A(said(text, indicator, "name"), href=indicator_href(text, indicator.code)),
        html.Span(text("since {day}", day=text.date(row["since"]))) if published(row.get("since")) else "",
        html.Span(text("new"), className="l-new") if scored and row.get("is_new") else "",
    ]
    opened, href, words = text("Follow it"), lead_href(text, row), plain(text, row)
    return html.Li(
        [
            _score(text, row) if scored else None,
            html.P(sentence(text, row), className="l-said"),
            html.P(
                [
                    *[part for part in facts if part],
                    html.A(
                        opened,
                        href=href,
                        className="l-open",
                        **attributes(aria_label=f"{opened}: {words}"),
                    ),
                    pin_button(text, "flag", of=EVIDENCE, at=href, title=words),
                ],
                className="l-facts",
            ),
        ],
        className=f"l-lead l-{indicator.family}",
    )


def _score(text: Text, row: dict[str, Any]) -> Component:
    made_of = "; ".join(f"{part_words(text, part)}: {text.percent(row[part])}" for part in PARTS)
    score = text.number(round(row["score"]))
    label = text("Score {score} of 100. {parts}", score=score, parts=made_of)
    return html.Span(score, className="l-score", title=label, role="img", **attributes(aria_label=label))


def groups_list(
    text: Text, rows: pd.DataFrame, name: Callable[[dict[str, Any]], str], href: Callable[[dict[str, Any]], str | None]
) -> Component:
    """Return leads under the headings of their groups; `href` opens all leads of a group."""
    parts = []
    for _, own in rows.groupby("group_id", sort=False):
        first = records(own.head(1))[0]
        more = int(first["group_leads"]) - len(own)
        opened = href(first)
        parts.append(
            html.Section(
                [
                    html.H3([name(first), " ", html.Small(text.n("{n} lead", "{n} leads", int(first["group_leads"])))]),
                    lead_list(text, own),
                    html.P(html.A(text.n("{n} more", "{n} more", more), href=opened), className="more")
                    if more and opened
                    else None,
                ],
                className="l-group",
            )
        )
    return html.Div(parts)


def leads_table(text: Text, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the leads as rows for people and spreadsheets."""
    listed = records(rows)
    return pd.DataFrame(
        {
            text("Lead"): [plain(text, row) for row in listed],
            text("Indicator"): [row["indicator"] for row in listed],
            text("About"): [level_words(text, row["level"]) for row in listed],
            text("Value"): [row["value"] for row in listed],
            text("Threshold"): [row["threshold"] for row in listed],
            text("Peers"): [row["peers"] for row in listed],
            text("Identifier (ocid)"): [row["ocid"] for row in listed],
            text("Agency"): [row["agency_name"] for row in listed],
            text("Supplier"): [row["supplier_name"] for row in listed],
            text("Amount at stake"): [row["amount"] for row in listed],
            text("Currency"): [row["currency"] for row in listed],
        }
    )


def counts_table(text: Text, counts: pd.DataFrame) -> pd.DataFrame:
    """Return how often each indicator is raised, with headers for people."""
    listed = records(counts)
    return pd.DataFrame(
        {
            text("Code"): [row["indicator"] for row in listed],
            text("Indicator"): [said(text, indicator_of(row["indicator"]), "name") for row in listed],
            text("About"): [level_words(text, row["level"]) for row in listed],
            text("Raised"): counts["raised"].to_list(),
            text("Clear"): counts["clear"].to_list(),
            text("Not computable"): counts["not_computable"].to_list(),
            text("Rate"): counts["rate"].to_list(),
        }
    )


def rate_words(text: Text, row: dict[str, Any]) -> str:
    """Return how often an indicator is raised here: count and rate, and for how many it cannot be computed."""
    level = row["level"]
    nouns = {
        "agency": text.n("{n} agency", "{n} agencies", int(row["computable"])),
        "supplier": text.n("{n} supplier", "{n} suppliers", int(row["computable"])),
        "pair": text.n("{n} pair", "{n} pairs", int(row["computable"])),
    }
    of = nouns.get(level) or text.n("{n} process", "{n} processes", int(row["computable"]))
    missing = text("not computable for {n}", n=text.number(int(row["not_computable"])))
    if not row["computable"]:
        return missing
    words = text(
        "raised for {n} of {of} ({rate})", n=text.number(int(row["raised"])), of=of, rate=text.percent(row["rate"])
    )
    return f"{words}; {missing}"


def caution(text: Text) -> str:
    """Return the sentence that stands wherever a flag does."""
    return text("A flag is not proof: it is a question to ask, and most have an innocent answer.")
