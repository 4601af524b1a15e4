-- Each amount that has enough peers, and those that were refused because nothing on earth costs as much.
SELECT process_id, absurd AS wrong, path || '.amount' AS path, figure(amount) || ' ' || currency AS value,
    figure(median) || ' (×' || multiple(times) || ', n=' || peers || ')' AS against
FROM judged
UNION ALL
SELECT process_id, true, path, value, NULL FROM problems
WHERE code IN ('implausible_amount', 'not_finite') AND ends_with(path, 'amount') AND process_id IS NOT NULL
