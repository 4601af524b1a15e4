-- What people know better than the rules: the rows of the alias file. A row is used whole or not at all.
CREATE TEMP TABLE alias_rows AS
SELECT * FROM read_json(
    getvariable('aliases'), format = 'newline_delimited', maximum_object_size = getvariable('longest_line'),
    columns = {line: 'BIGINT', organisation: 'VARCHAR', source: 'VARCHAR', same_as: 'VARCHAR', name: 'VARCHAR',
        part_of: 'VARCHAR', note: 'VARCHAR', problem: 'VARCHAR', value: 'VARCHAR'}
);

-- Each cell that names an organisation, by its id or, where only one has it, by a name.
CREATE TEMP TABLE alias_cells AS
WITH cells AS (
    SELECT line, 'organisation' AS cell, organisation AS written, source FROM alias_rows WHERE problem IS NULL
    UNION ALL SELECT line, 'same_as', same_as, NULL FROM alias_rows WHERE problem IS NULL AND same_as IS NOT NULL
    UNION ALL SELECT line, 'part_of', part_of, NULL FROM alias_rows WHERE problem IS NULL AND part_of IS NOT NULL
), by_name AS (
    SELECT c.line, c.cell, list_sort(list(DISTINCT o.own_id)) AS ids
    FROM cells c JOIN organisation_ids o ON o.folded = fold(c.written) AND o.source = coalesce(c.source, o.source)
    GROUP BY ALL
), by_id AS (
    SELECT DISTINCT c.line, c.cell, o.own_id FROM cells c JOIN organisation_ids o ON o.own_id = c.written
)
SELECT c.line, c.cell, c.written, coalesce(n.ids, []) AS ids,
    coalesce(i.own_id, CASE WHEN len(n.ids) = 1 THEN n.ids[1] END) AS own_id
FROM cells c LEFT JOIN by_id i USING (line, cell) LEFT JOIN by_name n USING (line, cell);

CREATE TEMP TABLE alias_edges AS
WITH pairs AS (
    SELECT r.line, a.own_id AS alias_id, s.own_id AS kept_id, r.note
    FROM alias_rows r
    JOIN alias_cells a ON a.line = r.line AND a.cell = 'organisation'
    JOIN alias_cells s ON s.line = r.line AND s.cell = 'same_as'
    WHERE r.line NOT IN (SELECT line FROM alias_cells WHERE own_id IS NULL)
)
SELECT alias_id, first(kept_id ORDER BY line) AS kept_id, min(line) AS line, first(note ORDER BY line) AS note
FROM pairs GROUP BY alias_id;

CREATE TEMP TABLE alias_circles AS
WITH RECURSIVE walk AS (
    SELECT alias_id AS start, kept_id AS reached FROM alias_edges
    UNION SELECT w.start, e.kept_id FROM walk w JOIN alias_edges e ON e.alias_id = w.reached
)
SELECT e.line, e.alias_id, e.kept_id FROM walk w JOIN alias_edges e ON e.alias_id = w.start WHERE w.start = w.reached;

-- Rows that are not used, and why. Where two rows disagree the first one counts.
CREATE TEMP TABLE alias_unused AS
SELECT line, problem AS code, value FROM alias_rows WHERE problem IS NOT NULL
UNION ALL
SELECT line, CASE WHEN ids = [] THEN 'alias_unknown' ELSE 'alias_ambiguous' END,
    written || CASE WHEN ids = [] THEN '' ELSE ': ' || array_to_string(ids[:10], ', ') END
FROM alias_cells WHERE own_id IS NULL
UNION ALL
SELECT line, 'alias_circle', alias_id || ' → ' || kept_id FROM alias_circles
UNION ALL
SELECT a.line, 'alias_conflict', a.written || ' → ' || s.written
FROM alias_cells a
JOIN alias_cells s ON s.line = a.line AND s.cell = 'same_as'
JOIN alias_edges e ON e.alias_id = a.own_id
WHERE a.cell = 'organisation' AND e.kept_id <> s.own_id;

CREATE TABLE organisation_aliases AS
WITH RECURSIVE edges AS (
    FROM alias_edges WHERE alias_id NOT IN (SELECT alias_id FROM alias_circles)
), walk AS (
    SELECT alias_id, kept_id FROM edges
    UNION SELECT w.alias_id, e.kept_id FROM walk w JOIN edges e ON e.alias_id = w.kept_id
), written AS (
    SELECT o.own_id, m.name, count(*) AS processes
    FROM mentions m
    JOIN (FROM organisation_ids WHERE own_id IN (SELECT alias_id FROM edges)) o
        ON m.source = o.source AND m.scheme_key IS NOT DISTINCT FROM o.published_key
        AND m.ref_id IS NOT DISTINCT FROM o.ref_id AND m.folded IS NOT DISTINCT FROM o.folded
    GROUP BY o.own_id, o.source, o.published_key, o.ref_id, o.folded, m.name
), names AS (
    SELECT own_id, first(name ORDER BY processes DESC, name) AS name FROM written GROUP BY own_id
)
SELECT w.alias_id, w.kept_id AS organisation_id, coalesce(n.name, w.alias_id) AS name, e.note, e.line
FROM walk w JOIN edges e USING (alias_id) LEFT JOIN names n ON n.own_id = w.alias_id
WHERE w.kept_id NOT IN (SELECT alias_id FROM edges)
ORDER BY w.alias_id;

COMMENT ON TABLE organisation_aliases IS 'One row an organisation that the alias file merges into another: its id still opens that one.';
COMMENT ON COLUMN organisation_aliases.alias_id IS 'Text. The id that the organisation would have without the alias file.';
COMMENT ON COLUMN organisation_aliases.organisation_id IS 'Organisation id of the one kept; see organisations.';
COMMENT ON COLUMN organisation_aliases.name IS 'Text. The most frequent name of the organisation that was merged; its id where only that was published.';
COMMENT ON COLUMN organisation_aliases.note IS 'Text. Why, as the alias file says. NULL: it says nothing.';
COMMENT ON COLUMN organisation_aliases.line IS 'Number. Line of the alias file, from 1, the header.';

UPDATE organisation_ids SET organisation_id = a.organisation_id FROM organisation_aliases a WHERE own_id = a.alias_id;

-- The other things that a row can say of an organisation: the name to show, and what it is part of.
CREATE TEMP TABLE alias_facts AS
SELECT r.line, coalesce(a.organisation_id, o.own_id) AS organisation_id, r.name,
    coalesce(b.organisation_id, p.own_id) AS parent_id
FROM alias_rows r
JOIN alias_cells o ON o.line = r.line AND o.cell = 'organisation'
LEFT JOIN alias_cells p ON p.line = r.line AND p.cell = 'part_of'
LEFT JOIN organisation_aliases a ON a.alias_id = o.own_id
LEFT JOIN organisation_aliases b ON b.alias_id = p.own_id
WHERE r.line NOT IN (SELECT line FROM alias_unused);

INSERT INTO alias_unused
WITH firsts AS (
    SELECT organisation_id, first(name ORDER BY line) FILTER (name IS NOT NULL) AS name,
        first(parent_id ORDER BY line) FILTER (parent_id IS NOT NULL) AS parent_id
    FROM alias_facts GROUP BY ALL
)
SELECT f.line, 'alias_conflict', concat_ws(' ', f.organisation_id, f.name, '⊂ ' || f.parent_id)
FROM alias_facts f JOIN firsts USING (organisation_id)
WHERE f.name <> firsts.name OR f.parent_id <> firsts.parent_id;
