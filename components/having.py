"""The named sets of processes in words: what the list behind a number says that it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components import links
from components.step_track import step_name
from data_loader.queries import HAVING

if TYPE_CHECKING:
    from components.text import Text
    from data_loader.filters import Filters


def having_name(text: Text, name: str) -> str:
    """Return what the processes of a set have in common, as a title."""
    names = {
        "overdue_contract": text("A contract past its end, not closed"),
        "overdue_tender": text("A call for bids past its end, without award"),
        "ended_contract": text("A contract past its end, of unknown status"),
        "ended_tender": text("A call for bids past its end, of unknown status"),
        "paid_more": text("More paid than contracted"),
        "contract_grew": text("Contracts worth more than their award"),
        "contract_shrank": text("Contracts worth less than their award"),
        "amendment_grew": text("Contracts worth more than at first"),
        "amendment_shrank": text("Contracts worth less than at first"),
        "no_amount": text("No amount of this stage"),
        "other_currency": text("In another currency"),
        "new_supplier": text("A supplier that is new in its year"),
    }
    if name in names:
        return names[name]
    step, _, kind = name.rpartition("_")
    kinds = {
        "measured": text("{step}: measured", step=step_name(text, step)),
        "missing": text("{step}: without one of its two dates", step=step_name(text, step)),
        "negative": text("{step}: ends before it begins", step=step_name(text, step)),
    }
    return kinds[kind]


def having_link(text: Text, filters: Filters, name: str) -> str:
    """Return the address of the list of a set's processes within the filters."""
    if name not in HAVING:
        raise KeyError(name)
    return links.records(filters, text, having=name)
