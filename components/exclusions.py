"""What a view does not show, in real figures: a reader who takes a total for the whole is misled by it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from components import links
from components.attributes import attributes
from components.elements import html
from components.having import having_link
from components.roster_card import roster_sentence
from data_loader import queries
from data_loader.filters import Filters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dash.development.base_component import Component

    from components.text import Text
    from data_loader.snapshot import Snapshot


def exclusions(
    text: Text, filters: Filters, snapshot: Snapshot, *more: Sequence[Any] | str, money: bool = True
) -> Component:
    """Return the sentences of a view; `more` are its own, `money` False leaves those about amounts out."""
    sentences: list[Any] = _money(text, filters, queries.whole(snapshot, filters)) if money else []
    sentences += [*more, *_agencies(text, filters, snapshot)]
    sentences.append(text("What was bought and never published is in no figure here."))
    return html.Aside(
        [
            html.H2(text("What this does not show"), id="not-shown-title"),
            html.Ul([html.Li(sentence) for sentence in sentences if sentence]),
        ],
        className="not-shown",
        **attributes(aria_labelledby="not-shown-title"),
    )


def _money(text: Text, filters: Filters, whole: queries.Whole) -> list[Any]:
    stage = text.code("stage", filters.stage).lower()
    found: list[Any] = []
    # A supplier's amounts are its shares, and a list in a chosen currency has only what is in it: neither can be opened.
    listed = not filters.supplier and filters.currency is None
    if whole.without_amount:
        words = text.n(
            "{n} of {all} processes publishes no amount {stage}: it is in no total, and is not zero.",
            "{n} of {all} processes publish no amount {stage}: they are in no total, and are not zero.",
            whole.without_amount,
            all=text.number(whole.processes),
            stage=stage,
        )
        found.append(html.A(words, href=having_link(text, filters, "no_amount")) if listed else words)
    if whole.other_currency:
        words = text.n(
            "{n} process is in a currency other than {currency}: currencies are never added.",
            "{n} processes are in currencies other than {currency}: currencies are never added.",
            whole.other_currency,
            currency=whole.unit or "—",
        )
        found.append(html.A(words, href=having_link(text, filters, "other_currency")) if listed else words)
    if whole.currency_not_published:
        found.append(
            text.n(
                "{n} process has an amount without its currency.",
                "{n} processes have an amount without its currency.",
                whole.currency_not_published,
            )
        )
    return found


def _agencies(text: Text, filters: Filters, snapshot: Snapshot) -> list[Any]:
    """Return how many agencies that should publish never did, of the publishers in view; where nobody says who should, that.

    The view of one agency leaves no other agency out.
    """
    if filters.agency:
        return []
    sources = queries.sources_shown(snapshot, filters)
    held = queries.roster(snapshot, Filters(source=sources))
    if held.rows.empty:
        return [
            text(
                "No list of the agencies that should publish is known here, so those that are missing are not counted."
            )
        ]
    there = links.href("/rollout", Filters(source=filters.source), text) + "#roster"
    found = [html.A(f"{roster_sentence(text, held)}.", href=there)] if held.count("never") else []
    listed = set(held.rows["source"])
    unlisted = 0 if None in listed else len(set(sources) - listed)
    if unlisted:
        found.append(
            text.n(
                "For {n} other publisher no list says who should publish.",
                "For the other {n} publishers no list says who should publish.",
                unlisted,
            )
        )
    return found
