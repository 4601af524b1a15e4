"""The processes as a board: a column a stage, the largest of each as cards, late ones told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

import numpy as np
import pandas as pd

from data_loader.filters import Filters
from data_loader.groups import money
from data_loader.queries.answers import cached
from data_loader.queries.asking import frame, numbered, rows
from data_loader.queries.columns import code_of, column
from data_loader.queries.having import day_of
from data_loader.queries.selection import KNOWN, kept, selected, unit_of, whole_amounts
from data_loader.queries.timelines import AMOUNT_OF, stages_reached
from data_loader.queries.titles import TITLED, beside
from data_loader.snapshot import Snapshot

_OWN_AMOUNT: Final = " ".join(f"WHEN '{stage}' THEN p.{of}" for stage, of in AMOUNT_OF.items())


@dataclass(frozen=True, slots=True)
class Board:
    """The board on `day`, the day of the snapshot, with money in `unit`.

    `columns`: stage (the furthest published), processes, amount (of the stage's own kind; NaN = none published), without
    (processes without such an amount), late (processes of it that are overdue; see `overdue`). `cards`, the largest of
    each column: stage, ocid, source, title, agency_name, amount (NaN = not published in `unit`), end_date (the earliest
    end that is not closed; None = none), late_days (since the earliest end that is overdue; NaN = not late), closed
    (whether its contract is, or its call for bids before there is a contract). `processes` and `late` are those of all
    columns.
    """

    day: date
    unit: str | None
    columns: pd.DataFrame
    cards: pd.DataFrame
    processes: int
    late: int


Order = Literal["amount", "late"]
ORDERS: Final[tuple[Order, ...]] = ("amount", "late")
_OVERDUE: Final = "p.end_date < $day AND NOT p.closed AND p.status IS NOT NULL"
_LATEST: Final = f"""SELECT CAST(stage AS VARCHAR) AS stage, process_id, CASE stage {_OWN_AMOUNT} END AS amount
    FROM (SELECT p.process_id, p.stage, min(p.end_date) AS since FROM ends p WHERE {_OVERDUE} AND {{test}} GROUP BY ALL)
    LEFT JOIN (SELECT process_id, {", ".join(AMOUNT_OF.values())} FROM facts WHERE currency = $unit) p USING (process_id)
    WHERE stage IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY stage ORDER BY since, amount DESC NULLS LAST, process_id) <= $limit
    ORDER BY since, amount DESC NULLS LAST, process_id"""


@cached
def board(snapshot: Snapshot, filters: Filters, *, limit: int = 6, order: Order = "amount") -> Board:
    """Return the board of the processes selected, with at most `limit` cards a column.

    The first cards of a column are its largest; by `late`, those that are late the longest, and then the largest.

    Raises:
        KeyError: there is no such order.
    """
    unit = unit_of(snapshot, filters)
    test, values = selected(snapshot, filters, unit=unit)
    values |= {"unit": unit, "day": day_of(snapshot), "limit": limit}
    late: dict[str, int] = dict(
        rows(
            snapshot,
            f"""SELECT CAST(p.stage AS VARCHAR), count(*) FROM ends p
            WHERE {_OVERDUE} AND p.earliest AND p.stage IS NOT NULL AND {test} GROUP BY p.stage""",
            values,
        ).fetchall()  # a call for bids is closed by any contract: no process is late by both
    )
    reached = stages_reached(snapshot, filters)[["stage", "current", "current_amount", "current_without"]]
    columns = reached.set_axis(["stage", "processes", "amount", "without"], axis="columns")
    columns["late"] = columns["stage"].map(late).fillna(0).astype("int64")
    chosen = _largest(snapshot, filters, unit, limit)
    if order == "late":
        latest = rows(snapshot, _LATEST.format(test=test), values).fetchall()
        first = {number for _, number, _ in latest}
        chosen = latest + [card for card in chosen if card[1] not in first]
    chosen = [card for stage in columns["stage"] for card in [card for card in chosen if card[0] == stage][:limit]]
    in_all, overdue = (int(columns[name].sum()) for name in ("processes", "late"))
    return Board(values["day"], unit, columns, _cards(snapshot, chosen, values["day"]), in_all, overdue)


Card = tuple[str, int, float | None]


def _largest(snapshot: Snapshot, filters: Filters, unit: str | None, limit: int) -> list[Card]:
    """Return stage, process_id and amount of the largest of each column, then of the first without an amount."""
    stages, chosen = column(snapshot, "stage").codes, kept(snapshot, filters)
    cards: list[Card] = []
    for stage, of in AMOUNT_OF.items():
        own = stages == code_of(snapshot, "stage", stage)
        own = own if chosen is None else own & chosen[0]
        places = np.flatnonzero(own)
        amount, state = whole_amounts(snapshot, of, unit, (own, places))
        known, without = np.flatnonzero(state == KNOWN), np.flatnonzero(state != KNOWN)[:limit]
        if len(known) > limit:
            each = amount.take(known)
            known = known[each >= np.partition(each, -limit)[-limit]]
        known = known[np.lexsort((known, -amount.take(known)))][:limit]
        numbers = (places.take(known) + 1).tolist()
        cards += zip([stage] * len(known), numbers, money(amount.take(known)).tolist(), strict=True)
        cards += [(stage, number, None) for number in (places.take(without) + 1).tolist()]
    return cards


def _cards(snapshot: Snapshot, found: list[Card], day: date) -> pd.DataFrame:
    """Return the cards of these processes: see Board."""
    chosen = pd.DataFrame(found, columns=["stage", "process_id", "amount"]).astype({"amount": "float64"})
    ending = frame(
        snapshot,
        f"""SELECT p.process_id, min(p.end_date) FILTER (NOT p.closed) AS end_date,
            date_diff('day', min(p.end_date) FILTER ({_OVERDUE}), $day) AS late_days,
            bool_or(p.closed AND (p.what = 'contract') = (p.stage IN ('contract', 'implementation'))) AS closed
        FROM ends p WHERE p.process_id IN ({numbered(chosen["process_id"])}) GROUP BY p.process_id""",
        {"day": day},
    )
    cards = beside(snapshot, chosen, TITLED).merge(ending, how="left", on="process_id")
    cards["closed"] = cards["closed"].map(bool, na_action="ignore").fillna(value=False)
    return cards[["stage", *TITLED, "amount", "end_date", "late_days", "closed"]]
