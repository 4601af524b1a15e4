-- Merging keeps one entry of two with one id, so what the publisher wrote stands in `problems` only.
SELECT process_id, true AS wrong, path, value, NULL AS against
FROM problems WHERE code = 'duplicate_id' AND process_id IS NOT NULL
UNION ALL
SELECT process_id, false, NULL, NULL, NULL FROM compiled
WHERE len(parties) > 0 OR len(awards) > 0 OR len(contracts) > 0 OR len(planning.documents) > 0
    OR len(planning.milestones) > 0 OR len(tender.items) > 0 OR len(tender.documents) > 0
    OR len(tender.milestones) > 0 OR len(tender.amendments) > 0
