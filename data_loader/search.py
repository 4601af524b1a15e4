"""Full-text search over the processes of a snapshot: one SQLite file with an FTS5 index.

Accents, case and word order do not matter, and every word may be the beginning of one. DuckDB's own full-text search
is an extension that would have to be downloaded; SQLite's is built in.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from pathlib import Path
from typing import Final
from urllib.parse import quote

import duckdb
import numpy as np
import numpy.typing as npt

FILE: Final = "search.sqlite"
_BATCH: Final = 10_000
_MOST_WORDS: Final = 12
_WORD: Final = re.compile(r"[^\W_]+")

_DOCUMENTS: Final = """
WITH item_texts AS (
    SELECT process_id, string_agg(DISTINCT coalesce(description, classification), ' ') AS items
    FROM read_parquet($items) GROUP BY process_id
), party_texts AS (
    SELECT p.process_id, string_agg(DISTINCT concat_ws(' ', o.name, p.name), ' ') AS parties,
        string_agg(DISTINCT o.identifier, ' ') AS identifiers
    FROM read_parquet($parties) p JOIN read_parquet($organisations) o USING (organisation_id) GROUP BY p.process_id
)
SELECT p.process_id, concat_ws(' ', p.ocid, array_to_string(p.aliases, ' ')), p.title, p.agency_name,
    t.parties, p.description, i.items, t.identifiers
FROM read_parquet($processes) p
LEFT JOIN item_texts i USING (process_id) LEFT JOIN party_texts t USING (process_id)
ORDER BY p.process_id
"""
# ocid, title, agency, parties, description, items, identifiers: a hit in the title says more than one in an item.
_WEIGHTS: Final = "4.0, 8.0, 4.0, 4.0, 2.0, 1.0, 4.0"


def build(folder: Path) -> Path:
    """Write the search index of the tables in `folder` and return its path."""
    target = folder / FILE
    names = ("items", "parties", "organisations", "processes")
    paths = {name: str(folder / f"{name}.parquet") for name in names}
    index = sqlite3.connect(target)
    try:
        index.execute("PRAGMA journal_mode = OFF")
        index.execute("PRAGMA synchronous = OFF")
        index.execute(
            "CREATE VIRTUAL TABLE search USING fts5(ocid, title, agency, parties, description, items, identifiers, "
            "content='', tokenize='unicode61 remove_diacritics 2', prefix='2 3')"
        )
        with duckdb.connect() as source:
            rows = source.execute(_DOCUMENTS, paths)
            while batch := rows.fetchmany(_BATCH):
                index.executemany(
                    "INSERT INTO search(rowid, ocid, title, agency, parties, description, items, identifiers) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    batch,
                )
        index.execute("INSERT INTO search(search) VALUES ('optimize')")
        index.commit()
    finally:
        index.close()
    return target


def expression(text: str) -> str | None:
    """Return the FTS5 expression for what a reader typed: all words, each whole or as a beginning; None for no word.

    Everything but letters and digits is left out, so that nothing typed is ever an operator.
    """
    words = _WORD.findall(unicodedata.normalize("NFC", text))[:_MOST_WORDS]
    return " ".join(f'"{word}"*' for word in words) or None


def matches(folder: Path, text: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Return the process ids that match, and how well (greater is better); nothing where no word was typed."""
    wanted = expression(text)
    rows: list[tuple[int, float]] = []
    if wanted is not None:
        index = sqlite3.connect(f"file:{quote(str(folder / FILE))}?mode=ro&immutable=1", uri=True)
        try:
            rows = index.execute(
                f"SELECT rowid, -bm25(search, {_WEIGHTS}) FROM search WHERE search MATCH ?", [wanted]
            ).fetchall()
        finally:
            index.close()
    return (
        np.fromiter((row[0] for row in rows), np.int64, len(rows)),
        np.fromiter((row[1] for row in rows), np.float64, len(rows)),
    )
