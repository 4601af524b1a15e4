"""How alike two organisations are: candidates that SQL puts side by side, scored by rapidfuzz.

Nobody is compared with everybody. Two names are held against each other where they have the same words, stand near each
other in one of three alphabetical orders, or share a rare word; two identifiers where they differ in one letter or
stand under two schemes. A block of too many is passed over: a name that hundreds have says nothing about any of them.
"""

from __future__ import annotations

from typing import Any, Final

import duckdb
import pandas as pd
from rapidfuzz import process
from rapidfuzz.distance import Indel

ALIKE: Final = 0.9
"""Names less alike than this are no suggestion, unless identifiers point the same way."""
ALIKE_BY_IDENTIFIER: Final = 0.6
_BATCH: Final = 100_000

# Words that tell a kind of company, or nothing: left out of what is compared, not of what is shown.
EMPTY_WORDS: Final = (
    "sa cv de rl sc ac sab sapi spr srl spa sas ltda ltd limited inc llc llp plc co corp corporation company cia "
    "compania sociedad anonima capital variable responsabilidad limitada y e the of and del la el los las"
)

# One row a spelling of an organisation that is an agency or a supplier, with what it is compared by.
_SPELLINGS: Final = r"""
CREATE TEMP TABLE match_spellings AS
WITH folded AS (
    SELECT o.organisation_id, n.folded, min(n.name) AS name
    FROM organisations o JOIN named n USING (organisation_id)
    WHERE (o.is_agency OR o.is_supplier) AND n.folded IS NOT NULL GROUP BY ALL
), worded AS (
    SELECT *, list_filter(string_split(folded, ' '), lambda w: NOT list_contains(string_split($empty, ' '), w)) AS words FROM folded
)
SELECT row_number() OVER (ORDER BY organisation_id, folded) AS spelling, organisation_id, name, folded, words,
    array_to_string(words, ' ') AS core, array_to_string(list_sort(words), ' ') AS ordered,
    list_sort(list_filter(words, lambda w: regexp_matches(w, '\d|^[ivx]+$'))) AS numbers
FROM worded WHERE len(words) > 0
"""

# An organisation's identifiers with letters and digits only; an id of its source where it has no other.
_IDENTIFIERS: Final = r"""
CREATE TEMP TABLE match_identifiers AS
SELECT o.organisation_id, s.spelling, coalesce(o.scheme, o.sources[1]) AS scheme,
    ltrim(regexp_replace(upper(coalesce(o.identifier, i.ref_id)), '[^\p{L}\p{N}]+', '', 'g'), '0') AS bare
FROM organisations o
JOIN (SELECT organisation_id, min(spelling) AS spelling FROM match_spellings GROUP BY ALL) s USING (organisation_id)
LEFT JOIN (SELECT own_id, min(ref_id) AS ref_id FROM organisation_ids GROUP BY ALL) i ON i.own_id = o.organisation_id
WHERE length(bare) >= 5 AND bare <> upper(replace(o.name, ' ', ''))
"""

# A block is a number; the lists that would hold its members cost more than the pairs that come of them.
_BLOCKS: Final = """
CREATE TEMP TABLE match_blocks AS
WITH keys AS (
    SELECT spelling, hash(ordered) AS block, true AS same FROM match_spellings
    UNION ALL
    SELECT DISTINCT spelling, hash(word), false
    FROM (SELECT spelling, unnest(words) AS word FROM match_spellings) WHERE length(word) > 3
)
SELECT spelling, block, row_number() OVER (PARTITION BY block ORDER BY spelling) AS place
FROM keys JOIN (SELECT block, same FROM keys GROUP BY ALL HAVING count(*) BETWEEN 2 AND CASE WHEN same THEN 1000 ELSE 12 END)
    USING (block, same)
QUALIFY place <= 12
"""

