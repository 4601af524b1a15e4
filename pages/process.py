"""One process by its ocid: its story, its five stages in time, its money, and what was not published."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

import dash

from components import links
from components.check_cards import checks_card
from components.elements import html
from components.lead_cards import flags_card
from components.paging import last
from components.payments_card import process_payments_card
from components.process_cards import list_cards, missing_card, timeline_card
from components.process_chapters import chapters_card
from components.process_list import title_of
from components.process_money import paid_card
from components.process_papers import papers_card
from components.process_source import raw_card
from components.process_story import published, story
from components.process_strip import process_strip
from components.shell import current_snapshot, page
from components.text import Text
from data_loader import queries
from data_loader.filters import Filters

if TYPE_CHECKING:
    from dash.development.base_component import Component

_LONG_TITLE: Final = 110

dash.register_page(__name__, path_template="/process/<ocid>", name="process", lasting=False)  # today is on its axis


def layout(ocid: str = "", **query: Any) -> Component:
    """Return the page of the process of that ocid, or one that says that there is none and where to look."""
    text, filters = Text.for_request(query.get("lang")), Filters.from_query(query)
    wanted = unquote(ocid or "")
    process = queries.process(current_snapshot(), wanted, source=last(query, "source"))
    if process is None:
        return _unknown(text, wanted)
    row, own = process.row, Filters(currency=filters.currency, stage=filters.stage)
    today = datetime.now(UTC).date()

    def href(kind: str, identity: str) -> str:
        return links.supplier(identity, own, text) if kind == "supplier" else links.agency(identity, own, text)

    money = process_payments_card(
        text, own, queries.process_payments(current_snapshot(), row["process_id"], row["currency"]), row["currency"]
    )
    alone = (money is None) == (len(process.paid) > 1)  # beside the list of what is missing there would be a hole
    return page(
        text,
        own,
        question=_kind(text, row),
        headline=_heading(title_of(text, row)),
        sub=[*story(text, row, href), *_gone(text, row)],
        facts=process_strip(text, process),
        finding="record",
        trail=_trail(text, own, row),
        body=[
            chapters_card(text, own, process),
            timeline_card(text, own, process, today),
            paid_card(text, own, process),
            money,
            missing_card(text, own, process, wide=alone),
            flags_card(text, own, queries.flags_of(current_snapshot(), process=process.row["process_id"])),
            checks_card(text, own, process.checks),
            papers_card(text, own, process),
            *list_cards(text, own, process),
            raw_card(text, own, process),
        ],
    )


def _gone(text: Text, row: dict[str, Any]) -> list[Component]:
    """Return the sentence that says since when the source publishes a process no longer, nothing where it does."""
    since = row.get("no_longer_published_since")
    if not published(since):
        return []
    words = text("Its source no longer publishes it, as of {day}. It is kept here as it was.", day=text.date(since))
    return [html.Br(), html.B(words)]


def _heading(title: str) -> list[Component | str]:
    """Return the title as headline; one of 200 characters is set smaller, so that the page begins above the fold."""
    return [html.Span(title, className="v-long")] if len(title) > _LONG_TITLE else [title]


def _kind(text: Text, row: dict[str, Any]) -> str:
    parts = [
        text.code("category", row["category"]) if published(row.get("category")) else "",
        text.code("method", row["method"]) if published(row.get("method")) else text("method not published"),
        f"ocid {row['ocid']}",
    ]
    return " · ".join(part for part in parts if part)


def _trail(text: Text, filters: Filters, row: dict[str, Any]) -> list[Component | str]:
    agency = text.name(row.get("agency_name"), "agency")
    if published(row.get("agency_id")):
        middle: Component | str = html.A(agency, href=links.agency(row["agency_id"], filters, text))
    else:
        middle = agency
    return [
        html.A(text("Agencies"), href=links.href("/agencies", filters, text)),
        " › ",
        middle,
        " › ",
        html.B(row["ocid"]),
    ]


def _unknown(text: Text, ocid: str) -> Component:
    everything = Filters()
    return page(
        text,
        everything,
        question=text("Which process is this?"),
        headline=[text("There is no process “{ocid}” in this data.", ocid=ocid[:200])],
        finding=None,
        there=False,
        sub=text("It may never have been published, or its identifier may be written another way."),
        body=[
            html.P(
                [
                    html.A(
                        text("Search for it among all processes"),
                        href=links.href("/processes", everything.replace(q=ocid[:200] or None), text),
                    ),
                    " · ",
                    html.A(text("See all processes"), href=links.href("/processes", everything, text)),
                ],
            ),
        ],
    )
