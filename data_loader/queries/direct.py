"""How much is given directly, without a call for bids: by agency, supplier or year."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd

from data_loader.filters import Filters
from data_loader.queries import columns
from data_loader.queries.answers import cached
from data_loader.queries.asking import frame
from data_loader.queries.base import cells, lots, unit_of
from data_loader.queries.dealings import agencies_called, dealings, names_of, ranked, sums_by
from data_loader.queries.groups import added, money, starts
from data_loader.queries.kinds import Sum, by_kinds
from data_loader.queries.sold import Lots
from data_loader.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class DirectAwards:
    """How much is awarded directly, in number and in money of one stage in `unit`.

    `rows`: id (None = not published), name, processes, known (with a published method), unknown (without), direct (of
    the known), share
    (direct / known, 0-1), known_amount, direct_amount, amount_share (direct_amount / known_amount, 0-1),
    unknown_amount (of processes without a method); NaN = not published. The only row of `total` has the same of all.
    """

    unit: str | None
    groups: int
    total: pd.DataFrame
    rows: pd.DataFrame


_DIRECT: Final = """SELECT agency_id AS id, CAST(coalesce(sum(processes), 0) AS BIGINT) AS processes,
        CAST(coalesce(sum(processes) FILTER (method IS NOT NULL), 0) AS BIGINT) AS known,
        CAST(coalesce(sum(processes) FILTER (method IS NULL), 0) AS BIGINT) AS unknown,
        CAST(coalesce(sum(processes) FILTER (method = 'direct'), 0) AS BIGINT) AS direct,
        CAST(sum(amount) FILTER (method IS NOT NULL) AS DOUBLE) AS known_amount,
        CAST(sum(amount) FILTER (method = 'direct') AS DOUBLE) AS direct_amount,
        CAST(sum(amount) FILTER (method IS NULL) AS DOUBLE) AS unknown_amount, count(*) OVER () AS groups
    FROM cells GROUP BY agency_id"""


@cached
def direct_awards(
    snapshot: Snapshot,
    filters: Filters,
    *,
    by: Literal["agency", "supplier", "year"] = "agency",
    limit: int | None = None,
    offset: int = 0,
) -> DirectAwards:
    """Return the share of direct awards; the group with most of them first, years in their order."""
    unit = unit_of(snapshot, filters)
    total = _direct(snapshot, filters, unit)
    if by == "supplier":
        groups, rows = _direct_by_supplier(snapshot, filters, unit, limit=limit, offset=offset)
    elif by == "year":
        rows = _direct(snapshot, filters, unit, "year").sort_values("id", na_position="last", ignore_index=True)
        groups, rows = len(rows), rows[offset : None if limit is None else offset + limit].assign(name=rows["id"])
    elif filters.supplier:
        groups, rows = _direct_by_agency(snapshot, lots(snapshot, filters, unit), limit=limit, offset=offset)
    else:
        common, values = cells(filters, unit)
        order = "direct DESC, known DESC, processes DESC, id NULLS LAST"
        rows = frame(
            snapshot,
            f"""WITH {common} SELECT CAST(id AS VARCHAR) AS id, * EXCLUDE (id) FROM (
                {_DIRECT} ORDER BY {order} {"LIMIT $limit" if limit is not None else ""} OFFSET $offset
            )""",
            values | {"limit": limit, "offset": offset},
        )
        rows = rows.assign(name=pd.Series(agencies_called(snapshot, rows["id"]), dtype=object))
        groups = int(rows["groups"].iloc[0]) if len(rows) else 0
    return DirectAwards(unit, groups, _shared(total)[_DIRECT_COLUMNS], _shared(rows)[["id", "name", *_DIRECT_COLUMNS]])


_DIRECT_COLUMNS: Final = [
    *("processes", "known", "unknown", "direct", "share", "known_amount", "direct_amount", "amount_share"),
    "unknown_amount",
]


def _direct(snapshot: Snapshot, filters: Filters, unit: str | None, *by: str) -> pd.DataFrame:
    """Return id and what DirectAwards counts, without shares: by year, or of all."""
    found: dict[str | None, dict[str, Sum]] = {} if by else {None: defaultdict(Sum)}
    for (*key, method), own in by_kinds(snapshot, filters, unit, *by, "method").items():
        sums = found.setdefault(key[0] if by else None, defaultdict(Sum))
        for name in ("every", "unknown" if method is None else "known", *(["direct"] if method == "direct" else [])):
            sums[name].add(own.amount, own.processes)
    counted, summed = ("known", "unknown", "direct"), ("known", "direct", "unknown")
    rows = [
        {"id": one, "processes": sums["every"].processes}
        | {name: sums[name].processes for name in counted}
        | {f"{name}_amount": sums[name].money for name in summed}
        for one, sums in found.items()
    ]
    columns = ["id", "processes", *counted, *(f"{name}_amount" for name in summed)]
    return pd.DataFrame(rows, columns=columns).astype({"id": object})


def _shared(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with the shares of direct awards."""
    direct = rows["direct_amount"].where(rows["direct_amount"].notna() | rows["known_amount"].isna(), 0)
    return rows.assign(
        share=rows["direct"] / rows["known"].where(rows["known"] > 0),
        amount_share=direct / rows["known_amount"].where(rows["known_amount"] != 0),
    )


