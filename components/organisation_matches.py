"""Pairs of organisations that may be one: as a list to judge, and as rows of the alias file to paste."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from components import links
from components.elements import html
from components.frames import records
from components.slots import clean
from data_loader.aliases import COLUMNS
from data_loader.filters import Filters

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from components.text import Text


def reason_words(text: Text, row: dict[str, Any]) -> str:
    """Return why a pair is suggested."""
    reasons = {
        "same_identifier": text("the same identifier, written in two ways"),
        "two_schemes": text("the same number under two registers"),
        "one_letter": text("identifiers that differ in one letter"),
        "same_name": text("the same name under two identifiers"),
        "near_name": text("names that are {share} alike", share=text.percent(row["similarity"])),
    }
    return reasons[row["reason"]]


def doubts(text: Text, row: dict[str, Any]) -> list[str]:
    """Return what speaks against it."""
    return [
        words
        for words, applies in (
            (text("each has an official identifier of its own: probably two"), row["different_identifiers"]),
            (text("no publisher names both"), row["different_sources"]),
            (text("one is an agency, the other a supplier"), row["role"] == "mixed"),
        )
        if applies
    ]


def match_list(text: Text, rows: pd.DataFrame) -> Component:
    """Return the pairs, each side with a link to its page, its id and its processes."""
    return html.Ol([_pair(text, row) for row in records(rows)], className="o-pairs")


def address(text: Text, row: dict[str, Any], side: str) -> str:
    """Return the page of one side of a pair: "" the one to keep, "other_" the other."""
    page = links.agency if row[f"{side}is_agency"] else links.supplier
    return page(row[f"{side or 'organisation_'}id"], Filters(), text)


def _pair(text: Text, row: dict[str, Any]) -> Component:
    against = doubts(text, row)
    return html.Li(
        [
            _side(text, row, ""),
            _side(text, row, "other_"),
            html.P(
                [
                    html.Span(reason_words(text, row), className="o-why"),
                    html.Span(text("But: {doubts}.", doubts=text.join(against)), className="o-doubt")
                    if against
                    else None,
                ]
            ),
        ]
    )


def _side(text: Text, row: dict[str, Any], side: str) -> Component:
    identity = row[f"{side or 'organisation_'}id"]
    name, spelling = clean(row[f"{side}name"]), clean(row[f"{side}spelling"])
    return html.Div(
        [
            html.A(name, href=address(text, row, side)),
            html.Span(text("also written “{name}”", name=spelling)) if spelling != name else None,
            html.Code(identity),
            html.Span(text.n("{n} process", "{n} processes", int(row[f"{side}processes"]))),
        ],
        className="o-side",
    )


def alias_rows(text: Text, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs as rows of the alias file, the first merged into the second; its column names are never words."""
    listed = records(rows)
    filled = {
        "organisation": [row["other_id"] for row in listed],
        "same_as": [row["organisation_id"] for row in listed],
        "note": [
            "; ".join(
                [
                    f"{clean(row['other_name'])} = {clean(row['name'])}",
                    reason_words(text, row),
                    *doubts(text, row),
                ]
            )
            for row in listed
        ],
    }
    return pd.DataFrame({name: filled.get(name, [""] * len(listed)) for name in COLUMNS})
