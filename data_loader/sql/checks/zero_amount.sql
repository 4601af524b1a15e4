-- Each amount published. A negative payment is a refund.
SELECT process_id, amount = 0 OR amount < 0 AND stage <> 'paid' AS wrong, path || '.amount' AS path,
    figure(amount) AS value, NULL AS against
FROM priced
