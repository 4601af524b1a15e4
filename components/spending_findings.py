"""What money by agency, by year and by purpose says, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from components.frames import records
from components.process_story import published
from components.shell import Accent
from components.slots import clean, filled, slot

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd
    from dash.development.base_component import Component

    from components.slots import Part
    from components.text import Text
    from data_loader.queries import Lead, Spenders

DOMINANT: Final = 0.5
_TOP: Final = 3


def measure(text: Text, stage: str) -> str:
    """Return which of the five amounts a figure is, as a noun: "Amount contracted"."""
    return {
        "planned": text("Amount planned"),
        "tendered": text("Amount tendered"),
        "awarded": text("Amount awarded"),
        "contracted": text("Amount contracted"),
        "paid": text("Amount paid"),
    }[stage]


def of_the_money(text: Text, stage: str) -> str:
    """Return what a share is of: "of the money contracted"."""
    return {
        "planned": text("of the money planned"),
        "tendered": text("of the money tendered"),
        "awarded": text("of the money awarded"),
        "contracted": text("of the money contracted"),
        "paid": text("of the money paid"),
    }[stage]


def concentration(text: Text, spenders: Spenders, stage: str) -> list[Part]:
    """Return how much of the money the largest agency, or the three largest, have: the headline of two pages."""
    top = spenders.top_agency
    if spenders.processes == 0:
        return [text("With these filters no process is left.")]
    if not spenders.total or top is None or top.share is None:
        sentence = text.n(
            "{figure} process, and no amount was published.",
            "{figure} processes, and no amount was published.",
            spenders.processes,
            figure=slot("figure"),
        )
        return filled(sentence, figure=Accent(text.number(spenders.processes)))
    money = of_the_money(text, stage)
    if spenders.agencies == 1:
        sentence = text("A single agency accounts for all that is shown here: {figure}.", figure=slot("figure"))
        return filled(sentence, figure=Accent(text.money(spenders.total, spenders.currency)))
    if top.share >= DOMINANT:
        sentence = text(
            "A single agency has {figure} {money}: {amount}.",
            figure=slot("figure"),
            money=money,
            amount=text.money(top.amount, spenders.currency),
        )
        return filled(sentence, figure=Accent(text.percent(top.share)))
    share = spenders.top3_share if spenders.agencies > _TOP and spenders.top3_share else top.share
    whole = text.money(spenders.total, spenders.currency)
    if share == top.share:
        sentence = text(
            "The largest agency has {figure} {money}, {amount} in all.",
            figure=slot("figure"),
            money=money,
            amount=whole,
        )
    else:
        sentence = text(
            "Three agencies have {figure} {money}, {amount} in all.", figure=slot("figure"), money=money, amount=whole
        )
    return filled(sentence, figure=Accent(text.percent(share)))


def without_the_first(
    text: Text,
    rows: pd.DataFrame,
    *,
    link: Component,
    agency_link: Callable[[str, str], Component],
) -> list[Part]:
    """Return the line that disarms the misreading: who is first, and who would be without it."""
    named = rows[rows["id"].notna() & rows["amount"].notna()]
    if len(named) < 2:
        return []
    first, second = named.iloc[0], named.iloc[1]
    sentence = text(
        "{first} comes first; without it, {second} would. {link}",
        first=slot("first"),
        second=slot("second"),
        link=slot("link"),
    )
    return filled(
        sentence,
        first=agency_link(first["id"], clean(str(first["name"]))),
        second=agency_link(second["id"], clean(str(second["name"]))),
        link=link,
    )


def agencies_finding(text: Text, lead: Lead, *, money: bool = True) -> str:
    """Return how many of the smallest together do not reach the largest, or the name of the list."""
    if not money:
        return text("The agencies with most processes")
    if lead.others > 2 and lead.times is not None and lead.times > 1:
        return text(
            "The first has {times} times as much as the other {others} together",
            times=text.number(round(lead.times, 1 if lead.times < 10 else 0)),
            others=text.number(lead.others),
        )
    if lead.others > 2 and lead.smallest > 2:
        return text("The first has as much as the {n} smallest together", n=text.number(lead.smallest))
    return text("The agencies with most money")


def years_finding(text: Text, rows: pd.DataFrame) -> tuple[str, int | None]:
    """Return the title of the trend and which year is its point (None: none stands out)."""
    named = rows[rows["id"].notna() & rows["amount"].notna()].reset_index(drop=True)
    if named["share"].isna().all():
        return text("Money by year"), None
    place = int(named["amount"].to_numpy(dtype=float).argmax())
    share = float(named["share"].iloc[place])
    year = str(named.loc[place, "id"])
    if len(named) > 1 and share >= DOMINANT:
        return text("{year} has {portion} of the money", portion=portion(text, share), year=year), place
    if len(named) > 1:
        return text("{year} is the year with most money", year=year), place
    return text("Money by year"), None


def month_remark(text: Text, months: pd.DataFrame) -> str | None:
    """Return that one month has more than all others together, where one has."""
    named = months[months["id"].notna() & months["amount"].notna()]
    if len(named) < 3 or named["share"].isna().all():
        return None
    first = named.iloc[int(named["amount"].to_numpy(dtype=float).argmax())]
    if first["share"] <= DOMINANT:
        return None
    return text.n(
        "The {n} process of {month} adds up to more than all other months together.",
        "The {n} processes of {month} add up to more than all other months together.",
        int(first["processes"]),
        month=text.month(str(first["id"])),
    )


def portion(text: Text, share: float) -> str:
    """Return a share in the words people use, where they fit it: "two thirds", else "66%"."""
    for near, words in (
        (0.5, text("half")),
        (2 / 3, text("two thirds")),
        (0.75, text("three quarters")),
        (0.8, text("four fifths")),
        (0.9, text("nine tenths")),
    ):
        if abs(share - near) < 0.012:
            return words
    return text("{share}", share=text.percent(share))


def purpose_finding(
    text: Text, frame: pd.DataFrame, categories: pd.DataFrame, name: Callable[[Mapping[Any, Any]], str]
) -> str:
    """Return what most of the money went to, or that this was not published, or the plain measure.

    `frame`: category (id_1), method (id_2) and share; `categories`: id and share; `name` words a row of `frame`.
    """
    unknown = categories[categories["id"].isna() & (categories["share"] >= DOMINANT)]
    if len(unknown):
        return text(
            "It is not published whether {portion} of the money is for works, goods or services",
            portion=portion(text, float(unknown["share"].iloc[0])),
        )
    for first in records(frame.sort_values("share", ascending=False).head(1)):
        if published(first["share"]) and first["share"] >= DOMINANT:
            return text("{what}: {portion} of the money", portion=portion(text, first["share"]), what=name(first))
    return text("What the money is for, and how it was contracted")


def no_amount_words(text: Text, row: Mapping[Any, Any]) -> str:
    """Return how many processes of a row publish no amount, "" where all do."""
    missing = int(row["without_amount"]) if published(row["without_amount"]) else 0
    return text.n("{n} without an amount", "{n} without an amount", missing) if missing else ""
