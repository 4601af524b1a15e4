"""What came out of the processes selected, counted by profile: processes that came out alike have the same one (see serving)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from data_loader.filters import Filters
from data_loader.queries.asking import rows
from data_loader.queries.selection import codes_of
from data_loader.snapshot import Snapshot

Table = Literal["completeness", "checks", "indicator_states"]


def profiles(of: Table, test: str, *, by: str = "NULL") -> str:
    """Return the SQL of the profiles (see serving) of the processes selected: id (a key), n (processes), and what it says."""
    return f"""(SELECT g.id, g.n, k.* FROM (
            SELECT {by} AS id, p.{of}_profile AS profile, count(*) AS n FROM processes p WHERE {test} GROUP BY ALL
        ) g JOIN {of}_profiles k USING (profile))"""


@dataclass(frozen=True, slots=True)
class Profiled:
    """How many processes of a selection have each profile (`n`), and what the profile says, in columns: None is masked."""

    n: npt.NDArray[np.int64]
    columns: dict[str, np.ma.MaskedArray[Any, Any]]

    def published(self, name: str) -> int:
        """Return of how many processes a column is true."""
        return self.sum(self.columns[name].filled(False))

    def lacked(self, name: str) -> npt.NDArray[np.bool_]:
        """Return of which profiles a column is false."""
        return ~self.columns[name].filled(True)

    def owed(self, name: str) -> npt.NDArray[np.bool_]:
        """Return in which profiles a column has a value."""
        return ~np.ma.getmaskarray(self.columns[name])

    def sum(self, where: npt.NDArray[np.bool_], of: str | None = None) -> int:
        """Return the number of processes of some profiles, or the sum of what a column has for each of them."""
        each = self.n if of is None else self.n * self.columns[of].filled(0)
        return int(each[where].sum())


@lru_cache(maxsize=3)
def profiled_columns(snapshot: Snapshot, of: Table) -> dict[str, np.ma.MaskedArray[Any, Any]]:
    """Return what each profile says, in columns, by its number: there is none of 0."""
    found = rows(snapshot, f"SELECT * EXCLUDE (profile) FROM {of}_profiles ORDER BY profile").fetchnumpy()
    return {name: np.ma.masked_array(column) for name, column in found.items()}


def profiled(snapshot: Snapshot, of: Table, filters: Filters) -> Profiled:
    """Return the profiles of the processes selected."""
    columns = profiled_columns(snapshot, of)
    most = max((len(column) for column in columns.values()), default=0)
    n = np.bincount(codes_of(snapshot, filters, of), minlength=most + 1)[1:]
    return Profiled(n, columns)


def profiled_where(snapshot: Snapshot, of: Table, test: str, values: dict[str, Any]) -> Profiled:
    """Return the profiles of the processes that a condition on `processes p` keeps."""
    columns = profiled_columns(snapshot, of)
    found = rows(snapshot, f"SELECT p.{of}_profile AS profile FROM processes p WHERE {test}", values).fetchnumpy()
    most = max((len(column) for column in columns.values()), default=0)
    return Profiled(np.bincount(np.asarray(found["profile"]), minlength=most + 1)[1:], columns)


def added(of: str, where: str = "true") -> str:
    """Return the SQL of a sum over `profiles p` of what each has for each of its processes, where a condition holds."""
    return f"CAST(coalesce(sum(p.n * {of}) FILTER ({where}), 0) AS BIGINT)"
