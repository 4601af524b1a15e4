"""Contracts over time: signature, term and amount of the largest."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from data_loader.filters import Filters
from data_loader.groups import first_of
from data_loader.queries.amounts import currency_code
from data_loader.queries.answers import cached
from data_loader.queries.asking import frame, numbered
from data_loader.queries.parts import parts
from data_loader.queries.selection import unit_of
from data_loader.queries.titles import TITLED, beside
from data_loader.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class ContractsOverTime:
    """The largest contracts in `unit`, in the order of their signatures.

    `contracts`: those that are not cancelled; `drawable`: of them, those with an amount in `unit`, a date of signature and
    an end date not before it. `rows`: ocid, source, title, agency_name, date_signed, end_date, days (from one to the
    other), amount, size (of the largest amount, 0-1).
    """

    unit: str | None
    contracts: int
    drawable: int
    rows: pd.DataFrame


@cached
def contracts_over_time(snapshot: Snapshot, filters: Filters, *, limit: int = 20) -> ContractsOverTime:
    """Return the `limit` largest contracts of the processes selected, by signature."""
    unit = unit_of(snapshot, filters)
    of = parts(snapshot, "contracts", filters)
    drawable = of.where((of["currency"] == currency_code(snapshot, unit)) & of["dated"])
    amount = drawable["amount"]
    first = drawable.where(first_of(limit, -amount))
    largest = [*zip((first.processes() + 1).tolist(), first["position"].tolist(), strict=True)]
    shown = frame(
        snapshot,
        f"""SELECT process_id, title AS own_title, date_signed, end_date, date_diff('day', date_signed, end_date) AS days,
            CAST(amount AS DOUBLE) AS amount, CAST(amount / nullif(max(amount) OVER (), 0) AS DOUBLE) AS size
        FROM contracts WHERE process_id IN ({numbered(number for number, _ in largest)})
            AND list_contains($largest, {{process: process_id, contract: contract_index}})
        ORDER BY date_signed, process_id, contract_index""",
        {"largest": [{"process": number, "contract": index} for number, index in largest]},
    )
    named = beside(snapshot, shown, TITLED)
    named["title"] = shown["own_title"].where(shown["own_title"].notna(), named["title"])
    rows = named[[*TITLED, "date_signed", "end_date", "days", "amount", "size"]]
    return ContractsOverTime(unit, len(of["dated"]), len(amount), rows)
