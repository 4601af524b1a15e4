"""CSV files that people keep, as spreadsheets save them: whatever their encoding and delimiter, row by row."""

from __future__ import annotations

import codecs
import csv
import io
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Final

LARGEST: Final = 512 * 2**20
_MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def decoded(body: bytes) -> str:
    """Return the text of a file: by its mark, else UTF-16 where every other byte is zero, else UTF-8, else Windows-1252."""
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body.decode(encoding, "replace")
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if body[start:2000:2].count(0) > 0.6 * len(body[start:2000:2]) > 0:
            return body.decode(encoding, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")


def table(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the line on which it ends.

    Raises:
        OSError: the file is not there, or too large.
        csv.Error: it is no table.
    """
    if path.stat().st_size > LARGEST:
        raise OSError(f"larger than {LARGEST // 2**20} MB")
    text = decoded(path.read_bytes()).replace("\0", "")
    head = "\n".join(text.split("\n", 12)[:12])
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t|", key=head.count), strict=True)
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield reader.line_num, [" ".join(cell.split()) for cell in cells]


def fold(text: str) -> str:
    """Return a heading without accents, capitals and outer spaces."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return " ".join(plain.lower().split())


def places(heading: list[str], columns: dict[str, tuple[str, ...]]) -> dict[str, int]:
    """Return the place of each column that there is: the first of its names that a heading has."""
    folded = [fold(name) for name in heading]
    found = {}
    for key, names in columns.items():
        place = next((folded.index(fold(name)) for name in names if fold(name) in folded), None)
        if place is not None:
            found[key] = place
    return found
