"""The checks of the data on a page: what each one means, how it came out, and what is written where it fails."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, Literal

import pandas as pd

from components import links
from components.attributes import attributes
from components.elements import html
from components.frames import records
from components.process_list import title_of
from components.process_story import published
from data_loader.checks import Check, check_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from dash.development.base_component import Component

    from components.text import Text
    from data_loader.filters import Filters
    from data_loader.queries.asking import Rows

_AMOUNT: Final = re.compile(r"(?<![\w.])\d{5,24}(\.\d+)?(?!\w)")


def check_words(text: Text, check: Check, what: Literal["name", "what", "why", "mend", "reason", "needs"]) -> str:
    """Return what the list of checks says of one, in the reader's language."""
    return text.of_both(getattr(check, f"{what}_es"), getattr(check, f"{what}_en"))


def in_sentence(words: str) -> str:
    """Return the name of a check as it stands inside a sentence."""
    return words[:1].lower() + words[1:]


def family_name(text: Text, family: str) -> str:
    """Return what the checks of a family are about."""
    return {
        "dates": text("Dates"),
        "links": text("Links between parts"),
        "money": text("Money"),
        "content": text("Content"),
    }[family]


def verdict_words(text: Text, row: dict[str, Any]) -> str:
    """Return the three counts of a check in words: "12 fail · 85 pass · 8 not applicable"."""
    counts = [
        text.n("{n} fails", "{n} fail", int(row["fails"])),
        text.n("{n} passes", "{n} pass", int(row["passes"])),
        text.n("{n} not applicable", "{n} not applicable", int(row["not_applicable"])),
    ]
    return " · ".join(counts)


def verdict_bar(row: dict[str, Any]) -> Component:
    """Return the three counts of a check as one bar; the words beside it say the same."""
    parts = [
        html.Span(className=f"v-verdict-{state}", style={"flexGrow": str(int(row[column]))})
        for state, column in (("fail", "fails"), ("pass", "passes"), ("none", "not_applicable"))
        if int(row[column])
    ]
    return html.Span(parts, className="v-verdict", **attributes(aria_hidden="true"))


def check_list(text: Text, rows: pd.DataFrame, href: Callable[[str], str]) -> Component:
    """Return the checks as given, each with its bar and the way to what fails it."""
    return html.Ul([_check(text, row, href) for row in records(rows)], className="v-checks")


def _check(text: Text, row: dict[str, Any], href: Callable[[str], str]) -> Component:
    check = check_of(row["check"])
    share = text.percent(row["share"]) if published(row["share"]) else text("not applicable")
    return html.Li(
        [
            html.Div(
                [
                    html.A(check_words(text, check, "name"), href=href(check.code), className="v-check-name"),
                    html.Span(check_words(text, check, "what")),
                ],
                className="v-check-what",
            ),
            html.Span(share, className="v-check-share" if published(row["share"]) else "v-check-share v-none"),
            verdict_bar(row),
            html.Span(verdict_words(text, row), className="v-check-counts"),
        ],
    )


def explanation(text: Text, check: Check) -> Component:
    """Return what a check looks at, why it matters, how to mend what it finds and when it applies."""
    facts = [
        (text("What it looks at"), check_words(text, check, "what")),
        (text("Why it matters"), check_words(text, check, "why")),
        (text("How to mend it"), check_words(text, check, "mend")),
        (text("How it decides"), check_words(text, check, "reason")),
        (text("What it needs"), check_words(text, check, "needs")),
    ]
    return html.Dl(
        [part for name, said in facts if said for part in (html.Dt(name), html.Dd(said))], className="v-facts"
    )


def examples(text: Text, row: dict[str, Any]) -> Component:
    """Return the failing places of a process: path, what is written there, what it was held against."""
    shown = row["examples"]
    rest = int(row["failures"]) - len(shown)
    amounts = check_of(row["check"]).family == "money"
    items = [html.Li(_example(text, example, amounts=amounts)) for example in shown]
    if rest > 0:
        items.append(html.Li(text.n("and {n} more place", "and {n} more places", rest), className="v-none"))
    return html.Ul(items, className="v-examples")


def _example(text: Text, example: dict[str, Any], *, amounts: bool) -> list[Component | str]:
    def written(value: Any) -> str:
        return _AMOUNT.sub(lambda found: text.number(float(found[0])), str(value)) if amounts else str(value)

    value, against = example["value"], example["against"]
    said = html.B(written(value)) if published(value) else html.Span(text("nothing published"), className="v-none")
    parts: list[Component | str] = [html.Code(str(example["path"]), className="v-path"), " ", said]
    if published(against):
        parts.append(" " + text("against {what}", what=written(against)))
    return parts


def result_list(text: Text, rows: pd.DataFrame) -> Component:
    """Return the processes that fail a check, each with what is written where it fails."""
    return html.Ul([_result(text, row) for row in records(rows)], className="v-records v-results")


def _result(text: Text, row: dict[str, Any]) -> Component:
    facts = [text.name(row["agency_name"], "agency"), row["ocid"], text.date(row["date"])]
    return html.Li(
        [
            html.A(
                title_of(text, row),
                href=links.process(row["ocid"], row["source"], text),
                className="v-record-title v-clip",
            ),
            html.Div([html.Span(fact) for fact in facts], className="v-record-sub"),
            examples(text, row),
        ],
    )


def failed_list(text: Text, rows: Rows, filters: Filters) -> Component:
    """Return the checks that one process fails, in plain words, with what is written where it fails."""
    return html.Ul(
        [
            html.Li(
                [
                    html.A(
                        check_words(text, check_of(row["check"]), "name"),
                        href=links.check(row["check"], filters, text),
                        className="v-record-title",
                    ),
                    html.Div(check_words(text, check_of(row["check"]), "what"), className="v-record-sub"),
                    examples(text, row),
                ]
            )
            for row in rows
        ],
        className="v-records v-results",
    )


def checks_table(text: Text, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the checks with their counts, with headers for people."""
    listed = [check_of(code) for code in rows["check"]]
    return pd.DataFrame(
        {
            text("Code"): [check.code for check in listed],
            text("Check"): [check_words(text, check, "name") for check in listed],
            text("Kind"): [family_name(text, check.family) for check in listed],
            text("Fail (processes)"): rows["fails"].to_list(),
            text("Pass (processes)"): rows["passes"].to_list(),
            text("Not applicable (processes)"): rows["not_applicable"].to_list(),
            text("Share that fails"): rows["share"].to_list(),
        }
    )


def places_table(text: Text, rows: Rows) -> pd.DataFrame:
    """Return a row for each failing place that is kept, with headers for people."""
    return _places(text, rows, {})


def results_table(text: Text, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the same with the process of each place."""
    process = {
        "ocid": text("Identifier (ocid)"),
        "source": text("Source"),
        "title": text("Title"),
        "agency_name": text("Agency"),
        "date": text("Date"),
    }
    return _places(text, records(rows), process)


def _places(text: Text, rows: Rows, process: dict[str, str]) -> pd.DataFrame:
    placed = [(row, place) for row in rows for place in row["examples"] or [{}]]
    return pd.DataFrame(
        {
            text("Check"): [check_words(text, check_of(row["check"]), "name") for row, _ in placed],
            **{header: [row[name] for row, _ in placed] for name, header in process.items()},
            text("Place"): [place.get("path") for _, place in placed],
            text("Value published"): [place.get("value") for _, place in placed],
            text("Held against"): [place.get("against") for _, place in placed],
        }
    )
