"""What one supplier is: its total in a sentence, its agencies as a ranking, its years, its names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from components.frames import records
from components.process_story import published
from components.ranking import RankRow
from components.slots import clean, filled, slot
from components.supplier_findings import dependence

if TYPE_CHECKING:
    from collections.abc import Callable

    from components.text import Text


def profile_headline(text: Text, name: str | None, agencies: Any, accent: Callable[[str], Any]) -> list[Any]:
    """Return who the supplier is and how much it has, with the amount as the decisive figure."""
    who = clean(text.name(name, "supplier"))
    if not agencies.processes:
        return [text("No contract of {name} was published here.", name=who)]
    if not published(agencies.total):
        sentence = text.n(
            "{name} has {figure} process, and not one amount was published.",
            "{name} has {figure} processes, and not one amount was published.",
            agencies.processes,
            name=who,
            figure=slot("figure"),
        )
        return filled(sentence, figure=accent(text.number(agencies.processes)))
    figure = accent(text.money(agencies.total, agencies.unit))
    sentences = {
        "planned": text("{name} has {figure} planned.", name=who, figure=slot("figure")),
        "tendered": text("{name} has {figure} in tenders.", name=who, figure=slot("figure")),
        "awarded": text("{name} has been awarded {figure}.", name=who, figure=slot("figure")),
        "contracted": text("{name} has contracts for {figure}.", name=who, figure=slot("figure")),
        "paid": text("{name} has been paid {figure}.", name=who, figure=slot("figure")),
    }
    return filled(sentences[agencies.stage], figure=figure)


def profile_context(text: Text, row: dict[str, Any] | None) -> str | None:
    """Return how much of the money comes from one agency, and in how many contracts and joint awards."""
    if row is None:
        return None
    parts = [
        text.n("{n} contract", "{n} contracts", int(row["contracts"])) if row["contracts"] else "",
        text.n("{n} agency", "{n} agencies", int(row["agencies"])) if row["agencies"] else "",
        text.n("{n} joint award", "{n} joint awards", int(row["joint"])) if row["joint"] else "",
        dependence(text, row),
    ]
    return " · ".join(part for part in parts if part) or None


def agency_rows(
    text: Text,
    agencies: Any,
    *,
    limit: int,
    href: Callable[[str | None], str],
) -> list[RankRow]:
    """Return the agencies that pay a supplier, largest first, at most `limit`."""
    rows = records(agencies.rows.head(limit))
    most = max((float(row["amount"]) for row in rows if published(row["amount"])), default=0.0)
    return [
        RankRow(
            name=text.name(row["name"] if published(row["id"]) else None, "agency"),
            href=href(row["id"] if published(row["id"]) else None),
            value=text.money_short(row["amount"], agencies.unit)
            if published(row["amount"])
            else text("amount not published"),
            sub=text.n("{n} process", "{n} processes", int(row["processes"])),
            share_text=text.percent(row["share"]) if published(row["share"]) else "",
            fraction=float(row["amount"]) / most if most and published(row["amount"]) else None,
        )
        for row in rows
    ]
