"""What the documents of the last pull said, by the hash of their text: a document that came again is not read again.

Of each release that stands in a document, all is kept but its body: enough to tell whether its process is what it was.
The file is written anew by each pull, from what was staged. Whatever is damaged in it is as if it were not there.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from data_loader.staging import Staging

FILE: Final = "documents.sqlite"
_TABLE: Final = "(document BLOB, place INTEGER, facts BLOB, sum BLOB, PRIMARY KEY (document, place)) WITHOUT ROWID"


def digest_of(text: bytes) -> bytes:
    """Return the hash by which a text is known again."""
    return blake2b(text, digest_size=16).digest()


def sum_of(facts: bytes) -> bytes:
    """Return what shows whether facts are what was written."""
    return blake2b(facts, digest_size=8).digest()


def facts_of(path: Path, recipe: str, documents: Sequence[bytes]) -> dict[bytes, list[bytes]]:
    """Return the facts of the releases of each of these documents, for those that were read with this recipe."""
    found: dict[bytes, list[bytes]] = {}
    if not path.exists():
        return found
    marks = ", ".join("?" * len(documents))
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            if database.execute("SELECT recipe FROM recipe").fetchone() != (recipe,):
                return {}
            rows = database.execute(
                f"SELECT document, facts, sum FROM known WHERE document IN ({marks}) ORDER BY document, place",  # noqa: S608  marks
                documents,
            )
            for document, facts, check in rows:
                if sum_of(facts) != check:
                    return {}
                found.setdefault(document, []).append(facts)
    except sqlite3.DatabaseError:
        return {}
    return found


def write(path: Path, recipe: str, staging: Staging) -> None:
    """Write what is staged as what is known from now on."""
    temporary = path.with_name(f"{path.name}-new")
    temporary.unlink(missing_ok=True)
    with closing(sqlite3.connect(temporary, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        database.execute("CREATE TABLE recipe (recipe TEXT)")
        database.execute("INSERT INTO recipe VALUES (?)", [recipe])
        database.execute(f"CREATE TABLE known {_TABLE}")
    staging.copy_facts(temporary)
    temporary.replace(path)
