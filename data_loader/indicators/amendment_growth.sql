-- Each process of which a contract's value before and after its amendments is known.
SELECT process_id, max(CAST(after AS DOUBLE) / CAST(before AS DOUBLE)) AS value, getvariable('amendment_growth_times') AS threshold, value >= threshold AS raised,
    arg_max(after, CAST(after AS DOUBLE) / CAST(before AS DOUBLE)) AS amount, arg_max(currency, CAST(after AS DOUBLE) / CAST(before AS DOUBLE)) AS currency,
    json_object('before', arg_max(before, CAST(after AS DOUBLE) / CAST(before AS DOUBLE)), 'after', arg_max(after, CAST(after AS DOUBLE) / CAST(before AS DOUBLE))) AS evidence
FROM growth WHERE step = 'amendment' AND measured > 0 AND before > 0 GROUP BY process_id
