-- Each supplier, once a list is configured: whether one of its identifiers is on it, in a row that was not cleared.
WITH hits AS (
    SELECT organisation_id, list({list: list, list_name: list_name, list_date: list_date, line: line, name: name, identifier: identifier, status: status}
        ORDER BY list, line)[:20] AS rows, count(*) AS hits FROM watchlist_matches WHERE matched_by = 'identifier' AND NOT cleared GROUP BY organisation_id
)
SELECT o.organisation_id AS supplier_id, CASE WHEN (SELECT count(*) FROM watchlists WHERE problem IS NULL) = 0 THEN 'no_list' WHEN o.identifier IS NULL AND h.hits IS NULL THEN 'no_identifier' END AS reason,
    coalesce(h.hits, 0) AS value, 1 AS threshold, value >= 1 AS raised,
    json_object('list', h.rows[1].list_name, 'list_date', h.rows[1].list_date, 'line', h.rows[1].line, 'status', h.rows[1].status, 'listed_as', h.rows[1].name, 'rows', h.rows) AS evidence
FROM organisations o LEFT JOIN hits h USING (organisation_id) WHERE o.is_supplier
