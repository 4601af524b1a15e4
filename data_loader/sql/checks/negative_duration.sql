-- Each of the five steps that can be measured: the very ones that the page of time lines counts as negative.
WITH steps AS (
    SELECT process_id, unnest(['call_open', 'decision', 'signing', 'execution', 'first_payment']) AS step,
        unnest([call_open, decision, signing, execution, first_payment]) AS days,
        unnest([tender_start, tender_end, award_date, contract_start, date_signed]) AS starts,
        unnest([tender_end, award_date, date_signed, contract_end, first_payment_date]) AS ends
    FROM processes
)
SELECT process_id, days < 0 AS wrong, step AS path, days || ' (' || starts || ' → ' || ends || ')' AS value,
    NULL AS against
FROM steps WHERE days IS NOT NULL
