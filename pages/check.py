"""One check of the data: what it means, which records fail it and with which values, and whose they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urlencode

import dash

from components import links
from components.chart_card import chart_card
from components.check_findings import check_headline, doubt
from components.check_parts import (
    check_words,
    checks_table,
    explanation,
    result_list,
    results_table,
    verdict_bar,
    verdict_words,
)
from components.elements import html
from components.exclusions import exclusions
from components.frames import records
from components.paging import page_links, page_of
from components.process_story import published
from components.ranking import RankRow, ranking_list
from components.shell import callout, current_snapshot, page
from components.snapshot import carried
from components.text import Text
from components.view_tables import table
from data_loader import queries
from data_loader.checks import Check, check_list
from data_loader.filters import NOT_PUBLISHED, Filters
from data_loader.queries.checks import GroupBy

if TYPE_CHECKING:
    import pandas as pd
    from dash.development.base_component import Component

    from data_loader.queries import CheckPage
    from data_loader.snapshot import Snapshot

dash.register_page(__name__, path_template="/quality/<code>", name="check")

_PAGE_SIZE: Final = 25
_GROUPS: Final = 10
_MOST_ROWS: Final = 5000


def layout(code: str = "", **query: Any) -> Component:
    """Return the page of the check of that code, or one that says that there is none."""
    text, filters, snapshot = Text.for_request(query.get("lang")), Filters.from_query(query), current_snapshot()
    check = next((one for one in check_list() if one.code == unquote(code)), None)
    if check is None:
        return _unknown(text)
    rows = queries.checks(snapshot, filters).rows
    counts = rows[rows["check"] == check.code]
    found = queries.check_results(snapshot, filters, checks=(check.code,), page=page_of(query), page_size=_PAGE_SIZE)
    return page(
        text,
        filters,
        trail=[
            html.A(text("Data quality"), href=links.href("/quality", filters, text)),
            " › ",
            html.B(check_words(text, check, "name")),
        ],
        question=text("Do the data add up?"),
        headline=check_headline(text, check, records(counts)[0]),
        sub=check_words(text, check, "what"),
        not_shown=exclusions(text, filters, snapshot, doubt(text), money=False),
        body=[
            _meaning_card(text, filters, check, counts),
            *(_results(text, filters, snapshot, check, found) if found.total else [_nothing(text)]),
        ],
    )


def _unknown(text: Text) -> Component:
    return page(
        text,
        Filters(),
        question=text("Do the data add up?"),
        headline=text("There is no such check."),
        finding=None,
        body=[callout(text, html.A(text("All the checks"), href=links.href("/quality", Filters(), text)))],
        filtered=False,
    )


def _meaning_card(text: Text, filters: Filters, check: Check, counts: pd.DataFrame) -> Component:
    row = records(counts)[0]
    return chart_card(
        text,
        id="meaning",
        title=text("What this check means"),
        note=verdict_words(text, row),
        body=[verdict_bar(row), explanation(text, check)],
        table=checks_table(text, counts),
        about=text("The percentage is of the processes to which the check applies."),
        filename=f"check-{check.code}",
        filters=filters,
        wide=True,
    )


def _nothing(text: Text) -> Component:
    return callout(text, text("None of the processes looked at fails this check."))


def _results(text: Text, filters: Filters, snapshot: Snapshot, check: Check, found: CheckPage) -> list[Component]:
    by: tuple[GroupBy, ...] = ("source", "year") if len(filters.agency) == 1 else ("agency", "year")
    groups = [_group_card(text, filters, snapshot, check, one) for one in by]
    return [_results_card(text, filters, check, found), *groups]


def _results_card(text: Text, filters: Filters, check: Check, found: CheckPage) -> Component:
    def here(number: int) -> str:
        return links.check(check.code, filters, text, page=number)

    return chart_card(
        text,
        id="results",
        title=text.n("The {n} process that fails", "The {n} processes that fail", found.total),
        note=text("With what is written there; those with most money first"),
        body=[
            result_list(text, found.rows),
            page_links(text, page=found.page, page_size=found.page_size, total=found.total, href=here),
            html.P(html.A(text("All of them as CSV"), href=_csv(filters, check)), className="more"),
        ],
        table=results_table(text, found.rows),
        about=[
            text("At most five places of each process are kept as examples; how many there are is always counted."),
            text("The data and the download hold the processes of this page of the list."),
        ],
        filename=f"check-{check.code}-results",
        filters=filters,
        wide=True,
    )


def _csv(filters: Filters, check: Check) -> str:
    query = urlencode({"check": check.code, "format": "csv", "page_size": _MOST_ROWS, **carried()})
    return "/api/v1/checks/results?" + "&".join(part for part in (filters.to_query(), query) if part)


def _group_card(text: Text, filters: Filters, snapshot: Snapshot, check: Check, by: GroupBy) -> Component:
    groups = queries.check_groups(snapshot, filters, check=check.code, by=by)
    failing = groups[groups["fails"] > 0]
    names = [text.name(row["name"], by) for row in records(groups)]
    return chart_card(
        text,
        id=f"by-{by}",
        title={"agency": text("By agency"), "source": text("By source"), "year": text("By year")}[by],
        note=text("Share of the processes to which the check applies"),
        body=ranking_list(
            text,
            [
                RankRow(
                    name=text.name(row["name"], by),
                    href=links.check(check.code, _narrowed(filters, by, row["id"]), text)
                    if by != "year" or published(row["id"])
                    else None,
                    value=text.number(int(row["fails"])),
                    sub=verdict_words(text, row),
                    share_text=text.percent(row["share"]),
                    fraction=row["share"],
                )
                for row in records(failing.head(_GROUPS))
            ],
        ),
        table=table(
            groups.assign(_name=names),
            {
                "_name": {"agency": text("Agency"), "source": text("Source"), "year": text("Year")}[by],
                "fails": text("Fail (processes)"),
                "passes": text("Pass (processes)"),
                "not_applicable": text("Not applicable (processes)"),
                "share": text("Share that fails"),
            },
        ),
        about=text("The percentage is of the processes to which the check applies."),
        filename=f"check-{check.code}-by-{by}",
        filters=filters,
    )


def _narrowed(filters: Filters, by: GroupBy, identity: Any) -> Filters:
    if by == "year":
        return filters.replace(year_from=int(identity), year_to=int(identity)) if published(identity) else filters
    return filters.replace(**{by: (identity if published(identity) else NOT_PUBLISHED,)})
