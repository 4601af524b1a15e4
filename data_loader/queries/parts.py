"""What the processes selected consist of (see served_parts): contracts, payments, ends, in columns that numpy adds up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

import numpy as np

from data_loader.columns import Columns
from data_loader.filters import Filters
from data_loader.groups import Numbers, Test, Whole, spread
from data_loader.queries.latest import latest
from data_loader.queries.pairs import suppliers_of
from data_loader.queries.selection import kept
from data_loader.snapshot import Snapshot

Table = Literal[
    "contracts",
    "contract_suppliers",
    "contracted",
    "paid",
    "contract",
    "amendment",
    "payment",
    "tenders",
    "tenderers",
    "joint",
]


@dataclass(frozen=True, slots=True)
class Parts:
    """Rows of a table, by their places (None: all); its columns by their names."""

    table: str
    columns: Columns
    places: Whole | None = None

    def __getitem__(self, name: str) -> Numbers:
        """Return a column of the rows."""
        of_all = self.columns[f"{self.table}/{name}"]
        return of_all if self.places is None else of_all.take(self.places)

    def processes(self) -> Whole:
        """Return the places of the processes of the rows."""
        first = self.columns[f"{self.table}/first"]
        if self.places is None:
            return np.repeat(np.arange(len(first) - 1, dtype=np.int32), np.diff(first))
        return np.searchsorted(first, self.places.astype(first.dtype), "right") - 1

    def of(self, processes: Whole) -> Parts:
        """Return the rows of some processes, of all rows."""
        first = self.columns[f"{self.table}/first"]
        return Parts(self.table, self.columns, spread(first.take(processes), first[1:].take(processes)))

    def of_those(self, test: Test, passed: Whole) -> Parts:
        """Return the rows of the processes that pass a test; `passed` are their places. Of most of them the test is told row by row."""
        if len(passed) < len(test) // 2:
            return self.of(passed)
        rows_of_each = np.diff(self.columns[f"{self.table}/first"])
        return Parts(self.table, self.columns, np.flatnonzero(np.repeat(test, rows_of_each)))

    def where(self, kept: Test | Whole) -> Parts:
        """Return some of the rows, by a test of each or by their places among them."""
        among = np.flatnonzero(kept) if kept.dtype == np.bool_ else cast("Whole", kept)
        return Parts(self.table, self.columns, among if self.places is None else self.places.take(among))


@latest(4)
def parts(snapshot: Snapshot, table: Table, filters: Filters, *, sold: bool = False) -> Parts:
    """Return the rows of the processes selected; where they are `sold`, those of the suppliers chosen only.

    The latest four are kept: a page asks for its contracts in between.
    """
    found, chosen = Parts(table, snapshot.columns), kept(snapshot, filters)
    if chosen is not None:
        found = found.of_those(*chosen)
    return (
        found.where(np.isin(found["supplier"], suppliers_of(snapshot, filters))) if sold and filters.supplier else found
    )


def forget() -> None:
    """Forget what was selected."""
    parts.cache_clear()
