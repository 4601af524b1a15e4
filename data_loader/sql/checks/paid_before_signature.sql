-- Each dated payment of a contract whose signature is dated.
SELECT t.process_id, t.date < k.date_signed AS wrong,
    entry('contracts', t.contract_index) || '.implementation.' || entry('transactions', t.transaction_index) || '.date' AS path,
    t.date AS value, 'dateSigned ' || k.date_signed AS against
FROM transactions t JOIN contracts k ON k.process_id = t.process_id AND k.contract_index = t.contract_index
WHERE t.date IS NOT NULL AND k.date_signed IS NOT NULL
