-- Codes were held against the closed lists when the record was read; here are the fields that have such a list.
SELECT process_id, true AS wrong, path, value, NULL AS against
FROM problems WHERE code IN ('unknown_code', 'unknown_currency') AND process_id IS NOT NULL
UNION ALL
SELECT process_id, false, NULL, NULL, NULL FROM processes
WHERE tender_status IS NOT NULL OR method IS NOT NULL OR category IS NOT NULL
UNION ALL
SELECT process_id, false, NULL, NULL, NULL FROM awards WHERE status IS NOT NULL
UNION ALL
SELECT process_id, false, NULL, NULL, NULL FROM contracts WHERE status IS NOT NULL
UNION ALL
SELECT process_id, false, NULL, NULL, NULL FROM milestones WHERE status IS NOT NULL
UNION ALL
SELECT process_id, false, NULL, NULL, NULL FROM priced WHERE currency IS NOT NULL AND NOT inferred
