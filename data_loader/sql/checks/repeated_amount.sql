-- Each contract with an amount, of an agency that has enough of them.
WITH mine AS (
    SELECT p.source, p.agency_id, k.process_id, k.contract_index, k.amount, k.currency
    FROM contracts k JOIN processes p USING (process_id)
    WHERE k.counted AND k.amount > 0 AND k.currency IS NOT NULL AND p.agency_id IS NOT NULL
), alike AS (
    SELECT source, agency_id, currency, amount, count(DISTINCT process_id) AS processes, count(*) AS contracts
    FROM mine GROUP BY ALL
), agencies AS (
    SELECT source, agency_id, currency, sum(contracts)::BIGINT AS contracts FROM alike GROUP BY ALL
    HAVING sum(contracts) >= getvariable('repeated_amount_contracts')
)
SELECT m.process_id,
    a.processes >= getvariable('repeated_amount_times')
        AND a.processes >= getvariable('repeated_amount_share') * g.contracts AS wrong,
    entry('contracts', m.contract_index) || '.value.amount' AS path,
    figure(m.amount) || ' ' || m.currency || ' (× ' || a.processes || ')' AS value, 'contracts[]: ' || g.contracts AS against
FROM mine m
JOIN alike a USING (source, agency_id, currency, amount)
JOIN agencies g USING (source, agency_id, currency)
