"""What processes consist of, a row each: contracts, payments, ends, who tendered, what was raised; as SQL of their columns.

They come in the order of their processes, of whose places `first` is made: where the rows of each start. What is `RAISED`
is in the order of its table, so that the place of a row is its `rowid`; `place` is its place by amount. What is not published is 0; but the `currency` of a
row without an amount is one more than the last, as in queries.amounts. See served_columns, and queries/parts.py.
"""

from __future__ import annotations

from typing import Final

_PROCESS: Final = "process_id - 1 AS process"
_SUPPLIER: Final = "coalesce(supplier, 0) AS supplier"
_CODE: Final = "coalesce(enum_code({})::INTEGER + 1, 0)"


def _money(amount: str, currency: str = "currency") -> str:
    """Return the SQL of an amount and its currency."""
    return f"""CAST({amount} AS DOUBLE) AS amount,
            CASE WHEN {amount} IS NULL THEN $none::INTEGER ELSE {_CODE.format(currency)} END AS currency"""


def _flow(amount: str) -> str:
    return f"""SELECT {_PROCESS}, {_SUPPLIER}, {_CODE.format("month")} AS month, {_money(amount)}
        FROM flows WHERE {amount} IS NOT NULL ORDER BY process_id"""


def _growth(step: str) -> str:
    return f"""SELECT {_PROCESS}, {_CODE.format("currency")} AS currency, CAST(before AS DOUBLE) AS before, CAST(after AS DOUBLE) AS after,
            measured, grew, shrank
        FROM growth WHERE step = '{step}' AND measured > 0 ORDER BY process_id"""


def _ends(what: str) -> str:
    """Return the SQL of the ends of calls for bids or contracts, with the day from 1, that of the year 1."""
    return f"""SELECT process_id, position, date_diff('day', DATE '0001-01-01', end_date) + 1 AS day, earliest, currency, amount,
            CASE WHEN closed THEN 2 WHEN status IS NULL THEN 1 ELSE 0 END AS state,
            {_CODE.format("status")} AS status
        FROM ends WHERE what = '{what}'"""


PARTS: Final = {
    "contracts": f"""SELECT k.{_PROCESS}, contract_index AS position, {_money("k.amount", "k.currency")},
            coalesce(k.end_date >= k.date_signed, false) AS dated, coalesce(e.day, 0) AS day,
            coalesce(e.earliest, false) AS earliest, coalesce(e.state, 0) AS state, coalesce(e.status, 0) AS status
        FROM contracts k LEFT JOIN ({_ends("contract")}) e ON e.process_id = k.process_id AND e.position = contract_index
        WHERE counted ORDER BY k.process_id, contract_index""",
    "tenders": f"""SELECT {_PROCESS}, {_money("amount")}, day, earliest, state, status
        FROM ({_ends("tender")}) ORDER BY process_id""",
    "contract_suppliers": f"""SELECT {_PROCESS}, {_SUPPLIER}, {_money("amount")}, suppliers > 1 AS joint
        FROM contract_suppliers WHERE counted ORDER BY process_id""",
    "contracted": _flow("contracted"),
    "paid": _flow("paid"),
    **{step: _growth(step) for step in ("contract", "amendment", "payment")},
    "tenderers": f"SELECT {_PROCESS}, {_SUPPLIER}, won FROM tenderers ORDER BY process_id, supplier",
    "joint": f"SELECT deal, {_PROCESS}, {_SUPPLIER} FROM joint ORDER BY process_id",
}
RAISED: Final = f"""SELECT coalesce(process_id, 0) AS number, {_CODE.format("agency_id")} AS agency, {_SUPPLIER},
            coalesce(subject, 0) AS subject, enum_code(indicator) AS indicator, {_CODE.format("currency")} AS currency, flags, is_new,
            CAST(ln(1 + greatest(coalesce(amount, 0), 0)) AS FLOAT) AS logarithm,
            row_number() OVER (ORDER BY amount DESC NULLS LAST, indicator, process_id, item, result) AS place
        FROM indicator_results WHERE state = 'raised' ORDER BY rowid"""
COMPARED: Final = ("contract", "amendment")
UNMEASURED: Final = "SELECT process_id - 1 AS process, unmeasured FROM growth WHERE step = $step AND unmeasured > 0"
"""How much of a process cannot be compared in a step: in a column, one for each of all processes."""
