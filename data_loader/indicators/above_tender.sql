-- Each process with a contracted amount and, in its currency, a tendered one, else a planned one.
WITH sides AS (
    SELECT process_id, currency, max(amount) FILTER (stage = 'contracted') AS contracted, max(amount) FILTER (stage = 'tendered') AS tendered,
        max(amount) FILTER (stage = 'planned') AS planned, coalesce(nullif(tendered, 0), nullif(planned, 0)) AS estimate,
        CAST(contracted AS DOUBLE) / CAST(estimate AS DOUBLE) AS ratio
    FROM amounts WHERE currency IS NOT NULL GROUP BY process_id, currency
), worst AS (
    SELECT process_id, first(s ORDER BY s.ratio DESC, s.currency) AS side FROM sides s WHERE s.ratio IS NOT NULL AND s.estimate > 0 GROUP BY process_id
)
SELECT process_id, side.ratio AS value, getvariable('above_tender_times') AS threshold, value >= threshold AS raised,
    side.contracted AS amount, side.currency AS currency,
    json_object('contracted', side.contracted, 'estimate', side.estimate, 'estimated_in', CASE WHEN side.tendered > 0 THEN 'tender' ELSE 'planning' END) AS evidence
FROM worst
