-- Each process with a contracted amount and payments in its currency.
SELECT process_id, max(CAST(after AS DOUBLE) / CAST(before AS DOUBLE)) AS value, getvariable('overpaid_times') AS threshold, value >= threshold AS raised,
    arg_max(after, CAST(after AS DOUBLE) / CAST(before AS DOUBLE)) AS amount, arg_max(currency, CAST(after AS DOUBLE) / CAST(before AS DOUBLE)) AS currency,
    json_object('contracted', arg_max(before, CAST(after AS DOUBLE) / CAST(before AS DOUBLE)), 'paid', arg_max(after, CAST(after AS DOUBLE) / CAST(before AS DOUBLE))) AS evidence
FROM growth WHERE step = 'payment' AND measured > 0 AND before > 0 GROUP BY process_id