def _direct_by_agency(snapshot: Snapshot, of: Lots, *, limit: int | None, offset: int) -> tuple[int, pd.DataFrame]:
    """Return the number of agencies, and the rows of those with most direct awards, of what the suppliers chosen got."""
    codes = columns.column(snapshot, "agency").codes[of.process]
    order = np.argsort(codes, kind="stable")
    groups, method = starts(codes[order]), columns.column(snapshot, "method").codes[of.process[order]]
    agency, amount, has = codes[order][groups], of.amount[order], of.known[order]
    tests = {
        "known": method > 0,
        "direct": method == columns.code_of(snapshot, "method", "direct"),
        "unknown": method == 0,
    }
    counts = {"processes": np.diff(groups, append=len(order))}
    counts |= {name: added(test, groups) for name, test in tests.items()}
    last = np.where(agency == 0, columns.column(snapshot, "agency").span, agency)
    places = np.lexsort((last, *(-counts[name] for name in ("processes", "known", "direct"))))
    places = places[offset : None if limit is None else offset + limit]
    rows = names_of(snapshot, agency[places], by="agency")
    rows = rows.assign(**{name: own[places].astype(np.int64) for name, own in counts.items()})
    amounts = {
        f"{name}_amount": money(added(amount * test, groups), added(has & test, groups))[places]
        for name, test in tests.items()
    }
    return len(groups), rows.assign(**amounts)


def _direct_by_supplier(
    snapshot: Snapshot, filters: Filters, unit: str | None, *, limit: int | None, offset: int
) -> tuple[int, pd.DataFrame]:
    """Return the number of suppliers, and the rows of those with most direct awards, without shares."""
    lot, sums = dealings(snapshot, filters, unit), sums_by(snapshot, filters, unit, "supplier")
    groups, suppliers, processes = starts(lot.supplier), sums.supplier, sums.processes
    methods = columns.column(snapshot, "method").codes
    method, way = methods[lot.process], columns.code_of(snapshot, "method", "direct")
    known, direct = (added(lot.first & test, groups) for test in (method > 0, method == way))
    last = np.where(suppliers == 0, suppliers.max(initial=0) + 1, suppliers)
    places, rows = ranked(
        snapshot, suppliers, (-direct, -known, -processes, last), by="supplier", limit=limit, offset=offset
    )
    counts = {"processes": processes, "known": known, "unknown": processes - known, "direct": direct}
    lot = lot.of(suppliers[places])
    groups, method = starts(lot.supplier), methods[lot.process]
    amounts = {}
    for name, test in (("known", method > 0), ("direct", method == way), ("unknown", method == 0)):
        amounts[f"{name}_amount"] = money(added(lot.amount * test, groups), added(lot.known & test, groups))
    place = np.searchsorted(lot.supplier[groups], suppliers[places])
    rows = rows.assign(**{name: column[places].astype(np.int64) for name, column in counts.items()})
    return len(suppliers), rows.assign(**{name: column[place] for name, column in amounts.items()})
