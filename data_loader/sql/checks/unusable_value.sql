-- What was refused when the record was read; unknown currencies and impossible amounts have checks of their own.
SELECT process_id, true AS wrong, path, value, NULL AS against
FROM problems
WHERE action = 'refused' AND code <> 'unknown_currency' AND process_id IS NOT NULL
    AND NOT (code IN ('implausible_amount', 'not_finite') AND ends_with(path, 'amount'))
UNION ALL
SELECT process_id, false, NULL, NULL, NULL FROM compiled
