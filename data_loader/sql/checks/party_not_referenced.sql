-- Each party with a role that the record has a place for: named elsewhere by its id, or by its name where no id is given.
-- Tenderers may stand in the bids extension, which is not read: they count only where tender.tenderers is published.
WITH elsewhere AS (
    SELECT process_id, ref_id, name, folded, place FROM reference_rows WHERE place <> 'party'
), ids AS (
    SELECT DISTINCT process_id, ref_id FROM elsewhere WHERE ref_id IS NOT NULL
), names AS (
    SELECT DISTINCT process_id, folded FROM elsewhere WHERE ref_id IS NULL AND name IS NOT NULL
), with_tenderers AS (
    SELECT DISTINCT process_id FROM elsewhere WHERE place = 'tenderer'
), listed AS (
    SELECT p.process_id, p.position, p.name, p.ref_id, p.roles, i.ref_id IS NOT NULL AS by_id,
        CASE WHEN p.name IS NOT NULL THEN p.folded END AS folded
    FROM reference_rows p LEFT JOIN ids i ON i.process_id = p.process_id AND i.ref_id = p.ref_id
    WHERE p.place = 'party'
)
SELECT p.process_id, NOT p.by_id AND n.folded IS NULL AS wrong, entry('parties', p.position) AS path,
    concat(coalesce(p.name, p.ref_id), ' (' || array_to_string(p.roles, ', ') || ')') AS value, NULL AS against
FROM listed p
LEFT JOIN names n ON n.process_id = p.process_id AND n.folded = p.folded AND NOT p.by_id
LEFT JOIN with_tenderers t ON t.process_id = p.process_id
WHERE list_has_any(p.roles, ['buyer', 'procuringentity', 'supplier', 'payer', 'payee'])
    OR list_contains(p.roles, 'tenderer') AND t.process_id IS NOT NULL
