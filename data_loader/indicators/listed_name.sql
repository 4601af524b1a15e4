-- Each supplier, once a list is configured: the most similar name on it. A suggestion, never an identity.
WITH hits AS (
    SELECT organisation_id, max(similarity) AS similarity,
        list({list: list, list_name: list_name, list_date: list_date, line: line, name: name, identifier: identifier, status: status, similarity: similarity}
        ORDER BY similarity DESC, list, line)[:20] AS rows FROM watchlist_matches WHERE matched_by = 'name' AND NOT cleared GROUP BY organisation_id
)
SELECT o.organisation_id AS supplier_id, CASE WHEN (SELECT count(*) FROM watchlists WHERE problem IS NULL) = 0 THEN 'no_list' WHEN len(o.variants) = 0 AND NOT o.named_by_hand THEN 'no_name' END AS reason,
    coalesce(h.similarity, 0) AS value, getvariable('listed_name_similarity') AS threshold, value >= threshold AS raised,
    json_object('list', h.rows[1].list_name, 'list_date', h.rows[1].list_date, 'line', h.rows[1].line, 'status', h.rows[1].status, 'listed_as', h.rows[1].name, 'similarity', h.similarity, 'rows', h.rows) AS evidence
FROM organisations o LEFT JOIN hits h USING (organisation_id) WHERE o.is_supplier
