"""Full-text search over the processes of a snapshot: an inverted index in columns of its own, `search.bin` (see columns).

Accents, case and word order do not matter; a word is found by any other of its Spanish or English stem, and by its
beginning. A word stands in a range of places, the words of a beginning in one range, too; what is found is put together
in arrays as long as there are processes: a search that finds most of a million costs little more than one that finds few.

    words           each word once, in the order of their bytes
    stems           their stems (the language before each) in that order, and of which word each is: stems/word
    places          after how many places those of each word end: places/ends; of each place the number of the process,
                    places/process, and its weight, places/weight: what the word says there, a word of the title more
                    than one of an item
    last            the greatest number of a process
"""

from __future__ import annotations

import logging
import re
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from threading import local
from typing import Any, Final

import duckdb
import numpy as np
import numpy.typing as npt
import Stemmer

from data_loader.columns import Columns, Writer

logger = logging.getLogger(__name__)

NAME: Final = "search"
_AT_ONCE: Final = 50_000
"""Processes whose words are gathered at a time, so that memory stays bounded."""
_MEMORY: Final = "640MiB"
_MOST_WORDS: Final = 12
_LONGEST_WORD: Final = 100
_LONGEST_TEXT: Final = 20_000
_SHORTEST_BEGINNING: Final = 2
"""Of a word typed alone: one letter begins too many."""
_PART: Final = 64
"""Vectors of 2,048 rows of a column that are written at a time."""
_SAME_STEM: Final = 0.8
_BEGINNING: Final = 0.5
_OF_OCID: Final = 100
_STEMMED: Final = re.compile(r"[a-zó]{3,}")
_SAID_BY_ALL: Final = frozenset(
    "a al and con de del e el en for in la las los o of or para por que se the to un una y".split()  # noqa: SIM905
)
"""Words that nearly every text has: they tell nothing apart."""

# Where words stand, and how much one says there. A greater weight wins where a word stands in several places.
_SPLIT: Final = r"regexp_extract_all(lower(strip_accents({0})), '[\p{{L}}\p{{N}}]+')"
_TEXTS: Final = """
SELECT process_id, 6 AS weight, concat_ws(' ', ocid, array_to_string(aliases, ' ')) AS text FROM processes
UNION ALL SELECT process_id, 8, title FROM processes
UNION ALL SELECT process_id, 4, agency_name FROM processes
UNION ALL SELECT process_id, 2, left(description, $longest) FROM processes
UNION ALL SELECT process_id, 4, concat_ws(' ', p.name, o.name, o.identifier) FROM parties p
    JOIN organisations o USING (organisation_id)
UNION ALL SELECT process_id, 2, left(concat_ws(' ', title, description), $longest) FROM awards
UNION ALL SELECT process_id, 2, left(concat_ws(' ', title, description), $longest) FROM contracts
UNION ALL SELECT process_id, 1, left(concat_ws(' ', description, classification), $longest) FROM items
"""
_PARTED: Final = f"""
CREATE OR REPLACE TEMP TABLE parted AS
SELECT process_id, weight, unnest(string_split(text, ' ')) AS part
FROM (SELECT process_id, text, max(weight) AS weight FROM ({_TEXTS})
    WHERE process_id >= $first AND process_id < $end GROUP BY ALL)
UNION ALL
SELECT process_id, {_OF_OCID}, ' ' || ocid FROM processes WHERE process_id >= $first AND process_id < $end
"""
"""The texts of some processes in parts without a blank. An ocid is there as a whole, too, behind a blank."""
_SPELT: Final = f"""
CREATE OR REPLACE TEMP TABLE spelt AS
SELECT part, left(word, $longest) AS word FROM (
    SELECT part, unnest(CASE WHEN starts_with(part, ' ') THEN ['=' || array_to_string(words, '')] ELSE words END) AS word
    FROM (SELECT part, {_SPLIT.format("part")} AS words FROM (SELECT DISTINCT part FROM parted ANTI JOIN work.parts USING (part)))
) WHERE NOT list_contains($common, word)
"""
"""The words of each part that no process before had; of an ocid one word, behind a sign that no other word has."""
_SOURCES: Final = ("processes", "parties", "organisations", "awards", "contracts", "items")


