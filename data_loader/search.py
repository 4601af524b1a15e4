"""Full-text search over the processes of a snapshot: an inverted index in one DuckDB file, `search.duckdb`.

Accents, case and word order do not matter; a word is found by any other of its Spanish or English stem, and by its
beginning. The file is opened read-only by the database of the snapshot, so that every thread asks it by the connection
that it has. What is found is put together in arrays as long as there are processes: a search that finds most of a
million costs little more than one that finds few.

    words   word_id (in alphabetical order: a beginning of words is a range of numbers), word, places
    stems   stem (its language before it), word_id, places
    places  word_id, process_id, weight: what the word says there, a word of the title more than one of an item
"""

from __future__ import annotations

import logging
import re
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from threading import local
from typing import Any, Final

import duckdb
import numpy as np
import numpy.typing as npt
import Stemmer

logger = logging.getLogger(__name__)

FILE: Final = "search.duckdb"
_AT_ONCE: Final = 50_000
"""Processes whose words are gathered at a time, so that memory stays bounded."""
_MEMORY: Final = "640MiB"
_MOST_WORDS: Final = 12
_LONGEST_WORD: Final = 100
_LONGEST_TEXT: Final = 20_000
_SHORTEST_BEGINNING: Final = 2
"""Of a word typed alone: one letter begins too many."""
_FEW: Final = 200
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
    started, target = time.monotonic(), folder / FILE
    with tempfile.TemporaryDirectory(dir=folder, prefix="search-") as work, duckdb.connect() as database:
        database.execute("SET memory_limit = ?", [_MEMORY])
        database.execute("SET temp_directory = ?", [work])
        database.execute(f"ATTACH '{_quoted(Path(work, FILE))}' AS work")
        database.execute(f"ATTACH '{_quoted(target)}' AS search")
        for name in _SOURCES:
            database.execute(f"CREATE VIEW {name} AS FROM read_parquet('{_quoted(folder / name)}.parquet')")
        _gather(database)
        _number(database)
        _stem_words(database)
        database.execute("DETACH search")
        database.execute("DETACH work")
    logger.info("search index in %.1f s", time.monotonic() - started)
    return target


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _gather(database: duckdb.DuckDBPyConnection) -> None:
    """Put every word of every process once into the table `gathered`, with its greatest weight there.

    Texts are parted at their blanks; what makes words of that is done once of each part that is new.
    """
    database.execute("CREATE TABLE work.words (number INTEGER, word VARCHAR)")
    database.execute("CREATE TABLE work.parts (part VARCHAR, number INTEGER)")
    database.execute("CREATE TABLE work.gathered (number INTEGER, process_id INTEGER, weight UTINYINT)")
    (last,) = _row(database, "SELECT coalesce(max(process_id), 0) FROM processes")
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


def _number(database: duckdb.DuckDBPyConnection) -> None:
    """Make the words and the places of the index from what was gathered, each in the order in which it is asked."""
    database.execute(
        """CREATE TEMP TABLE numbers AS
        SELECT number, CAST(row_number() OVER (ORDER BY word) AS INTEGER) AS word_id FROM work.words"""
    )
    database.execute(
        """CREATE TABLE search.places AS
        SELECT word_id, process_id, weight FROM work.gathered JOIN numbers USING (number)
        ORDER BY word_id, process_id"""
    )
    database.execute(
        """CREATE TABLE search.words AS
        SELECT word_id, word, places FROM work.words JOIN numbers USING (number)
        JOIN (SELECT word_id, count(*) AS places FROM search.places GROUP BY word_id) USING (word_id) ORDER BY word"""
    )


def _stem_words(database: duckdb.DuckDBPyConnection) -> None:
    """Make the stems of the index."""
    text: Any = "VARCHAR"
    database.create_function("spanish", spanish, [text], text)
    database.create_function("english", english, [text], text)
    database.execute(
        """CREATE TABLE search.stems AS
        WITH stemmed AS (SELECT word_id, word, places FROM search.words WHERE word SIMILAR TO '[a-z]{3,}')
        SELECT 'es ' || spanish(word) AS stem, word_id, places FROM stemmed
        UNION ALL SELECT 'en ' || english(word), word_id, places FROM stemmed
        ORDER BY stem, word_id"""
    )


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


