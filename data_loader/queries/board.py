"""The processes as a board: a column a stage, the largest of each as cards, late ones told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

import pandas as pd

from data_loader.filters import PROCESS_STAGES, Filters
from data_loader.queries.base import cached, condition, frame, unit_of
from data_loader.queries.having import day_of
from data_loader.queries.timelines import AMOUNT_OF, stages_reached
from data_loader.snapshot import Snapshot

_OWN_AMOUNT: Final = " ".join(f"WHEN '{stage}' THEN '{of}'" for stage, of in AMOUNT_OF.items())


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
_FIRST: Final[dict[Order, str]] = {"amount": "", "late": "d.late_since NULLS LAST, "}
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
    cards = frame(
        snapshot,
        f"""WITH own AS (
            SELECT p.process_id, p.stage, sum(a.amount) AS amount FROM processes p
            LEFT JOIN amounts a ON a.process_id = p.process_id AND a.currency = $unit
                AND a.stage = CASE p.stage {_OWN_AMOUNT} END
            WHERE p.stage IS NOT NULL AND {test} GROUP BY p.process_id, p.stage
        ), chosen AS (
            SELECT o.*, row_number() OVER (PARTITION BY o.stage
                ORDER BY {_FIRST[order]}o.amount DESC NULLS LAST, o.process_id) AS place
            FROM own o {_OVERDUE if order == "late" else ""} QUALIFY place <= $limit
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
