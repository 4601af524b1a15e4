"""Which suppliers have names like those on a watch-list: candidates that SQL puts side by side, scored by rapidfuzz.

The names are compared as `matches` compares organisations: without the words that tell a kind of company, in the order
written and in alphabetical order. Two are held against each other where they have the same words or share a rare one.
"""

from __future__ import annotations

from typing import Final

import duckdb
import pandas as pd

from data_loader import matches

LEAST: Final = 0.85
"""Names less alike than this are never kept, whatever threshold the indicator has."""
_BATCH: Final = 100_000

_ROWS: Final = r"""
CREATE TEMP TABLE watchlist_rows AS
WITH folded AS (
    SELECT row, ltrim(regexp_replace(upper(identifier), '[^\p{L}\p{N}]+', '', 'g'), '0') AS bare, fold(name) AS folded
    FROM watchlists WHERE problem IS NULL OR problem = 'malformed_identifier'
), worded AS (
    SELECT *, list_filter(string_split(coalesce(folded, ''), ' '), lambda w: w <> '' AND NOT list_contains(string_split($empty, ' '), w)) AS words
    FROM folded
)
SELECT row, bare, words, array_to_string(words, ' ') AS core, array_to_string(list_sort(words), ' ') AS ordered,
    list_sort(list_filter(words, lambda w: regexp_matches(w, '\d|^[ivx]+$'))) AS numbers
FROM worded
"""
_CANDIDATES: Final = """
CREATE TEMP TABLE watchlist_candidates AS
WITH suppliers AS (
    SELECT s.spelling, s.organisation_id, s.core, s.ordered, s.numbers, s.words
    FROM match_spellings s JOIN organisations o USING (organisation_id) WHERE o.is_supplier
), listed_words AS (
    SELECT row, unnest(list_distinct(words)) AS word FROM watchlist_rows
), rare AS (
    SELECT word FROM listed_words WHERE length(word) > 3 GROUP BY word HAVING count(*) <= 60
), own_words AS (
    SELECT spelling, unnest(list_distinct(words)) AS word FROM suppliers
), known AS (
    SELECT word FROM own_words GROUP BY word HAVING count(*) <= 500
), pairs AS (
    SELECT s.spelling, w.row FROM suppliers s JOIN watchlist_rows w ON w.ordered = s.ordered AND w.ordered <> ''
    UNION
    SELECT o.spelling, l.row FROM own_words o JOIN rare USING (word) JOIN known USING (word) JOIN listed_words l USING (word)
)
SELECT s.organisation_id, w.row, s.core AS core_a, w.core AS core_b, s.ordered AS ordered_a, w.ordered AS ordered_b
FROM pairs JOIN suppliers s USING (spelling) JOIN watchlist_rows w USING (row)
WHERE s.numbers = w.numbers AND least(length(s.core), length(w.core)) >= 5
    AND least(length(s.core), length(w.core)) >= 0.75 * greatest(length(s.core), length(w.core))
"""


def compare(connection: duckdb.DuckDBPyConnection) -> None:
    """Write `watchlist_rows` (row, bare identifier) and `watchlist_scores`: organisation_id, row, similarity (0-1)."""
    connection.execute(_ROWS, {"empty": matches.EMPTY_WORDS})
    connection.execute(_CANDIDATES)
    connection.execute("CREATE TEMP TABLE watchlist_scores (organisation_id VARCHAR, row BIGINT, similarity DOUBLE)")
    count = connection.execute("SELECT count(*) FROM watchlist_candidates").fetchone()
    for start in range(0, count[0] if count else 0, _BATCH):
        texts = connection.execute(
            "SELECT * FROM watchlist_candidates WHERE rowid >= $1 AND rowid < $2", [start, start + _BATCH]
        ).fetchnumpy()
        scored = pd.DataFrame(
            {"id": texts["organisation_id"], "row": texts["row"], "similarity": matches.likeness(texts)}
        )
        connection.register("scored", scored[scored["similarity"] >= LEAST])
        connection.execute("INSERT INTO watchlist_scores SELECT id, row, max(similarity) FROM scored GROUP BY ALL")
        connection.unregister("scored")
