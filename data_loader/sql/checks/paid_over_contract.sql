-- Each contract with an amount and a payment in its currency.
WITH paid AS (
    SELECT process_id, contract_index, currency, sum(amount) AS paid FROM transactions
    WHERE amount IS NOT NULL GROUP BY ALL
)
SELECT k.process_id, p.paid > k.amount * (1 + getvariable('paid_over_contract_tolerance')) AS wrong,
    entry('contracts', k.contract_index) || '.implementation.transactions' AS path,
    figure(p.paid) || ' ' || k.currency AS value, 'value.amount ' || figure(k.amount) AS against
FROM contracts k JOIN paid p ON p.process_id = k.process_id AND p.contract_index = k.contract_index
    AND p.currency IS NOT DISTINCT FROM k.currency
WHERE k.amount IS NOT NULL
