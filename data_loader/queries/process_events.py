"""What happened in one process on which day, and what was paid of each of its contracts: made of its parts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

import numpy as np

from data_loader.filters import PROCESS_STAGES
from data_loader.groups import exact, money
from data_loader.queries.asking import Rows

EVENT_KINDS: Final = (
    "call_opens",
    "call_closes",
    "awarded",
    "signed",
    "contract_starts",
    "contract_ends",
    "payment",
    "amendment",
    "milestone_due",
    "milestone_met",
)
_Event = tuple[str, str, date | None, str | None, str | None, int]
"""Stage, kind, date, title, status, and its place among those of one kind and day."""


def events(row: Mapping[str, Any], parts: Mapping[str, Rows]) -> Rows:
    """Return the events of a process by stage, kind and date: see `Process`."""
    names = ("stage", "kind", "date", "title", "status")
    return [dict(zip(names, event, strict=False)) for event in sorted(_events(row, parts), key=_when)]


def _when(event: _Event) -> tuple[int, int, bool, date, int]:
    stage, kind, day, _, _, position = event
    return PROCESS_STAGES.index(stage), EVENT_KINDS.index(kind), day is None, day or date.max, position


def _events(row: Mapping[str, Any], parts: Mapping[str, Rows]) -> Iterator[_Event]:
    """Yield what happened; of what was asked for and not published once that it has no date."""
    yield "tender", "call_opens", row["tender_start"], None, None, 1
    yield "tender", "call_closes", row["tender_end"], None, None, 2
    nothing = (None,) * 4
    for award in _rows(parts["awards"], "date", "title", "status", "award_index") or [nothing]:
        yield "award", "awarded", *award
    counted = [contract for contract in parts["contracts"] if contract["counted"]]
    for kind, day in (("signed", "date_signed"), ("contract_starts", "start_date"), ("contract_ends", "end_date")):
        for contract in _rows(counted, day, "title", "status", "contract_index") or [nothing]:
            yield "contract", kind, *contract
    for day, position in _rows(parts["transactions"], "date", "transaction_index") or [(None, None)]:
        yield "implementation", "payment", day, None, None, position
    for stage, day, text, other, position in _rows(
        parts["amendments"], "stage", "date", "description", "rationale", "position"
    ):
        yield stage, "amendment", day, text if text is not None else other, None, position
    for stage, due, met, title, text, status, position in _rows(
        parts["milestones"], "stage", "due_date", "date_met", "title", "description", "status", "position"
    ):
        kind, day = ("milestone_due", due) if met is None else ("milestone_met", met)
        yield stage, kind, day, title if title is not None else text, status, position


def _rows(part: Rows, *columns: str) -> list[Any]:
    return [tuple(row[column] for column in columns) for row in part]


def paid(contracts: Rows, transactions: Rows) -> Rows:
    """Return what was paid of each contract, a row each: see `Process`."""
    payments = defaultdict(list)
    columns = ("contract_index", "transaction_index", "amount", "currency", "date")
    for contract, *payment in _rows(transactions, *columns):
        payments[contract].append(payment)
    names = ("contract_index", "contract_id", "title", "description", "counted", "amount", "original_amount")
    return [
        {**dict(zip(_SHOWN, contract, strict=True)), **_paid(contract[5], currency, sorted(payments[contract[0]]))}
        for *contract, currency in _rows(contracts, *names, "currency")
    ]


_SHOWN: Final = ("contract_index", "contract_id", "title", "description", "counted", "contracted", "original")


def _paid(contracted: float, currency: str | None, payments: list[Any]) -> dict[str, Any]:
    """Return what the payments of a contract say of it; without an amount, its currency is that of the first paid."""
    amounts = [(amount, of) for _, amount, of, _ in payments if not np.isnan(amount)]
    if np.isnan(contracted) and currency is None and amounts:
        currency = amounts[0][1]
    own = np.array([amount for amount, of in amounts if of == currency], np.float64)
    total = float(money(exact(own).sum(), len(own) > 0))
    other = len(amounts) - len(own)
    return {
        "currency": currency,
        "paid": total,
        "payments": len(payments),
        "without_amount": len(payments) - len(amounts),
        "other_currency": other,
        "last_payment": max((day for *_, day in payments if day is not None), default=None),
        "share": total / contracted if contracted else np.nan,
        "state": _state(contracted, total, payments, other),
    }


def _state(contracted: float, total: float, payments: list[Any], other: int) -> str:
    if not payments:
        return "no_payment"
    if np.isnan(total):
        return "other_currency" if other else "no_paid_amount"
    if np.isnan(contracted):
        return "no_contract_amount"
    return "more" if total > contracted else "all" if total == contracted else "part"
