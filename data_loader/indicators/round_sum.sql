-- Each process with a contract, else an award, of a known amount: whether one is a single digit and zeros.
WITH sums AS (
    SELECT process_id, amount, currency, path, floor(log10(CAST(amount AS DOUBLE)) + 1e-9) AS zeros,
        amount % CAST(pow(10, zeros) AS DECIMAL(38, 4)) = 0 AS round
    FROM i_deals WHERE amount >= 1 AND currency IS NOT NULL
), largest AS (
    SELECT process_id, first(s ORDER BY s.round AND s.zeros >= getvariable('round_sum_zeros') DESC, s.amount DESC, s.path) AS deal FROM sums s GROUP BY process_id
)
SELECT process_id, CASE WHEN deal.round THEN deal.zeros ELSE 0 END AS value, getvariable('round_sum_zeros') AS threshold, value >= threshold AS raised,
    deal.amount AS amount, deal.currency AS currency, json_object('deal', deal.amount, 'path', deal.path) AS evidence
FROM largest
