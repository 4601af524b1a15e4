"""Watch-lists: CSV files of sanctioned or doubtful suppliers that the operator of this site adds in vitrina.toml.

The rows become one file of JSON lines that the tables read; one that cannot be used is kept with its reason, and the
others are used. Which suppliers are on a list is decided in `sql/watchlist_matches.sql`.
"""

from __future__ import annotations

import csv
import logging
import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import orjson

from data_loader import csv_rows, identifiers
from data_loader.config import Config, Watchlist

logger = logging.getLogger(__name__)

PRESETS: Final = Path(__file__).with_name("watchlists.toml")
COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "identifier": ("identifier", "id", "rfc", "tax id", "clave", "identificador"),
    "name": ("name", "nombre", "razon social", "supplier", "proveedor"),
    "status": ("status", "estado", "situacion"),
    "date": ("date", "fecha"),
}
"""The headings by which a column is found where neither vitrina.toml nor a preset names one."""
_HEADING_WITHIN: Final = 10
"""Lines of a file among which its headings are looked for: titles may stand above them."""
_LONGEST: Final = 500
_DATE: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)|(\d{1,2})/(\d{1,2})/(\d{4})|(\d{1,2}) de ([a-z]+) de (\d{4})")
_MONTHS: Final = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
]


@cache
def presets() -> dict[str, dict[str, Any]]:
    """Return what is known of lists that many operators use, by name."""
    return tomllib.loads(PRESETS.read_text(encoding="utf-8"))


def write(config: Config, folder: Path) -> Path:
    """Write every list of the configuration as JSON lines, and return the file."""
    target = folder / "watchlists.jsonl"
    with target.open("wb") as file:
        for watchlist in config.watchlists:
            counts = {"rows": 0, "bad": 0}
            for row in rows(watchlist):
                counts["rows"] += 1
                counts["bad"] += row["problem"] is not None
                file.write(orjson.dumps(row) + b"\n")
            if counts["bad"]:
                logger.warning(
                    "Watch-list %s: %s of %s rows have problems", watchlist.path, counts["bad"], counts["rows"]
                )
    return target


def rows(watchlist: Watchlist) -> Iterator[dict[str, Any]]:
    """Yield each row of a list: line, identifier, name, status, cleared, details and problem (None: nothing is wrong).

    problem: unreadable (the file), no_columns (the file), wrong_columns, empty, repeated, malformed_identifier (its name
    is used all the same).
    """
    settings = presets().get(watchlist.preset, {})
    base = {
        "list": watchlist.id,
        "list_name": watchlist.name or settings.get("title") or watchlist.id,
        "list_date": watchlist.date.isoformat() if watchlist.date else None,
    }
    try:
        yield from _rows(watchlist, settings, base)
    except (OSError, csv.Error) as error:
        yield _row(base, 0, problem="unreadable", details={"error": str(error)[:_LONGEST]})


def _rows(watchlist: Watchlist, settings: dict[str, Any], base: dict[str, Any]) -> Iterator[dict[str, Any]]:
    table = csv_rows.table(Path(watchlist.path))
    named: dict[str, str] = {str(key): heading for key, heading in watchlist.columns.items()}
    columns = {
        key: ((own,) if (own := named.get(key)) else tuple(settings.get(key, ())) or usual)
        for key, usual in COLUMNS.items()
    }
    above: list[str] = []
    for line, cells in table:
        places = csv_rows.places(cells, columns)
        if {"identifier", "name"} & places.keys() and len(cells) > 1:
            break
        above.append(" ".join(cells))
        if len(above) >= _HEADING_WITHIN:
            yield _row(base, line, problem="no_columns", details={"heading": above[0][:_LONGEST]})
            return
    else:
        yield _row(base, 1, problem="no_columns", details={"heading": " ".join(above)[:_LONGEST]})
        return
    base["list_date"] = base["list_date"] or next(filter(None, map(date_in, above)), None)
    reader = _Reader(watchlist, settings, base, cells, places)
    for line, found in table:
        yield reader.read(line, found)


class _Reader:
    """Reads the rows below the headings of one list."""

    def __init__(
        self,
        watchlist: Watchlist,
        settings: dict[str, Any],
        base: dict[str, Any],
        heading: Sequence[str],
        places: dict[str, int],
    ) -> None:
        self.base, self.heading, self.places = base, list(heading), places
        self.scheme = watchlist.scheme or settings.get("scheme", "")
        self.cleared = {csv_rows.fold(word) for word in (*watchlist.cleared, *settings.get("cleared", ()))}
        self.seen: set[tuple[str, ...]] = set()

    def read(self, line: int, cells: list[str]) -> dict[str, Any]:
        given = {key: cells[place][:_LONGEST] or None for key, place in self.places.items() if place < len(cells)}
        others = {
            name[:80]: cell[:_LONGEST]
            for place, (name, cell) in enumerate(zip(self.heading, cells, strict=False))
            if cell and place not in self.places.values()
        }
        row = _row(
            self.base,
            line,
            identifier=given.get("identifier"),
            name=given.get("name"),
            status=given.get("status"),
            cleared=csv_rows.fold(given.get("status") or "") in self.cleared,
            details=others or None,
        )
        row["list_date"] = date_in(given.get("date") or "") or row["list_date"]
        row["problem"] = self._problem(row, cells)
        if row["problem"] == "malformed_identifier":
            row["details"] = orjson.dumps({**others, "identifier": row["identifier"]}).decode()
            row["identifier"] = None
        return row

    def _problem(self, row: dict[str, Any], cells: list[str]) -> str | None:
        width = len(self.heading)
        if (len(cells) < width and any(place >= len(cells) for place in self.places.values())) or any(cells[width:]):
            return "wrong_columns"
        if not row["identifier"] and not row["name"]:
            return "empty"
        key = tuple(csv_rows.fold(row[name] or "") for name in ("identifier", "name", "status"))
        if key in self.seen:
            return "repeated"
        self.seen.add(key)
        return "malformed_identifier" if self._malformed(row["identifier"]) else None

    def _malformed(self, identifier: str | None) -> bool:
        if not identifier:
            return False
        known = identifiers.verdict(self.scheme, identifier) if self.scheme else None
        return not known.valid if known else len(re.sub(r"\W", "", identifier)) < 5


def _row(base: dict[str, Any], line: int, **given: Any) -> dict[str, Any]:
    details = given.pop("details", None)
    empty = {"identifier": None, "name": None, "status": None, "cleared": None, "problem": None}
    return {**base, "line": line, **empty, **given, "details": orjson.dumps(details).decode() if details else None}


def date_in(words: str) -> str | None:
    """Return the first day that a text names, as ISO 8601; None where it names none.

    >>> date_in("Información actualizada al 31 de mayo de 2024")
    '2024-05-31'
    """
    found = _DATE.search(csv_rows.fold(words))
    if found is None:
        return None
    year, month, day, day_b, month_b, year_b, day_c, month_c, year_c = found.groups()
    if month_c:
        month_c = str(_MONTHS.index(month_c) + 1) if month_c in _MONTHS else "0"
    parts = [int(part) for part in (year or year_b or year_c, month or month_b or month_c, day or day_b or day_c)]
    return "{:04}-{:02}-{:02}".format(*parts) if 1 <= parts[1] <= 12 and 1 <= parts[2] <= 31 else None
