-- Each process with a dated award or signature: whether one fell on a Saturday or a Sunday.
WITH days AS (
    SELECT process_id, date AS day, 'award' AS what FROM awards WHERE counted AND date IS NOT NULL
    UNION ALL SELECT process_id, date_signed, 'signature' FROM contracts WHERE counted AND date_signed IS NOT NULL
)
SELECT process_id, count(*) FILTER (isodow(day) >= 6) AS value, 1 AS threshold, value >= 1 AS raised,
    json_object('day', min(day) FILTER (isodow(day) >= 6), 'what', first(what ORDER BY day, what) FILTER (isodow(day) >= 6)) AS evidence
FROM days GROUP BY process_id
