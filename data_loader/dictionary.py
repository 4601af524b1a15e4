"""The data dictionary: every table and column of a snapshot, written from the comments in `sql/`.

A comment begins with what a value is (a text, a code, a day, money in a currency, a number of something), says where
in OCDS it comes from, and ends with what NULL means; where it says nothing of NULL, the column has none.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from data_loader.config import ROOT
from data_loader.inputs import Inputs
from data_loader.tables import SQL, Table, build

FILE: Final = ROOT / "docs" / "dictionary.md"
KINDS: Final = re.compile(
    r"(?:^|[.] )(Text|Code|Day|Days|Time|Number|Money|True|List|Map|JSON|Year|Month|Place|Id|Organisation id|"
    r"ISO 4217 code|Address|Share|Date)\b"
)
"""What a comment must say a value is, at the beginning of one of its sentences."""
_SENTENCE: Final = re.compile(r"(?<=[.]) |(?<=;) (?=NULL: )")
_OF_NULL: Final = re.compile(r"NULL: |Empty: |Never NULL")
NEVER: Final = "Never NULL."
_WORDS: Final = re.compile(r"[a-z]{2,} ")
_HEAD: Final = """# The tables

Each snapshot is a folder of Parquet files, one a table; `/data` on a running Vitrina has them as CSV, too. A row of
one table belongs to that of another where their `process_id` or organisation id is the same. This page is made from
the comments in `data_loader/sql/` by `make dictionary`.

Types are those of DuckDB. A value that nobody published is NULL (in CSV: an empty cell), never zero. Days are as
published, never shifted to another time zone; money is in the currency beside it and never converted.

"""


def described() -> list[Table]:
    """Return every table with its columns as a snapshot of no process has them."""
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder, "empty.jsonl")
        empty.touch()
        return build(Inputs(empty, empty, []), Path(folder))


def sentences(comment: str) -> list[str]:
    """Return the sentences of a comment, what NULL means as one of its own: they are translated one by one."""
    return [part for part in _SENTENCE.split(comment.strip()) if part]


def is_path(sentence: str) -> bool:
    """Whether a sentence is nothing but where in OCDS a value stands: the same in every language."""
    return not _WORDS.search(sentence.lower()) and ("[]" in sentence or sentence.count(".") > 1)


def meaning(comment: str) -> tuple[str, str]:
    """Return what a column says, and what NULL (or an empty list) means in it.

    >>> meaning("Day. awards[].date. NULL: not published.")
    ('Day. awards[].date.', 'NULL: not published.')
    """
    parts = sentences(comment)
    about = [part for part in parts if _OF_NULL.match(part)]
    said = " ".join(part for part in parts if part not in about)
    return said, " ".join(about) or NEVER


def markdown(tables: Sequence[Table]) -> str:
    """Return the dictionary as the document that `docs/dictionary.md` is."""
    parts = [_HEAD, "".join(f"- [{table.name}](#{table.name}): {table.comment}\n" for table in tables)]
    for table in tables:
        source = f"data_loader/sql/{table.name}.sql" if (SQL / f"{table.name}.sql").exists() else ""
        parts.append(f"\n## {table.name}\n\n{table.comment}")
        parts.append(f" Defined in [{source}](../{source}).\n\n" if source else "\n\n")
        parts.append("| column | type | what it says | NULL |\n|---|---|---|---|\n")
        for column in table.columns:
            said, null = meaning(column.comment)
            cells = (f"`{column.name}`", column.type, said, null)
            parts.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n")
    return "".join(parts)