def attach(database: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Open the index of the snapshot in `folder` for all connections of its database."""
    database.execute(f"ATTACH '{_quoted(folder / FILE)}' AS search (READ_ONLY)")


@dataclass(frozen=True, slots=True)
class _Word:
    """What the index has for a word that was typed: itself, those of its stem, and between which others it begins are."""

    same: int | None
    stems: tuple[int, ...]
    begins: range
    places: int


def matches(connection: duckdb.DuckDBPyConnection, text: str) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float32]]:
    """Return the ids of the processes that have all of the words, and how well (greater is better).

    Nothing is found where no word was typed. A word that is there whole says more than one of its stem, and that more
    than one that it begins; an ocid typed whole comes first.
    """
    typed, last = _row(
        connection,
        f"SELECT {_SPLIT.format('$text')}, (SELECT coalesce(max(process_id), 0) FROM search.places)",
        text=text,
    )
    typed = typed[:_MOST_WORDS]
    words = list(dict.fromkeys(word[:_LONGEST_WORD] for word in typed if word not in _SAID_BY_ALL)) or typed[:1]
    found, score = np.zeros(0, np.intp), np.zeros(0, np.float32)
    for place, word in enumerate(_known(connection, words)):
        if not place:
            found, score = _told(_says(connection, word, last))
        elif len(found):
            says = _says(connection, word, last, among=found)[found]
            found, score = found[says > 0], (score + says)[says > 0]
    for whole in _whole(connection, typed):
        says = _says(connection, _Word(whole, (), range(0), 0), last)
        says[found] = np.maximum(says[found], score)
        found, score = _told(says)
    return found.astype(np.int32), score


def _told(says: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float32]]:
    """Return where something is said, and what."""
    found = np.flatnonzero(says > 0)
    return found, says[found]


def _row(connection: duckdb.DuckDBPyConnection, sql: str, **values: Any) -> Any:
    return connection.execute(sql, values).fetchall()[0]


def _known(connection: duckdb.DuckDBPyConnection, words: list[str]) -> list[_Word]:
    """Return what the index knows of each word, first of the one that stands in the fewest places."""
    stems = {word: (f"es {spanish(word)}", f"en {english(word)}") for word in words if _STEMMED.fullmatch(word)}
    asked = sorted({stem for both in stems.values() for stem in both})
    known = connection.execute(  # all at once: to look for a stem is what a search waits for
        f"SELECT stem, word_id, places FROM search.stems WHERE stem IN ({', '.join('?' * len(asked)) or 'NULL'})", asked
    ).fetchall()
    shortest = _SHORTEST_BEGINNING if len(words) == 1 else 1
    return sorted(
        (
            _word(
                connection,
                word,
                {word_id: places for stem, word_id, places in known if stem in stems.get(word, ())},
                begins=len(word) >= shortest,
            )
            for word in words
        ),
        key=lambda word: word.places,
    )


def _word(connection: duckdb.DuckDBPyConnection, word: str, stems: dict[int, int], *, begins: bool) -> _Word:
    end = f"{word}\U0010ffff" if begins else f"{word}\0"
    low, high, same, places = _row(
        connection,
        """SELECT min(word_id), max(word_id), max(word_id) FILTER (word = $word), coalesce(sum(places), 0)
        FROM search.words WHERE word >= $word AND word < $end""",
        word=word,
        end=end,
    )
    others = stems.keys() - {same}
    begun = range(low, high + 1) if high is not None else range(0)
    while begun and (begun[0] == same or begun[0] in others):  # they say more as what they are
        begun = begun[1:]
    while begun and begun[-1] in others:
        begun = begun[:-1]
    return _Word(same, tuple(sorted(others)), begun, int(places) + sum(stems.values()))


def _says(
    connection: duckdb.DuckDBPyConnection, word: _Word, last: int, *, among: npt.NDArray[np.intp] | None = None
) -> npt.NDArray[np.float32]:
    """Return what a word says in each process by its number, 0 where it is not.

    Only `among` are looked at where these are few: they then tell which parts of the index need not be read.
    """
    says = np.zeros(last + 1, np.float32)
    kept = "" if among is None or len(among) > _FEW else f" AND process_id IN ({', '.join(map(str, among.tolist()))})"
    tests = [(_SAME_STEM, f"word_id IN ({', '.join(map(str, word.stems))})")] if word.stems else []
    if word.same is not None:
        tests.append((1, f"word_id = {word.same}"))
    if word.begins:
        tests.append((_BEGINNING, f"word_id BETWEEN {word.begins[0]} AND {word.begins[-1]}"))
    for share, test in tests:
        found = connection.execute(f"SELECT process_id, weight FROM search.places WHERE {test}{kept}").fetchnumpy()
        np.maximum.at(says, np.asarray(found["process_id"]), np.asarray(found["weight"]) * np.float32(share))
    return says


def _whole(connection: duckdb.DuckDBPyConnection, typed: list[str]) -> list[int]:
    """Return the words that all typed make together: an ocid, or an identifier in parts (ABC-010101-XY1)."""
    whole = "".join(typed)[: _LONGEST_WORD - 1]
    if not any(character.isdigit() for character in whole):
        return []
    sql = "SELECT word_id FROM search.words WHERE word = $ocid UNION ALL SELECT word_id FROM search.words WHERE word = $word"
    return [row[0] for row in connection.execute(sql, {"ocid": f"={whole}", "word": whole}).fetchall()]
