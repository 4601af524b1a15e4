"""How a figure differs from itself at another time: its sentence, its rows, its cells, its records."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from data_loader.differences import FieldChange, compare

if TYPE_CHECKING:
    from components.kits.evidence import Evidence
    from components.kits.pins import Pinned

_TOLERANCE: Final = 1e-13
"""Sums of many amounts differ in their last digits with the order in which they were added."""

Row = Sequence[Any]


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell that is another now: of which row, in which column."""

    row: str
    column: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class RecordChange:
    """What happened to a source record: `kind` is added, removed or changed."""

    ocid: str
    kind: str
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """How a figure changed; falsy where it did not."""

    sentence: tuple[str, str] | None = None
    columns: tuple[tuple[str, ...], tuple[str, ...]] | None = None
    cells: tuple[CellChange, ...] = ()
    added: tuple[Row, ...] = ()
    removed: tuple[Row, ...] = ()
    records: tuple[RecordChange, ...] = ()

    def __bool__(self) -> bool:
        """Return whether anything changed."""
        return bool(self.sentence or self.columns or self.cells or self.added or self.removed or self.records)


def difference(before: Pinned, after: Evidence, files: Mapping[str, bytes]) -> Difference:
    """Return how what a page shows differs from what a kit holds; `files` are the kit's."""
    sentence = None if before.finding == after.finding[:1000] else (before.finding, after.finding)
    old, new = tuple(before.columns), tuple(name[:1000] for name in after.columns)
    records = tuple(_records(before, after, files))
    if old != new:
        return Difference(sentence=sentence, columns=(old, new), records=records)
    cells, added, removed = rows(old, before.rows, after.rows)
    return Difference(sentence, None, tuple(cells), tuple(added), tuple(removed), records)


def rows(columns: Row, before: Sequence[Row], after: Sequence[Row]) -> tuple[list[CellChange], list[Row], list[Row]]:
    """Return the cells that changed, the rows that came and the rows that went; their order says nothing.

    Rows are the same where their first columns are: as few of them as tell all rows apart, before and after.
    """
    width = next((n for n in range(1, len(columns) + 1) if _distinct(before, n) and _distinct(after, n)), 0)
    if not width:
        old, new = Counter(map(_key, before)), Counter(map(_key, after))
        return [], _of(after, new - old), _of(before, old - new)
    left = {_key(row[:width]): row for row in before}
    right = {_key(row[:width]): row for row in after}
    cells = [
        CellChange(_named(row, width), str(column), one, other)
        for key, row in left.items()
        if key in right
        for column, one, other in zip(columns, row, right[key], strict=True)
        if not same(one, other)
    ]
    return (
        cells,
        [row for key, row in right.items() if key not in left],
        [row for key, row in left.items() if key not in right],
    )


def same(one: Any, other: Any) -> bool:
    """Return whether two cells say the same; a number may differ in its last digits."""
    numbers = [isinstance(value, int | float) and not isinstance(value, bool) for value in (one, other)]
    if all(numbers):
        return math.isclose(one, other, rel_tol=_TOLERANCE, abs_tol=_TOLERANCE)
    return bool(one == other) and numbers == [False, False]


def _distinct(found: Sequence[Row], width: int) -> bool:
    return len({_key(row[:width]) for row in found}) == len(found)


def _key(row: Row) -> str:
    return json.dumps(list(row), ensure_ascii=False, default=str)


def _of(found: Sequence[Row], wanted: Counter[str]) -> list[Row]:
    return [row for key, count in wanted.items() for row in [r for r in found if _key(r) == key][:count]]


def _named(row: Row, width: int) -> str:
    """Return what to call a row: what tells it apart, and the first text after it, such as a name beside an id."""
    parts = [str(value) for value in row[:width] if value is not None]
    text = next((value for value in row[width:] if isinstance(value, str) and value), None)
    return " · ".join([*parts, *([text] if text else [])])[:200]


def _records(before: Pinned, after: Evidence, files: Mapping[str, bytes]) -> list[RecordChange]:
    old = {(record.source, record.ocid): record.file for record in before.records}
    new = {(record.source, record.ocid): record.compiled for record in after.records}
    found = []
    for key in sorted(old.keys() | new.keys()):
        if key not in new:
            found.append(RecordChange(key[1], "removed"))
        elif key not in old:
            found.append(RecordChange(key[1], "added"))
        else:
            fields = tuple(compare(_json(files.get(old[key])), new[key]))
            if fields:
                found.append(RecordChange(key[1], "changed", fields))
    return found


def _json(content: bytes | None) -> Any:
    try:
        return json.loads(content) if content is not None else None
    except (ValueError, RecursionError):
        return None
