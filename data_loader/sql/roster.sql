-- The agencies that should publish, as the roster files list them, each with the agencies of the data that it is.
-- Certain matches only: the same identifier, else the same name, else the roster's acronym. One row a roster row and
-- agency that it matches; one row where it matches none.
CREATE TABLE roster AS
WITH listed AS (
    SELECT row_number() OVER () AS roster_row, * FROM read_json(getvariable('roster'), format = 'newline_delimited',
        maximum_object_size = getvariable('longest_line'), columns = {
            source: 'VARCHAR', line: 'BIGINT', id: 'VARCHAR', name: 'VARCHAR', acronym: 'VARCHAR', problem: 'VARCHAR'})
), known AS (
    SELECT n.source, n.organisation_id,
        list(DISTINCT upper(n.identifier)) || list(DISTINCT upper(n.ref_id)) FILTER (n.organisation_id = n.source || ':' || unique_slug(n.ref_id)) AS ids,
        list(DISTINCT n.folded) AS names
    FROM named n
    WHERE n.organisation_id IN (SELECT agency_id FROM agencies WHERE agency_id IS NOT NULL)
        AND (n.source, n.organisation_id) IN (
            SELECT (c.source, a.agency_id) FROM agencies a JOIN compiled c USING (process_id))
    GROUP BY n.source, n.organisation_id
), candidates AS (
    SELECT l.roster_row, k.organisation_id AS agency_id,
        CASE WHEN list_contains(k.ids, upper(l.id)) THEN 1
             WHEN list_contains(k.names, fold(l.name)) THEN 2
             WHEN list_contains(k.names, fold(l.acronym)) OR list_contains(k.ids, upper(l.acronym)) THEN 3 END AS rule
    FROM listed l JOIN known k ON l.source IS NULL OR l.source = k.source
    WHERE l.problem IS NULL
), best AS (
    SELECT roster_row, agency_id, min(rule) AS rule FROM candidates WHERE rule IS NOT NULL GROUP BY ALL
)
SELECT l.roster_row, l.source, l.line, l.id AS roster_id, l.name, l.acronym, l.problem, b.agency_id,
    ['identifier', 'name', 'acronym'][b.rule] AS matched_by
FROM listed l LEFT JOIN best b USING (roster_row)
ORDER BY l.roster_row, b.agency_id;

COMMENT ON TABLE roster IS 'One row an agency that should publish and agency of the data that it is; see docs/configuration.md, roster.';
COMMENT ON COLUMN roster.roster_row IS 'Number of the row over all roster files.';
COMMENT ON COLUMN roster.source IS 'Id of the source whose roster it is. NULL: that of the site.';
COMMENT ON COLUMN roster.line IS 'Number. Line of the file. 0: the file itself could not be read.';
COMMENT ON COLUMN roster.roster_id IS 'Text. Identifier in the roster. NULL: it has none.';
COMMENT ON COLUMN roster.name IS 'Text. Name in the roster. NULL: it has none (see problem).';
COMMENT ON COLUMN roster.acronym IS 'Text. Acronym in the roster. NULL: it has none.';
COMMENT ON COLUMN roster.problem IS 'Code. Why the row cannot be used: unreadable, no_name_column, no_name, wrong_columns, repeated. NULL: it can.';
COMMENT ON COLUMN roster.agency_id IS 'Organisation id of the agency that it is. NULL: no agency of the data has its identifier, name or acronym.';
COMMENT ON COLUMN roster.matched_by IS 'Code. identifier, name or acronym. NULL: not matched.';
