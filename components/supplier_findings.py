"""What a ranking of suppliers says, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from components.elements import html
from components.process_story import published
from components.slots import before_stop, clean, filled, short, slot

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from components.slots import Part
    from components.text import Text

_LARGE: Final = 0.1


def suppliers_headline(
    text: Text,
    *,
    suppliers: int,
    for_half: int | None,
    top_share: float | None,
    accent: Callable[[str], Any],
) -> list[Any]:
    """Return the answer to "Who gets the most?": how few suppliers make half of the money."""
    if not suppliers:
        return [text("No supplier has been published here.")]
    if not for_half:
        sentence = text.n(
            "{figure} supplier, and not one amount was published.",
            "{figure} suppliers, and not one amount was published.",
            suppliers,
            figure=slot("figure"),
        )
        return filled(sentence, figure=accent(text.number(suppliers)))
    if suppliers == 1:
        return [text("A single supplier gets all the money.")]
    if for_half == 1 and top_share is not None and published(top_share):
        sentence = text(
            "A single supplier, of {total}, gets {figure} of the money.",
            figure=slot("figure"),
            total=text.number(suppliers),
        )
        return filled(sentence, figure=accent(text.percent(top_share)))
    sentence = text(
        "{figure} of {total} suppliers get half of the money.",
        figure=slot("figure"),
        total=text.number(suppliers),
    )
    return filled(sentence, figure=accent(text.number(for_half)))


def suppliers_context(text: Text, rows: pd.DataFrame, unit: str | None, href: Callable[[str], str]) -> list[Part]:
    """Return the line under the headline: who is first, with how much, and how much of it comes from one agency."""
    named = rows[rows["id"].notna() & rows["amount"].notna()]
    if named.empty:
        return []
    first = named.iloc[0]
    sentence = text(
        "The first is {name}, with {amount}, {share} of the total.",
        name=slot("name"),
        amount=text.money(first["amount"], unit),
        share=text.percent(first["share"]),
    )
    parts: list[Part] = filled(sentence, name=_link(first, href))
    if published(first["top_agency_name"]) and published(first["top_agency_share"]):
        comes = text(
            "{share} of its income comes from {agency}.",
            share=text.percent(first["top_agency_share"]),
            agency=before_stop(short(str(first["top_agency_name"]))),
        )
        parts.append(f" {comes}")
    return parts


def _link(row: Any, href: Callable[[str], str]) -> Part:
    return html.A(short(clean(str(row["name"])), 100), href=href(row["id"]))


def dependence(text: Text, row: Any) -> str:
    """Return which share of a supplier's money comes from its main agency: "82 % from Salud"."""
    share, name = row["top_agency_share"], row["top_agency_name"]
    if not published(share) or not published(name):
        return ""
    return text("{share} from {agency}", share=text.percent(share), agency=str(name))


def ranking_finding(text: Text, rows: pd.DataFrame, *, order: str) -> str:
    """Return whether the first stands out, else the name of the measure."""
    named = rows[rows["id"].notna()]
    if order == "amount" and len(named) and published(named.iloc[0]["share"]) and named.iloc[0]["share"] >= _LARGE:
        return text(
            "{name} alone gets {share}",
            name=short(str(named.iloc[0]["name"]), 60),
            share=text.percent(named.iloc[0]["share"]),
        )
    if order == "processes":
        return text("The suppliers with most processes")
    if order == "agencies":
        return text("The suppliers with most agencies")
    return text("The suppliers with most money")
