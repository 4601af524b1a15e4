-- Each party with a role that the record has a place for, held against whom the record names elsewhere, by id or name.
-- Tenderers may stand in the bids extension, which is not read: they count only where tender.tenderers is published.
WITH elsewhere AS (
    SELECT DISTINCT process_id, organisation_id FROM named WHERE place <> 'party'
), with_tenderers AS (
    SELECT DISTINCT process_id FROM named WHERE place = 'tenderer'
)
SELECT n.process_id, e.organisation_id IS NULL AS wrong, entry('parties', n.position) AS path,
    coalesce(n.name, n.ref_id) || ' (' || array_to_string(n.roles, ', ') || ')' AS value, NULL AS against
FROM named n
LEFT JOIN elsewhere e ON e.process_id = n.process_id AND e.organisation_id = n.organisation_id
LEFT JOIN with_tenderers t ON t.process_id = n.process_id
WHERE n.place = 'party' AND (list_has_any(n.roles, ['buyer', 'procuringentity', 'supplier', 'payer', 'payee'])
    OR list_contains(n.roles, 'tenderer') AND t.process_id IS NOT NULL)
