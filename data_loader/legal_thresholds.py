"""The sums up to which the law allows a procurement method, by year and category: a file that people keep.

| column                | what it holds                                                                    |
|-----------------------|----------------------------------------------------------------------------------|
| `source`, `agency`    | optional: the id of the source or agency that the row is about                   |
| `year_from`, `year_to`| the years in which it holds; without `year_to` the first only                    |
| `category`            | optional: goods, services or works                                               |
| `method`              | direct, limited, selective or open: the method that is allowed up to the sum     |
| `amount`, `currency`  | the largest sum                                                                  |
| `certain`             | yes where somebody has held it against the law; else the row raises nothing      |
| `reference`, `note`   | the law or decree, and what else is to be known                                  |
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import orjson

from data_loader import csv_rows

COLUMNS: Final = (
    *("source", "agency", "year_from", "year_to", "category", "method", "amount", "currency", "certain", "reference"),
    "note",
)
_NEEDED: Final = frozenset({"year_from", "method", "amount", "currency"})
_YES: Final = frozenset({"yes", "si", "true", "1"})


def write(path: Path | None, target: Path) -> Path:
    """Write the rows of the file as JSON lines, one that cannot be used with its problem; None is no file."""
    with target.open("wb") as file:
        for row in rows(path) if path else ():
            file.write(orjson.dumps(row) + b"\n")
    return target


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield each row with its line and problem (None: it can be used)."""
    try:
        table = csv_rows.table(path)
        _, heading = next(table, (0, []))
        places = csv_rows.places(heading, {name: (name,) for name in COLUMNS})
        if _NEEDED - places.keys():
            yield {"line": 1, "problem": "wrong_columns"}
            return
        seen: set[tuple[Any, ...]] = set()
        for line, cells in table:
            yield _row(line, {name: cells[place] for name, place in places.items() if place < len(cells)}, seen)
    except (OSError, csv.Error):
        yield {"line": 0, "problem": "unreadable"}


def _row(line: int, given: dict[str, str], seen: set[tuple[Any, ...]]) -> dict[str, Any]:
    row: dict[str, Any] = {"line": line, **{name: given.get(name) or None for name in COLUMNS}}
    row["certain"] = csv_rows.fold(given.get("certain", "")) in _YES
    row["year_from"], row["year_to"] = _year(row["year_from"]), _year(row["year_to"]) or _year(row["year_from"])
    row["amount"] = _amount(row["amount"])
    for name in ("category", "method"):
        row[name] = row[name].lower() if row[name] else None
    checks = {"no_method": row["method"], "no_year": row["year_from"], "no_amount": row["amount"]}
    row["problem"] = next((name for name, found in checks.items() if not found), None)
    if not re.fullmatch("[A-Z]{3}", row["currency"] or ""):
        row["problem"] = row["problem"] or "no_currency"
    key = tuple(row[name] for name in COLUMNS[:8])
    if row["problem"] is None and key in seen:
        row["problem"] = "repeated"
    seen.add(key)
    return row


def _year(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch(r"\d{4}", text) else None


def _amount(text: str | None) -> float | None:
    plain = (text or "").replace(",", "").replace(" ", "")
    return float(plain) if re.fullmatch(r"\d{1,15}(\.\d+)?", plain) and float(plain) > 0 else None
