-- Entries of blanks are taken out before the tables are made, and counted in `problems`.
SELECT process_id, true AS wrong, path, value, NULL AS against
FROM problems WHERE code = 'blank_objects' AND process_id IS NOT NULL
UNION ALL
SELECT process_id, false, NULL, NULL, NULL FROM compiled
