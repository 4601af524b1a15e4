-- One canonical id for each way in which a source names an organisation. Not part of the snapshot.
-- Scheme and id, else the source's own id, else the folded name. Ids of two different schemes never merge.
-- `own_id` is what these rules give; `organisation_id` the same, until aliases.sql merges what people say is one.
CREATE TEMP TABLE ways AS
SELECT source, scheme_key, ref_id, folded, min(scheme) AS scheme,
    min(process_id) AS first_process, max(process_id) AS last_process
FROM mentions GROUP BY source, scheme_key, ref_id, folded;

-- A "scheme" under which one name has many ids, each in one process only, numbers mentions, not organisations.
CREATE TEMP TABLE numbering_schemes AS
SELECT source, scheme FROM ways WHERE scheme_key IS NOT NULL GROUP BY ALL
HAVING count(DISTINCT scheme_key) >= 3 AND count(DISTINCT folded) = 1 AND bool_and(first_process = last_process)
    AND count(DISTINCT scheme_key) = count(DISTINCT (scheme_key, first_process));

CREATE TEMP TABLE identified AS
SELECT w.* EXCLUDE (scheme_key), w.scheme_key AS published_key,
    CASE WHEN n.scheme IS NULL THEN w.scheme_key END AS scheme_key
FROM ways w LEFT JOIN numbering_schemes n ON n.source = w.source AND n.scheme = w.scheme;

-- An id of the source is local to a release where it is seen in one process only while the same name has
-- other such ids, or where it stands for different names that other ids stand for as well ("1", "2", …).
CREATE TEMP TABLE source_ids AS
SELECT source, ref_id, min(first_process) = max(last_process) AS one_process, count(DISTINCT folded) AS names
FROM identified WHERE scheme_key IS NULL AND ref_id IS NOT NULL GROUP BY ALL;

CREATE TEMP TABLE source_names AS
SELECT i.source, i.folded,
    count(DISTINCT i.ref_id) FILTER (i.scheme_key IS NULL AND s.one_process) AS one_process_ids,
    count(DISTINCT i.ref_id) FILTER (i.scheme_key IS NULL) AS ids,
    count(DISTINCT i.scheme_key) AS scheme_keys,
    min(i.scheme_key) AS scheme_key
FROM identified i LEFT JOIN source_ids s ON s.source = i.source AND s.ref_id = i.ref_id
WHERE i.folded IS NOT NULL GROUP BY ALL;

CREATE TEMP TABLE local_ids AS
SELECT i.source, i.ref_id
FROM identified i
JOIN source_ids s ON s.source = i.source AND s.ref_id = i.ref_id
JOIN source_names n ON n.source = i.source AND n.folded = i.folded
WHERE i.scheme_key IS NULL
GROUP BY ALL
HAVING (i.ref_id ~ '[0-9a-f]{32}') -- a hash of the party's content, made when OCDS 1.0 was upgraded
    OR bool_or(s.one_process AND (n.one_process_ids > 1 OR n.scheme_keys > 0))
    OR (any_value(s.names) > 1 AND (bool_or(n.ids > 1) OR length(i.ref_id) <= 3));

CREATE TEMP TABLE organisation_ids AS
WITH stable AS (
    SELECT i.source, i.folded, count(DISTINCT i.ref_id) AS ids, min(i.ref_id) AS ref_id
    FROM identified i ANTI JOIN local_ids l ON l.source = i.source AND l.ref_id = i.ref_id
    WHERE i.scheme_key IS NULL AND i.ref_id IS NOT NULL AND i.folded IS NOT NULL GROUP BY ALL
)
SELECT w.source, w.published_key, w.ref_id, w.folded,
    CASE
        WHEN w.scheme_key IS NOT NULL THEN w.scheme_key
        WHEN (w.ref_id IS NULL OR l.ref_id IS NOT NULL) AND n.scheme_keys = 1 THEN n.scheme_key
        WHEN w.ref_id IS NOT NULL AND (l.ref_id IS NULL OR w.folded IS NULL) THEN w.source || ':' || unique_slug(w.ref_id)
        WHEN s.ids = 1 AND coalesce(n.scheme_keys, 0) = 0 THEN w.source || ':' || unique_slug(s.ref_id)
        ELSE w.source || ':' || replace(w.folded, ' ', '-')
    END AS own_id,
    CASE WHEN w.scheme_key IS NOT NULL THEN w.scheme END AS scheme,
    own_id AS organisation_id
FROM identified w
LEFT JOIN local_ids l ON l.source = w.source AND l.ref_id = w.ref_id
LEFT JOIN source_names n ON n.source = w.source AND n.folded = w.folded
LEFT JOIN stable s ON s.source = w.source AND s.folded = w.folded;
