-- What each organisation is part of: as the alias file says, else as the records do. Not part of the snapshot.
CREATE TEMP TABLE parent_edges AS
WITH said AS (
    SELECT c.organisation_id, p.organisation_id AS parent_id, count(DISTINCT p.process_id) AS processes
    FROM named p JOIN named c ON c.process_id = p.process_id AND c.place = 'party' AND c.position = p.parent
    WHERE p.place = 'member_of' AND c.organisation_id <> p.organisation_id GROUP BY ALL
), direct AS (
    -- memberOf may also list the parent's own parent: the nearest counts
    SELECT s.* FROM said s WHERE NOT EXISTS (
        SELECT 1 FROM said n JOIN said up ON up.organisation_id = n.parent_id
        WHERE n.organisation_id = s.organisation_id AND up.parent_id = s.parent_id AND n.parent_id <> s.parent_id)
), by_hand AS (
    SELECT organisation_id, first(parent_id ORDER BY line) AS parent_id, min(line) AS line
    FROM alias_facts WHERE parent_id IS NOT NULL GROUP BY ALL
)
SELECT organisation_id, parent_id, line FROM by_hand
UNION ALL
SELECT organisation_id, first(parent_id ORDER BY processes DESC, parent_id), NULL
FROM direct ANTI JOIN by_hand USING (organisation_id) GROUP BY ALL;

CREATE TEMP TABLE parent_circles AS
WITH RECURSIVE walk AS (
    SELECT organisation_id AS start, parent_id AS reached FROM parent_edges
    UNION SELECT w.start, e.parent_id FROM walk w JOIN parent_edges e ON e.organisation_id = w.reached
)
SELECT e.* FROM walk w JOIN parent_edges e ON e.organisation_id = w.start WHERE w.start = w.reached;

CREATE TEMP TABLE parents AS FROM parent_edges ANTI JOIN parent_circles USING (organisation_id);

INSERT INTO alias_unused
SELECT line, 'alias_circle', organisation_id || ' ⊂ ' || parent_id FROM parent_circles WHERE line IS NOT NULL;
