"""The processes as a board: a column a stage, the largest of each as cards, late ones told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

import pandas as pd

from data_loader.filters import Filters
from data_loader.queries.answers import cached
from data_loader.queries.asking import TITLED, beside, frame, numbered, rows
from data_loader.queries.base import condition, without_amount
from data_loader.queries.having import day_of
from data_loader.queries.selection import unit_of
from data_loader.queries.timelines import AMOUNT_OF, stages_reached
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
_LARGEST: Final = """(SELECT '{stage}' AS stage, p.process_id, p.{of} AS amount FROM facts p
    WHERE p.stage = '{stage}' AND p.currency = $unit AND p.{of} IS NOT NULL AND {test}
    ORDER BY p.{of} DESC, p.process_id LIMIT $limit)"""
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
    test, values = condition(filters, unit=unit)
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
    chosen = _chosen(snapshot, columns, test, values, order=order)
    in_all, overdue = (int(columns[name].sum()) for name in ("processes", "late"))
    return Board(values["day"], unit, columns, _cards(snapshot, chosen, values["day"]), in_all, overdue)


def _chosen(
    snapshot: Snapshot, columns: pd.DataFrame, test: str, values: dict[str, Any], *, order: Order
) -> pd.DataFrame:
    """Return stage, process_id and amount of the first cards of each column, in their order."""
    each = " UNION ALL ".join(_LARGEST.format(stage=stage, of=of, test=test) for stage, of in AMOUNT_OF.items())
    found = rows(snapshot, each, values).fetchall()
    largest = sorted(found, key=lambda card: (-card[2], card[1]))
    if order == "late":
        latest = rows(snapshot, _LATEST.format(test=test), values).fetchall()
        largest = latest + [card for card in largest if card[1] not in {number for _, number, _ in latest}]
    cards: list[tuple[str, int, Any]] = []
    for stage, without in zip(columns["stage"], columns["without"], strict=True):
        own = [card for card in largest if card[0] == stage][: values["limit"]]
        left = values["limit"] - len(own)
        if left and without:
            sql = f"{without_amount(AMOUNT_OF[stage], f'p.stage = {stage!r} AND {test}')} LIMIT $limit"
            seen = {number for _, number, _ in own}
            more = [number for (number,) in rows(snapshot, sql, values).fetchall() if number not in seen]
            own += [(stage, number, None) for number in more[:left]]
        cards += own
    return pd.DataFrame(cards, columns=["stage", "process_id", "amount"]).astype({"amount": "float64"})


def _cards(snapshot: Snapshot, chosen: pd.DataFrame, day: date) -> pd.DataFrame:
    """Return the cards of these processes: see Board."""
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
