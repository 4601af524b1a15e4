"""The lists of a process: who took part, what was awarded, contracted, bought, paid and promised, with its papers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from components.change_list import kind_words
from components.glossary import code_term
from components.process_story import published, suppliers_of
from components.publication_cards import event_name
from components.record_list import Entry, day, money, words
from components.stage_reach import stage_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from dash.development.base_component import Component

    from components.text import Text
    from data_loader.queries.asking import Rows


def party_entries(text: Text, parties: Rows, href: Callable[[str, list[str]], str | None]) -> list[Entry]:
    """Return the organisations with their roles; `href(id, roles)` is their page, None where they have none."""
    found = []
    for row in parties:
        roles = [str(role) for role in row["roles"]] if isinstance(row.get("roles"), list) else []
        identity = row.get("organisation_id")
        found.append(
            Entry(
                name=text.name(words(row.get("name")) or words(row.get("shown_name")) or None, "party"),
                href=href(str(identity), roles) if published(identity) else None,
                sub=[
                    text.join([text.code("role", role) for role in roles]),
                    ", ".join(part for part in (words(row.get("locality")), words(row.get("region"))) if part),
                ],
            ),
        )
    return found


def _status(text: Text, kind: str, row: dict[str, Any], place: int) -> Component | str:
    return code_term(text, kind, row["status"], place=f"{kind}-{place}") if published(row.get("status")) else ""


def award_entries(text: Text, awards: Rows) -> list[Entry]:
    """Return the awards: title, amount, to whom, date, status, and whether it counts."""
    return [
        Entry(
            name=_title(row, text("Award {id}", id=words(row.get("award_id")))),
            value=money(text, row),
            sub=[
                _suppliers(text, row),
                day(text, row.get("date")) or text("date not published"),
                _status(text, "award_status", row, place),
                "" if row.get("counted", True) else text("not counted"),
            ],
        )
        for place, row in enumerate(awards)
    ]


def contract_entries(text: Text, contracts: Rows) -> list[Entry]:
    """Return the contracts: title, amount, signature, period, status, and whether it counts."""
    return [
        Entry(
            name=_title(row, text("Contract {id}", id=words(row.get("contract_id")))),
            value=money(text, row),
            sub=[
                _suppliers(text, row),
                text("signed {day}", day=day(text, row.get("date_signed")))
                if day(text, row.get("date_signed"))
                else text("signature date not published"),
                _period(text, row),
                _status(text, "contract_status", row, place),
                "" if row.get("counted", True) else text("not counted"),
            ],
        )
        for place, row in enumerate(contracts)
    ]


def payment_entries(text: Text, payments: Rows) -> list[Entry]:
    """Return the payments: date, amount, who paid whom."""
    return [
        Entry(
            name=day(text, row.get("date")) or text("date not published"),
            value=money(text, row),
            sub=[_paid_by_to(text, words(row.get("payer_name")), words(row.get("payee_name")))],
        )
        for row in payments
    ]


def item_entries(text: Text, items: Rows) -> list[Entry]:
    """Return the goods, services or works: description, quantity, classification."""
    return [
        Entry(
            name=words(row.get("description")) or words(row.get("classification")) or text("Not described"),
            value=_quantity(text, row),
            sub=[
                stage_name(text, str(row["stage"])),
                " ".join(
                    part
                    for part in (words(row.get("classification_scheme")), words(row.get("classification_id")))
                    if part
                ),
                words(row.get("classification")) if published(row.get("description")) else "",
            ],
        )
        for row in items
    ]


def milestone_entries(text: Text, milestones: Rows) -> list[Entry]:
    """Return the milestones: title, when due, when met."""
    return [
        Entry(
            name=words(row.get("title")) or words(row.get("description")) or text("Untitled milestone"),
            value=_status(text, "milestone_status", row, place),
            sub=[
                stage_name(text, str(row["stage"])),
                text("due {day}", day=day(text, row.get("due_date"))) if day(text, row.get("due_date")) else "",
                text("met {day}", day=day(text, row.get("date_met"))) if day(text, row.get("date_met")) else "",
                words(row.get("description")) if published(row.get("title")) else "",
            ],
        )
        for place, row in enumerate(milestones)
    ]


def amendment_entries(text: Text, amendments: Rows) -> list[Entry]:
    """Return the amendments: what they change, when and why."""
    return [
        Entry(
            name=words(row.get("description")) or words(row.get("rationale")) or text("Amendment without a reason"),
            value=day(text, row.get("date")) or text("date not published"),
            sub=[
                stage_name(text, str(row["stage"])),
                words(row.get("rationale")) if published(row.get("description")) else "",
            ],
        )
        for row in amendments
    ]


def tenderer_entries(text: Text, tenderers: Rows, href: Callable[[str, list[str]], str | None]) -> list[Entry]:
    """Return who tendered and with how many bids; only those that have a page as suppliers are links."""
    return [
        Entry(
            name=text.name(words(row.get("name")) or words(row.get("shown_name")) or None, "party"),
            href=href(str(row["organisation_id"]), ["supplier"] if row.get("is_supplier") else []),
            sub=[text.n("{n} bid published", "{n} bids published", int(row["bids"])) if row["bids"] else ""],
        )
        for row in tenderers
    ]


def bid_entries(text: Text, bids: Rows) -> list[Entry]:
    """Return the bids, lowest first: who made it, amount, day, status."""
    return [
        Entry(
            name=text.join([text.name(one["name"], "party") for one in row["tenderers"]])
            or text("Bid {id}", id=words(row.get("bid_id"))),
            value=money(text, row),
            sub=[
                day(text, row.get("date")) or text("date not published"),
                words(row.get("currency")),
                _status(text, "bid_status", row, place),
                text.n("{n} document", "{n} documents", int(row["documents"])) if row["documents"] else "",
            ],
        )
        for place, row in enumerate(bids)
    ]


def change_entries(text: Text, changes: Rows) -> list[Entry]:
    """Return what the pulls found changed in the record, latest first."""
    found = []
    for row in changes:
        before, after = (
            f"“{words(row[side])}”" if published(row.get(side)) else text("not published")
            for side in ("before", "after")
        )
        path = words(row.get("path"))
        found.append(
            Entry(
                name=path or kind_words(text, row["kind"]),
                value=text.date(row["changed_at"]),
                sub=[text("{before} → {after}", before=before, after=after) if path else ""],
            )
        )
    return found


def publication_entries(text: Text, publications: Rows) -> list[Entry]:
    """Return when each dated event was first published, and how many days after it happened."""
    return [
        Entry(
            name=text("{event}, {day}", event=event_name(text, row["event"]), day=text.date(row["date"])),
            value=_lag(text, row),
            sub=[
                text("in a release of {day}", day=text.date(row["published"])),
                text("the only release known: it may have been published before") if row["at_most"] else "",
            ],
        )
        for row in publications
        if published(row["date"]) and published(row["published"])
    ]


def _lag(text: Text, row: dict[str, Any]) -> str:
    if row["days"] < 0:
        return text("{days} before it", days=text.days(-row["days"]))
    return text("{days} later", days=text.days(row["days"]))


def problem_entries(text: Text, problems: Rows) -> list[Entry]:
    """Return the faults found in the record: what, where, and what was done about it."""
    actions = {
        "repaired": text("repaired"),
        "refused": text("not used"),
        "noted": text("kept as it is"),
    }
    return [
        Entry(
            name=text.code("problem", row["code"]),
            value=actions.get(row["action"], str(row["action"])),
            sub=[words(row.get("path")), f"“{words(row.get('value'))[:200]}”" if published(row.get("value")) else ""],
        )
        for row in problems
    ]


def _suppliers(text: Text, row: dict[str, Any]) -> str:
    names = [str(one["name"]) for one in suppliers_of(row) if published(one.get("name"))]
    return text.join(names) if names else text("supplier not published")


def _title(row: dict[str, Any], otherwise: str) -> str:
    return words(row.get("title")) or words(row.get("description")) or otherwise


def _period(text: Text, row: dict[str, Any]) -> str:
    start, end = day(text, row.get("start_date")), day(text, row.get("end_date"))
    if start and end:
        return text("runs {start} – {end}", start=start, end=end)
    if start:
        return text("starts {day}", day=start)
    return text("ends {day}", day=end) if end else text("period not published")


def _paid_by_to(text: Text, payer: str, payee: str) -> str:
    if payer and payee:
        return text("{payer} to {payee}", payer=payer, payee=payee)
    if payee:
        return text("to {payee}", payee=payee)
    return text("by {payer}", payer=payer) if payer else ""


def _quantity(text: Text, row: dict[str, Any]) -> str:
    if not published(row.get("quantity")):
        return ""
    return f"{text.number(row['quantity'])} {words(row.get('unit'))}".strip()
