"""What is past its end and does not show that it ended, as a card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from components import links
from components.chart_card import chart_card
from components.elements import html
from components.frames import records
from components.having import having_link
from components.process_list import title_of
from components.process_story import published
from components.record_list import Entry, entries
from components.view_tables import table

if TYPE_CHECKING:
    import pandas as pd
    from dash.development.base_component import Component

    from components.text import Text
    from data_loader.filters import Filters
    from data_loader.queries import Overdue


def overdue_card(text: Text, filters: Filters, found: Overdue, longest: pd.DataFrame) -> Component:
    """Return what is past its end and does not show that it ended; `longest`: the contracts overdue the longest."""
    rows = {row["what"]: row for row in records(found.rows)}
    day = text.date(found.day)
    return chart_card(
        text,
        id="overdue",
        title=_overdue_title(text, int(rows["contract"]["overdue"]), int(rows["contract"]["ended"])),
        note=text("Measured on {day}, the day of these data", day=day),
        body=[
            entries(text, [_overdue_entry(text, filters, rows[what], found.unit) for what in ("contract", "tender")]),
            *(
                [html.H3(text("Overdue the longest"), className="v-sub-title"), _longest(text, longest)]
                if len(longest)
                else []
            ),
        ],
        table=table(
            found.rows.assign(_what=[_what(text, row["what"]) for row in records(found.rows)]),
            {
                "_what": text("What"),
                "ended": text("Past its end"),
                "overdue": text("Not closed"),
                "processes": text("Processes"),
                "unknown": text("Status not published"),
                "amount": text("Amount ({unit})", unit=found.unit or text("no currency")),
                "without_amount": text("Without amount"),
                "median_days": text("Half are overdue for more than (days)"),
            },
        ),
        about=[
            text(
                "A contract is overdue when its end date is past and its status is neither terminated nor cancelled and "
                "no completion certificate was published. It may have ended all the same: then nobody published it."
            ),
            text(
                "A call for bids is overdue when its end date is past, no award and no contract was published, and its "
                "status is not cancelled, unsuccessful, complete or withdrawn."
            ),
            text("Where no status was published nobody can tell: these are counted apart."),
        ],
        filename="overdue",
        filters=filters,
        wide=True,
    )


def _overdue_title(text: Text, overdue: int, ended: int) -> str:
    if not ended:
        return text("No contract is past its end")
    if not overdue:
        return text("Every contract past its end that says its status is closed")
    return text.n(
        "{n} of the {all} contracts past their end is not closed",
        "{n} of the {all} contracts past their end are not closed",
        overdue,
        all=text.number(ended),
    )


def _what(text: Text, what: str) -> str:
    return text("Contracts") if what == "contract" else text("Calls for bids")


def _overdue_entry(text: Text, filters: Filters, row: dict[str, Any], unit: str | None) -> Entry:
    what, overdue, unknown = row["what"], int(row["overdue"]), int(row["unknown"])
    sub: list[Component | str] = [text.n("of {n} past its end", "of {n} past their end", int(row["ended"]))]
    if overdue:
        sub.append(text("half for more than {days}", days=text.days(row["median_days"])))
    if row["without_amount"]:
        sub.append(text.n("{n} without an amount", "{n} without an amount", int(row["without_amount"])))
    if unknown:
        words = text.n("{n} more whose status was not published", "{n} more whose status was not published", unknown)
        sub.append(html.A(words, href=having_link(text, filters, f"ended_{what}")))
    if what == "contract":
        name = text.n("{n} contract without closure", "{n} contracts without closure", overdue)
    else:
        name = text.n("{n} call for bids without award", "{n} calls for bids without award", overdue)
    return Entry(
        name=name,
        href=having_link(text, filters, f"overdue_{what}") if overdue else None,
        value=text.money(row["amount"], unit) if published(row["amount"]) else "",
        sub=sub,
    )


def _longest(text: Text, rows: pd.DataFrame) -> Component:
    return entries(
        text,
        [
            Entry(
                name=title_of(text, row),
                href=links.process(row["ocid"], row["source"], text),
                value=text.money_short(row["amount"], row["currency"]) if published(row["amount"]) else "",
                sub=[
                    text.name(row["agency_name"], "agency"),
                    text("ended {day}", day=text.date(row["end_date"])),
                    text.days(row["days"]),
                ],
            )
            for row in records(rows)
        ],
    )