_CANDIDATES: Final = """
CREATE TEMP TABLE match_candidates AS
WITH near AS (
    SELECT spelling AS a, unnest([
        lead(spelling, 1) OVER by_core, lead(spelling, 2) OVER by_core, lead(spelling, 3) OVER by_core,
        lead(spelling, 1) OVER by_words, lead(spelling, 2) OVER by_words, lead(spelling, 3) OVER by_words,
        lead(spelling, 1) OVER by_end, lead(spelling, 2) OVER by_end, lead(spelling, 3) OVER by_end]) AS b
    FROM match_spellings
    WINDOW by_core AS (ORDER BY core, spelling), by_words AS (ORDER BY ordered, spelling),
        by_end AS (ORDER BY reverse(core), spelling)
), pairs AS (
    SELECT least(a, b) AS a, greatest(a, b) AS b FROM near WHERE b IS NOT NULL
    UNION
    SELECT l.spelling, r.spelling FROM match_blocks l JOIN match_blocks r ON r.block = l.block AND l.place < r.place
), half AS MATERIALIZED (  -- or the planner would begin with all that have the same numbers: none
    SELECT s.*, b FROM pairs JOIN match_spellings s ON s.spelling = a
)
SELECT l.spelling AS a, b, false AS by_identifier
FROM half l JOIN match_spellings r ON r.spelling = b
WHERE l.organisation_id <> r.organisation_id AND l.numbers = r.numbers
    AND (l.ordered = r.ordered OR least(length(l.core), length(r.core)) >= 6
        AND least(length(l.core), length(r.core)) >= 0.8 * greatest(length(l.core), length(r.core)))
"""

# Dense numbers have neighbours everywhere: only long identifiers are compared letter by letter, in small blocks.
_BY_IDENTIFIER: Final = """
INSERT INTO match_candidates
WITH places AS (
    SELECT *, unnest(range(1, length(bare) + 1)) AS place FROM match_identifiers WHERE length(bare) BETWEEN 10 AND 20
), keys AS (
    SELECT spelling, hash(scheme, place, substr(bare, 1, place - 1), substr(bare, place + 1)) AS block, 4 AS most FROM places
    UNION ALL
    SELECT spelling, hash(bare), 6 FROM match_identifiers
), blocks AS (
    SELECT spelling, block FROM keys
    JOIN (SELECT block FROM keys GROUP BY block HAVING count(*) BETWEEN 2 AND any_value(most)) USING (block)
)
SELECT DISTINCT l.spelling, r.spelling, true
FROM blocks l JOIN blocks r ON r.block = l.block AND l.spelling < r.spelling
"""

_TEXTS: Final = """
SELECT c.a, c.b, c.by_identifier,
    l.core AS core_a, r.core AS core_b, l.ordered AS ordered_a, r.ordered AS ordered_b, l.folded = r.folded AS same
FROM match_candidates c JOIN match_spellings l ON l.spelling = c.a JOIN match_spellings r ON r.spelling = c.b
"""


def compare(connection: duckdb.DuckDBPyConnection) -> None:
    """Write `match_scores`: the two spellings (of match_spellings), similarity (0-1), same_name."""
    connection.execute(_SPELLINGS, {"empty": EMPTY_WORDS})
    for sql in (_IDENTIFIERS, _BLOCKS, _CANDIDATES, _BY_IDENTIFIER):
        connection.execute(sql)
    connection.execute("CREATE TEMP TABLE match_scores (a BIGINT, b BIGINT, similarity DOUBLE, same_name BOOLEAN)")
    connection.execute(f"CREATE TEMP TABLE match_texts AS {_TEXTS}")
    count = connection.execute("SELECT count(*) FROM match_texts").fetchone()
    for start in range(0, count[0] if count else 0, _BATCH):
        texts = connection.execute(
            "SELECT * FROM match_texts WHERE rowid >= $1 AND rowid < $2", [start, start + _BATCH]
        ).fetchnumpy()
        connection.register("scored", _scored(texts))
        connection.execute("INSERT INTO match_scores SELECT * FROM scored")
        connection.unregister("scored")


def _scored(texts: dict[str, Any]) -> pd.DataFrame:
    """Return the pairs of spellings that are alike enough; identifiers that point the same way make less enough."""
    scored = pd.DataFrame({"a": texts["a"], "b": texts["b"], "similarity": likeness(texts), "same": texts["same"]})
    least = [ALIKE_BY_IDENTIFIER if by_identifier else ALIKE for by_identifier in texts["by_identifier"]]
    return scored[scored["similarity"] >= least]


def likeness(texts: dict[str, Any]) -> list[float]:
    """Return how alike two names are (0-1), pair by pair: their words in the order written, or in alphabetical order."""
    written = process.cpdist(texts["core_a"], texts["core_b"], scorer=Indel.normalized_similarity)
    ordered = process.cpdist(texts["ordered_a"], texts["ordered_b"], scorer=Indel.normalized_similarity)
    return [max(pair) for pair in zip(written.tolist(), ordered.tolist(), strict=True)]
