"""The processes as a board: a column a stage, the largest of each as cards, late ones told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

import pandas as pd

from data_loader.filters import PROCESS_STAGES, Filters
from data_loader.queries.answers import cached
from data_loader.queries.asking import frame
from data_loader.queries.base import condition
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
_FIRST: Final[dict[Order, str]] = {"amount": "", "late": "late_since NULLS LAST, "}
_OVERDUE: Final = """LEFT JOIN (SELECT process_id, min(end_date) AS late_since FROM ends
    WHERE NOT closed AND status IS NOT NULL AND end_date < $day GROUP BY process_id) d USING (process_id)"""


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
    late = frame(
        snapshot,
        f"""SELECT p.stage, count(DISTINCT p.process_id) AS late FROM ends p
        WHERE p.end_date < $day AND NOT p.closed AND p.status IS NOT NULL AND p.stage IS NOT NULL AND {test}
        GROUP BY p.stage""",
        values,
    )
    reached = stages_reached(snapshot, filters)[["stage", "current", "current_amount", "current_without"]]
    columns = reached.set_axis(["stage", "processes", "amount", "without"], axis="columns")
    columns["late"] = (
        columns["stage"].map(dict(zip(late["stage"], late["late"], strict=True))).fillna(0).astype("int64")
    )
    late_first = "" if order == "amount" else _OVERDUE
    largest = " UNION ALL ".join(
        f"""(FROM own {late_first} WHERE stage = '{stage}'
        ORDER BY {_FIRST[order]}amount DESC NULLS LAST, process_id LIMIT $limit)"""
        for stage in PROCESS_STAGES
    )
    cards = frame(
        snapshot,
        f"""WITH own AS (
            SELECT p.process_id, p.stage, CASE WHEN p.currency = $unit THEN CASE p.stage {_OWN_AMOUNT} END END AS amount
            FROM facts p WHERE p.alone AND {test}
            UNION ALL
            SELECT p.process_id, any_value(p.stage), sum(CASE p.stage {_OWN_AMOUNT} END) FILTER (p.currency = $unit)
            FROM facts p WHERE NOT p.alone AND {test} GROUP BY p.process_id
        ), chosen AS (
            SELECT *, row_number() OVER (
                PARTITION BY stage ORDER BY {_FIRST[order]}amount DESC NULLS LAST, process_id) AS place FROM ({largest})
        ), ending AS (
            SELECT e.process_id, min(e.end_date) FILTER (NOT e.closed) AS end_date,
                bool_or(e.closed AND (e.what = 'contract') = (c.stage IN ('contract', 'implementation'))) AS closed,
                min(e.end_date) FILTER (NOT e.closed AND e.status IS NOT NULL AND e.end_date < $day) AS late_since
            FROM ends e JOIN chosen c USING (process_id) GROUP BY e.process_id
        )
        SELECT c.stage, p.ocid, p.source, p.title, p.agency_name, CAST(c.amount AS DOUBLE) AS amount, e.end_date,
            date_diff('day', e.late_since, $day) AS late_days, coalesce(e.closed, false) AS closed
        FROM chosen c JOIN processes p USING (process_id) LEFT JOIN ending e USING (process_id)
        ORDER BY list_position({list(PROCESS_STAGES)}, c.stage), c.place""",
        values,
    )
    in_all, overdue = (int(columns[name].sum()) for name in ("processes", "late"))
    return Board(values["day"], unit, columns, cards, in_all, overdue)
