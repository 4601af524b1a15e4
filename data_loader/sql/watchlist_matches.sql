-- The organisations that stand on a watch-list: by one of their identifiers, or by a name that is like one of theirs.
CREATE TABLE watchlist_matches AS
WITH certain AS (
    SELECT DISTINCT k.organisation_id, w.row
    FROM watchlist_rows w JOIN (
        SELECT DISTINCT organisation_id, ltrim(regexp_replace(upper(regexp_replace(identifier, '^(MX-)?RFC-', '', 'i')), '[^\p{L}\p{N}]+', '', 'g'), '0') AS bare
        FROM named WHERE identifier IS NOT NULL
    ) k ON k.bare = w.bare
    WHERE length(w.bare) >= 5
), found AS (
    SELECT organisation_id, row, 'identifier' AS matched_by, 1.0 AS similarity FROM certain
    UNION ALL
    SELECT s.organisation_id, s.row, 'name', s.similarity FROM (SELECT organisation_id, row, max(similarity) AS similarity FROM watchlist_scores GROUP BY ALL) s ANTI JOIN certain c ON c.organisation_id = s.organisation_id AND c.row = s.row
)
SELECT f.organisation_id, f.matched_by, CAST(f.similarity AS DOUBLE) AS similarity, w.list, w.list_name, w.list_date, w.line, w.identifier, w.name, w.status, w.cleared
FROM found f JOIN watchlists w USING (row) JOIN organisations o USING (organisation_id)
WHERE o.is_supplier
ORDER BY f.organisation_id, w.row;

COMMENT ON TABLE watchlist_matches IS 'One row a supplier and row of a watch-list that it is (by identifier) or may be (by name).';
COMMENT ON COLUMN watchlist_matches.organisation_id IS 'Organisation id; see organisations. Never NULL.';
COMMENT ON COLUMN watchlist_matches.matched_by IS 'Code. identifier: exact; name: similar, a suggestion only. Never NULL.';
COMMENT ON COLUMN watchlist_matches.similarity IS 'Share of the letters of the two names that agree, 0-1; 1 by identifier. Never NULL.';
COMMENT ON COLUMN watchlist_matches.list IS 'Text. Id of the list. Never NULL.';
COMMENT ON COLUMN watchlist_matches.list_name IS 'Text. Name of the list. Never NULL.';
COMMENT ON COLUMN watchlist_matches.list_date IS 'Day of the list. NULL: not known.';
COMMENT ON COLUMN watchlist_matches.line IS 'Number. Line of the file. Never NULL.';
COMMENT ON COLUMN watchlist_matches.identifier IS 'Text. Identifier in the list. NULL: it has none that could be one.';
COMMENT ON COLUMN watchlist_matches.name IS 'Text. Name in the list. NULL: it has none.';
COMMENT ON COLUMN watchlist_matches.status IS 'Text. What the list says of it. NULL: nothing.';
COMMENT ON COLUMN watchlist_matches.cleared IS 'True where the list says that it was cleared. Never NULL.';
