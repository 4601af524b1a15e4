"""How values grew from the award to the contract and its amendments, as a card."""

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
    from data_loader.queries import Growth


def growth_card(text: Text, filters: Filters, found: Growth, most: pd.DataFrame) -> Component:
    """Return how values grew from award to contract to amendments; `most`: the processes that grew most by amendment."""
    rows = records(found.rows)
    return chart_card(
        text,
        id="growth",
        title=_growth_title(text, {row["step"]: row for row in rows}),
        note=text("Only what can be compared: both values published, in {unit}", unit=text.currency(found.unit)),
        body=[
            entries(text, [_growth_entry(text, filters, row, found.unit) for row in rows]),
            *(
                [
                    html.H3(text("Grown most since they were signed"), className="v-sub-title"),
                    _grown(text, most, found.unit),
                ]
                if len(most)
                else []
            ),
        ],
        table=table(
            found.rows.assign(_step=[_growth_name(text, row["step"]) for row in rows]),
            {
                "_step": text("Step"),
                "before": text("Before ({unit})", unit=found.unit or "—"),
                "after": text("After ({unit})", unit=found.unit or "—"),
                "change": text("Change ({unit})", unit=found.unit or "—"),
                "share": text("Change ÷ before"),
                "measured": text("Compared"),
                "grew": text("Grew"),
                "shrank": text("Shrank"),
                "unmeasured": text("Cannot be compared"),
                "other_currency": text("Compared in another currency"),
            },
        ),
        about=[
            text("From award to contract: the value of an award and the sum of its contracts."),
            text(
                "From a contract's first value to its present one: the former value that an amendment names, else the "
                "value in the earliest of several releases. Where a record was published once, nobody can tell."
            ),
        ],
        filename="growth",
        filters=filters,
        wide=True,
    )


def _growth_title(text: Text, rows: dict[str, dict[str, Any]]) -> str:
    row = rows["amendment"]
    if not row["measured"]:
        return text("How contracts grew after they were signed cannot be told")
    if not row["grew"]:
        return text("No contract that can be compared grew after it was signed")
    return text.n(
        "{n} of {all} contracts that can be compared grew after it was signed",
        "{n} of {all} contracts that can be compared grew after they were signed",
        int(row["grew"]),
        all=text.number(int(row["measured"])),
    )


def _growth_name(text: Text, step: str) -> str:
    return text("From award to contract") if step == "contract" else text("From first to present contract value")


def _growth_entry(text: Text, filters: Filters, row: dict[str, Any], unit: str | None) -> Entry:
    sub: list[Component | str] = []
    if published(row["before"]):
        amounts = {"before": text.money(row["before"], unit), "after": text.money(row["after"], unit)}
        sub.append(text("{before} became {after}", **amounts))
    for way, words in (
        ("grew", text.n("{n} grew", "{n} grew", int(row["grew"]))),
        ("shrank", text.n("{n} shrank", "{n} shrank", int(row["shrank"]))),
    ):
        if row[way]:
            sub.append(html.A(words, href=having_link(text, filters, f"{row['step']}_{way}")))
    sub.append(text.n("{n} compared", "{n} compared", int(row["measured"])))
    if row["unmeasured"]:
        sub.append(text.n("{n} cannot be compared", "{n} cannot be compared", int(row["unmeasured"])))
    return Entry(name=_growth_name(text, row["step"]), value=signed_percent(text, row["share"]), sub=sub)


def signed_percent(text: Text, share: Any) -> str:
    """Return a change with its sign, "" where there is none to tell."""
    if not published(share):
        return ""
    return text.percent(share) if share <= 0 else f"+{text.percent(share)}"


def _grown(text: Text, rows: pd.DataFrame, unit: str | None) -> Component:
    return entries(
        text,
        [
            Entry(
                name=title_of(text, row),
                href=links.process(row["ocid"], row["source"], text),
                value=signed_percent(text, row["share"]),
                sub=[
                    text.name(row["agency_name"], "agency"),
                    text(
                        "{before} became {after}",
                        before=text.money_short(row["before"], unit),
                        after=text.money_short(row["after"], unit),
                    ),
                ],
            )
            for row in records(rows)
        ],
    )