def build(folder: Path) -> Path:
    """Write the index of the tables in `folder` beside them and return its path."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(dir=folder, prefix="search-") as work, duckdb.connect() as database:
        database.execute("SET memory_limit = ?", [_MEMORY])
        database.execute("SET temp_directory = ?", [work])
        database.execute(f"ATTACH '{_quoted(Path(work, 'work.duckdb'))}' AS work")
        for name in _SOURCES:
            database.execute(f"CREATE VIEW {name} AS FROM read_parquet('{_quoted(folder / name)}.parquet')")
        last = _gather(database)
        _number(database)
        with Writer(folder, NAME) as file:
            _write(database, file)
            file.add("last", np.array([last]))
        database.execute("DETACH work")
    logger.info("search index in %.1f s", time.monotonic() - started)
    return folder / f"{NAME}.bin"


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _gather(database: duckdb.DuckDBPyConnection) -> int:
    """Put every word of every process once into the table `gathered`, with its greatest weight there; return the last process.

    Texts are parted at their blanks; what makes words of that is done once of each part that is new.
    """
    database.execute("CREATE TABLE work.words (number INTEGER, word VARCHAR)")
    database.execute("CREATE TABLE work.parts (part VARCHAR, number INTEGER)")
    database.execute("CREATE TABLE work.gathered (number INTEGER, process_id INTEGER, weight UTINYINT)")
    ((last,),) = database.execute("SELECT coalesce(max(process_id), 0) FROM processes").fetchall()
    for first in range(0, last + 1, _AT_ONCE):
        database.execute(_PARTED, {"first": first, "end": first + _AT_ONCE, "longest": _LONGEST_TEXT})
        database.execute(_SPELT, {"longest": _LONGEST_WORD, "common": sorted(_SAID_BY_ALL)})
        database.execute(
            """INSERT INTO work.words SELECT (SELECT count(*) FROM work.words) + row_number() OVER (), word
            FROM (SELECT DISTINCT word FROM spelt) ANTI JOIN work.words USING (word)"""
        )
        database.execute("INSERT INTO work.parts SELECT part, number FROM spelt JOIN work.words USING (word)")
        database.execute(
            """INSERT INTO work.gathered SELECT number, process_id, max(weight)
            FROM parted JOIN work.parts USING (part) GROUP BY ALL"""
        )
    return int(last)


def _number(database: duckdb.DuckDBPyConnection) -> None:
    """Make the words and the places of the index from what was gathered, each in the order in which it is written."""
    database.execute(
        """CREATE TABLE work.numbered AS
        SELECT CAST(row_number() OVER (ORDER BY word) - 1 AS INTEGER) AS word_id, number, word FROM work.words"""
    )
    database.execute(
        """CREATE TABLE work.places AS
        SELECT word_id, process_id, weight FROM work.gathered JOIN work.numbered USING (number)
        ORDER BY word_id, process_id"""
    )


def _write(database: duckdb.DuckDBPyConnection, file: Writer) -> None:
    """Write the columns of the words, of their stems and of their places."""
    stems: list[tuple[str, int]] = []
    words = chain.from_iterable(_parts(database, "SELECT word FROM work.numbered ORDER BY word_id"))
    file.add_texts("words", _noting_stems(words, stems))
    stems.sort()
    file.add_texts("stems", (stem for stem, _ in stems))
    file.add("stems/word", np.array([word for _, word in stems], np.int32))
    counted = _parts(database, "SELECT count(*) FROM work.places GROUP BY word_id ORDER BY word_id")
    file.add("places/ends", np.concatenate([[0], *counted]).cumsum().astype(np.int64))
    file.add_parts("places/process", np.int32, _parts(database, "SELECT process_id FROM work.places"))
    file.add_parts("places/weight", np.uint8, _parts(database, "SELECT weight FROM work.places"))


def _parts(database: duckdb.DuckDBPyConnection, sql: str) -> Iterator[npt.NDArray[Any]]:
    """Yield the only column of a query as arrays, as it is read: millions of rows are not held in memory."""
    found = database.execute(sql)
    while len(part := found.fetch_df_chunk(_PART)):
        yield part.iloc[:, 0].to_numpy()


def _noting_stems(words: Iterator[str], stems: list[tuple[str, int]]) -> Iterator[str]:
    """Yield the words, and note the stems of each with its number."""
    for number, word in enumerate(words):
        if _STEMMED.fullmatch(word):
            stems += ((stem, number) for stem in _stems(word))
        yield word


_stemmers: Final = local()


def spanish(word: str) -> str:
    """Return the Spanish stem of a word without accents; -ción gets back the one by which the stemmer knows it."""
    return _stem("spanish", f"{word[:-2]}ón" if word.endswith("ion") else word).replace("ó", "o")


def english(word: str) -> str:
    """Return the English stem of a word."""
    return _stem("english", word)


def _stem(language: str, word: str) -> str:
    """Return a stem; what is no word of Latin letters is its own. A stemmer is of one thread: it works in itself."""
    if not _STEMMED.fullmatch(word):
        return word
    stemmer = getattr(_stemmers, language, None)
    if stemmer is None:
        stemmer = Stemmer.Stemmer(language)
        setattr(_stemmers, language, stemmer)
    stem: str = stemmer.stemWord(word)
    return stem


def _stems(word: str) -> tuple[str, str]:
    """Return the stems of a word as the index has them."""
    return f"es {spanish(word)}", f"en {english(word)}"


@dataclass(frozen=True, slots=True)
class _Word:
    """What the index has for a word that was typed, as numbers of words: itself, those of its stem, those that it begins."""

    same: range
    stems: tuple[int, ...]
    begins: range

    def shares(self) -> Iterator[tuple[range, float]]:
        """Yield words in a row and which share of their weight they say."""
        yield self.same, 1
        yield from ((range(stem, stem + 1), _SAME_STEM) for stem in self.stems)
        yield self.begins, _BEGINNING


def matches(
    connection: duckdb.DuckDBPyConnection, index: Columns, text: str
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float32]]:
    """Return the ids of the processes that have all of the words, and how well (greater is better).

    Nothing is found where no word was typed. A word that is there whole says more than one of its stem, and that more
    than one that it begins; an ocid typed whole comes first.
    """
    ((typed,),) = connection.execute(f"SELECT {_SPLIT.format('$text')}", {"text": text}).fetchall()
    typed = typed[:_MOST_WORDS]
    words = list(dict.fromkeys(word[:_LONGEST_WORD] for word in typed if word not in _SAID_BY_ALL)) or typed[:1]
    shortest = _SHORTEST_BEGINNING if len(words) == 1 else 1
    known = [_known(index, word, begins=len(word) >= shortest) for word in words]
    found, score = np.zeros(0, np.intp), np.zeros(0, np.float32)
    for place, word in enumerate(sorted(known, key=partial(_places, index))):
        if not place:
            found, score = _told(_says(index, word))
        elif len(found):
            says = _says(index, word)[found]
            found, score = found[says > 0], (score + says)[says > 0]
    for whole in _whole(index, typed):
        says = _says(index, _Word(whole, (), range(0)))
        says[found] = np.maximum(says[found], score)
        found, score = _told(says)
    return found.astype(np.int32), score


def _told(says: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float32]]:
    """Return where something is said, and what."""
    found = np.flatnonzero(says > 0)
    return found, says[found]


def _known(index: Columns, word: str, *, begins: bool) -> _Word:
    """Return what the index knows of a word, with the words that it begins if these are asked for."""
    same, others = _exactly(index, word), np.zeros(0, np.int32)
    if _STEMMED.fullmatch(word):
        ranges = ((index.place("stems", stem), index.place("stems", f"{stem}\0")) for stem in _stems(word))
        others = np.unique(np.concatenate([index["stems/word"][first:end] for first, end in ranges]))
    begun = range(same.stop, index.place("words", f"{word}\U0010ffff")) if begins else range(0)
    return _Word(same, tuple(other for other in others.tolist() if other not in same), begun)


def _exactly(index: Columns, word: str) -> range:
    """Return the number of a word as a range, which is empty where the index has it not."""
    return range(index.place("words", word), index.place("words", f"{word}\0"))


def _says(index: Columns, word: _Word) -> npt.NDArray[np.float32]:
    """Return what a word says in each process by its number, 0 where it is not."""
    says = np.zeros(index["last"][0] + 1, np.float32)
    for words, share in word.shares():
        places = _range(index, words)
        weights = index["places/weight"][places] * np.float32(share)
        np.maximum.at(says, index["places/process"][places], weights)
    return says


def _range(index: Columns, words: range) -> slice:
    """Return where the places of words in a row are."""
    ends = index["places/ends"]
    return slice(int(ends[words.start]), int(ends[words.stop]))


def _places(index: Columns, word: _Word) -> int:
    """Return in how many places a word is."""
    ranges = (_range(index, words) for words, _ in word.shares())
    return sum(places.stop - places.start for places in ranges)


def _whole(index: Columns, typed: list[str]) -> list[range]:
    """Return the words that all typed make together: an ocid, or an identifier in parts (ABC-010101-XY1)."""
    whole = "".join(typed)[: _LONGEST_WORD - 1]
    if not any(character.isdigit() for character in whole):
        return []
    return [found for word in (f"={whole}", whole) if (found := _exactly(index, word))]
