"""One process told in one or two sentences, before any field."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from components.elements import html
from components.slots import clean, filled, slot

if TYPE_CHECKING:
    from collections.abc import Callable

    from components.slots import Part
    from components.text import Text

_NAMED_SUPPLIERS: Final = 3


def published(value: object) -> bool:
    """Return whether a value of a frame was published: None, NaN, NaT and "" were not."""
    if value is None or value == "":
        return False
    if isinstance(value, float) and math.isnan(value):
        return False
    return str(value) != "NaT"


def story(text: Text, row: dict[str, Any], href: Callable[[str, str], str]) -> list[Part]:
    """Return the sentences that tell what became of a process: who got it, for how much, how long, how much is paid.

    `row`: a process as `queries.process` gives it. `href(kind, id)` is the page of an agency or a supplier.
    """
    return [*_outcome(text, row, href), *_progress(text, row)]


def _outcome(text: Text, row: dict[str, Any], href: Callable[[str, str], str]) -> list[Part]:
    who = _suppliers(text, row, href)
    for stage in ("contracted", "awarded"):
        if published(row.get(stage)):
            amount = text.money(row[stage], row["currency"])
            if who:
                sentence = _won(text, stage, slot("who"), slot("amount"))
                return filled(sentence, who=who, amount=html.B(amount))
            return filled(_nobody(text, stage, slot("amount")), amount=html.B(amount))
    if who:
        sentence = text("It was awarded to {who}; for how much was not published.", who=slot("who"))
        return filled(sentence, who=who)
    return _before_award(text, row, href)


def _won(text: Text, stage: str, who: str, amount: str) -> str:
    if stage == "contracted":
        return text("It was contracted with {who} for {amount}.", who=who, amount=amount)
    return text("It was awarded to {who} for {amount}.", who=who, amount=amount)


def _nobody(text: Text, stage: str, amount: str) -> str:
    if stage == "contracted":
        return text("It was contracted for {amount}; with whom was not published.", amount=amount)
    return text("It was awarded for {amount}; to whom was not published.", amount=amount)


def _before_award(text: Text, row: dict[str, Any], href: Callable[[str, str], str]) -> list[Part]:
    agency = _agency(text, row, href)
    stage = row.get("stage")
    if stage == "planning":
        amount = row.get("planned")
        if published(amount):
            sentence = text(
                "{agency} plans it with a budget of {amount}. Nothing later has been published.",
                agency=slot("agency"),
                amount=slot("amount"),
            )
            return filled(sentence, agency=agency, amount=html.B(text.money(amount, row["currency"])))
        sentence = text("{agency} plans it. Nothing later has been published.", agency=slot("agency"))
        return filled(sentence, agency=agency)
    if stage == "tender":
        amount = row.get("tendered")
        if published(amount):
            sentence = text(
                "{agency} asked for bids worth {amount}. No award has been published.",
                agency=slot("agency"),
                amount=slot("amount"),
            )
            return filled(sentence, agency=agency, amount=html.B(text.money(amount, row["currency"])))
        sentence = text("{agency} asked for bids. No award has been published.", agency=slot("agency"))
        return filled(sentence, agency=agency)
    sentence = text("{agency} published neither who got it nor for how much.", agency=slot("agency"))
    return filled(sentence, agency=agency)


def _progress(text: Text, row: dict[str, Any]) -> list[Part]:
    sentences = []
    decision = row.get("decision")
    if published(decision) and decision >= 0:  # type: ignore[operator]  # published() excludes None
        sentences.append(text("The decision took {days}.", days=text.days(decision)))
    share = row.get("paid_share")
    if published(share):
        sentences.append(text("{share} of it has been paid.", share=text.percent(share)))
    elif published(row.get("paid")):
        sentences.append(text("{amount} has been paid.", amount=text.money(row["paid"], row["currency"])))
    elif row.get("stage") in {"contract", "implementation"}:
        sentences.append(text("No payment has been published."))
    return [" " + " ".join(sentences)] if sentences else []


def _agency(text: Text, row: dict[str, Any], href: Callable[[str, str], str]) -> Part:
    if published(row.get("agency_id")) and published(row.get("agency_name")):
        return html.A(clean(row["agency_name"]), href=href("agency", row["agency_id"]))
    return text("An agency whose name was not published")


def _suppliers(text: Text, row: dict[str, Any], href: Callable[[str, str], str]) -> list[Part]:
    """Return the suppliers as linked names: all up to three, else two and how many more."""
    known = [one for one in suppliers_of(row) if published(one.get("name"))]
    shown = known if len(known) <= _NAMED_SUPPLIERS else known[: _NAMED_SUPPLIERS - 1]
    links: list[Part] = [html.A(clean(one["name"]), href=href("supplier", one["id"])) for one in shown]
    if len(known) > len(shown):
        rest = len(known) - len(shown)
        links.append(text.n("{n} other supplier", "{n} other suppliers", rest))
    if not links:
        return []
    marks = [slot(f"one_{chr(97 + index)}") for index in range(len(links))]
    parts = {f"one_{chr(97 + index)}": link for index, link in enumerate(links)}
    return filled(text.join(marks), **parts)


def suppliers_of(row: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the suppliers of a row as {id, name}, [] where none was published."""
    value = row.get("suppliers")
    return list(value) if isinstance(value, list | tuple) else []
