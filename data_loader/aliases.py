"""The alias file: what people know of organisations and no rule can, kept in a spreadsheet.

| column         | what it holds                                                                                |
|----------------|----------------------------------------------------------------------------------------------|
| `organisation` | the id or a published name of the organisation that the row is about                         |
| `source`       | optional: the source whose organisation of that name is meant                                |
| `same_as`      | id or name of the organisation that it is the same as, and that is kept                      |
| `name`         | the name to show                                                                             |
| `part_of`      | id or name of the organisation that it is a unit of                                          |
| `note`         | why; shown beside what was merged                                                            |

A row says one of same_as, name and part_of at least. Other columns are for whoever keeps the file.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import orjson

COLUMNS: Final = ("organisation", "source", "same_as", "name", "part_of", "note")
_SAYS: Final = ("same_as", "name", "part_of")
_LARGEST: Final = 64 * 2**20


def write(path: Path | None, target: Path) -> None:
    """Write the rows of an alias file as JSON lines, one that cannot be used with its problem; None is no file."""
    with target.open("wb") as file:
        for row in rows_of(path) if path else ():
            file.write(orjson.dumps(row) + b"\n")


def rows_of(path: Path) -> Iterator[dict[str, Any]]:
    """Yield each row as its cells by column, with `line`; what cannot be read as line, problem and value."""
    try:
        if path.stat().st_size > _LARGEST:
            yield _fault(1, "alias_file", f"{path.name}: larger than {_LARGEST // 2**20} MB")
            return
        content = path.read_bytes()
    except OSError as error:
        yield _fault(1, "alias_file", f"{path.name}: {error.strerror}")
        return
    text = _decoded(content)
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=first.count))
    try:
        header = [cell.strip().casefold() for cell in next(reader, [])]
        if "organisation" not in header or not set(_SAYS) & set(header):
            yield _fault(1, "alias_file", f"{path.name}: {', '.join(header)[:200]}")
            return
        before = reader.line_num
        for cells in reader:
            line, before = before + 1, reader.line_num
            if any(cell.strip() for cell in cells):
                yield _row(header, cells, line)
    except csv.Error as error:
        yield _fault(reader.line_num, "alias_row", str(error))


def _decoded(content: bytes) -> str:
    """Return the text, whatever a spreadsheet saved it as: UTF-8, UTF-16 with its mark, else Windows's Latin."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace").replace("\x00", "")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    return text.replace("\x00", "")


def _row(header: list[str], cells: list[str], line: int) -> dict[str, Any]:
    if any(cell.strip() for cell in cells[len(header) :]):
        return _fault(line, "alias_row", " | ".join(cells))
    given = {name: _cell(cell) for name, cell in zip(header, cells, strict=False) if name in COLUMNS}
    row = {name: given.get(name) for name in COLUMNS}
    if row["organisation"] is None or not any(row[name] for name in _SAYS):
        return _fault(line, "alias_row", " | ".join(cells))
    return {"line": line, **row, "problem": None, "value": None}


def _cell(cell: str) -> str | None:
    """Return what a cell says; our own downloads put an apostrophe before what a spreadsheet would run."""
    text = " ".join(cell.split())
    return (text[1:] if text[:1] == "'" and text[1:2] in {"=", "+", "-", "@"} else text) or None


def _fault(line: int, problem: str, value: str) -> dict[str, Any]:
    return {"line": line, "problem": problem, "value": value[:500]}
