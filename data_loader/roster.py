"""The agencies that should publish, as a file of one row an agency that people maintain.

The rows become one file of JSON lines that the tables read; a row that cannot be used is kept with its reason, so
that nobody looks for it in vain. Matching them with the agencies that publish is done in `sql/roster.sql`.
"""

from __future__ import annotations

import csv
import io
import logging
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import orjson

from data_loader.config import Config, Roster

logger = logging.getLogger(__name__)

COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "id": ("id", "clave", "codigo", "code", "rfc", "identifier", "identificador"),
    "name": ("name", "nombre", "dependencia", "agency", "institucion", "ente"),
    "acronym": ("acronym", "siglas", "acronimo", "abbreviation"),
}
"""The headings by which a column is found where the configuration names none, without accents and capitals."""

_LONGEST_NAME: Final = 500


def write(config: Config, shown: Iterable[str], folder: Path) -> Path:
    """Write the rosters of the site and of the sources shown as JSON lines, and return the file."""
    target = folder / "roster.jsonl"
    rosters = [(None, config.site.roster), *((source.id, source.roster) for source in config.sources)]
    wanted = {None, *shown}
    with target.open("wb") as file:
        for source, roster in rosters:
            if roster is None or source not in wanted:
                continue
            bad = 0
            for row in rows(roster):
                bad += row["problem"] is not None
                file.write(orjson.dumps({"source": source, **row}) + b"\n")
            if bad:
                logger.warning("Roster %s: %s rows cannot be used, see the page on the rollout", roster.path, bad)
    return target


def rows(roster: Roster) -> Iterator[dict[str, Any]]:
    """Yield each row of a roster: line (of the file, from 1), id, name, acronym, problem (None: it can be used).

    problem: unreadable (the file), no_name_column (the file), no_name, wrong_columns, repeated.
    """
    try:
        text = _decoded(Path(roster.path).read_bytes())
        table = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
        heading = next(table, [])
    except (OSError, csv.Error):
        yield _row(0, problem="unreadable")
        return
    places = _places(roster, heading)
    if "name" not in places:
        yield _row(1, problem="no_name_column")
        return
    seen: set[tuple[str, str]] = set()
    try:
        for cells in table:
            if any(cell.strip() for cell in cells):
                yield _read(cells, len(heading), places, table.line_num, seen)
    except csv.Error:
        yield _row(table.line_num, problem="unreadable")


def _read(
    cells: list[str], width: int, places: dict[str, int], line: int, seen: set[tuple[str, str]]
) -> dict[str, Any]:
    given = {key: " ".join(cells[place].split()) for key, place in places.items() if place < len(cells)}
    row = _row(line, **{key: value[:_LONGEST_NAME] or None for key, value in given.items()})
    key = (fold(row["id"] or ""), fold(row["name"] or ""))
    if len(cells) != width:
        row["problem"] = "wrong_columns"
    elif not row["name"]:
        row["problem"] = "no_name"
    elif key in seen or (key[0] and any(key[0] == known for known, _ in seen)):
        row["problem"] = "repeated"
    else:
        seen.add(key)
    return row


def _row(line: int, **given: str | None) -> dict[str, Any]:
    return {"line": line, "id": None, "name": None, "acronym": None, "problem": None} | given


def _decoded(body: bytes) -> str:
    """Return the text of a file as spreadsheets save it: UTF-8, else Windows-1252."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")


def _delimiter(text: str) -> str:
    heading = text.partition("\n")[0]
    return max(",;\t", key=heading.count)


def _places(roster: Roster, heading: list[str]) -> dict[str, int]:
    """Return the place of each column that there is: the one the configuration names, else one of the usual names."""
    folded = [fold(name) for name in heading]
    places = {}
    for key, usual in COLUMNS.items():
        named = getattr(roster, key)
        wanted = (fold(named),) if named else usual
        found = [folded.index(name) for name in wanted if name in folded]
        if found:
            places[key] = found[0]
    return places


def fold(text: str) -> str:
    """Return a text without accents, capitals and outer spaces."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return plain.strip().lower()
