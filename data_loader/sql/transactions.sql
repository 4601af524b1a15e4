-- One row a payment of a contract.
CREATE TABLE transactions AS
WITH lists AS (
    SELECT process_id, generate_subscripts(contracts, 1) AS contract_index, unnest(contracts) AS contract FROM compiled
), rows AS (
    SELECT process_id, contract_index, unnest(contract.implementation.transactions) AS payment,
        generate_subscripts(contract.implementation.transactions, 1) AS transaction_index
    FROM lists
)
SELECT r.process_id, r.contract_index, r.transaction_index, trimmed(payment.id) AS transaction_id,
    day(payment.date) AS date,
    money(payment.value.amount) AS amount,
    coalesce(published(payment.value.currency), c.currency) AS currency,
    published(payment.value.currency) IS NULL AND c.currency IS NOT NULL AS currency_inferred,
    payer.organisation_id AS payer_id, payer.name AS payer_name,
    payee.organisation_id AS payee_id, payee.name AS payee_name
FROM rows r
JOIN contracts c ON c.process_id = r.process_id AND c.contract_index = r.contract_index
LEFT JOIN named payer ON payer.place = 'payer' AND payer.process_id = r.process_id
    AND payer.parent = r.contract_index AND payer.position = r.transaction_index
LEFT JOIN named payee ON payee.place = 'payee' AND payee.process_id = r.process_id
    AND payee.parent = r.contract_index AND payee.position = r.transaction_index
WHERE r.payment IS NOT NULL
ORDER BY r.process_id, r.contract_index, r.transaction_index;

COMMENT ON TABLE transactions IS 'One row a payment: contracts[].implementation.transactions[].';
COMMENT ON COLUMN transactions.process_id IS 'Number of the process in this snapshot; see processes.';
COMMENT ON COLUMN transactions.contract_index IS 'Place in contracts[] of the contract paid, from 1.';
COMMENT ON COLUMN transactions.transaction_index IS 'Place in transactions[], from 1.';
COMMENT ON COLUMN transactions.transaction_id IS 'Text. transactions[].id. NULL: not published.';
COMMENT ON COLUMN transactions.date IS 'Day. transactions[].date as published. NULL: not published.';
COMMENT ON COLUMN transactions.amount IS 'Money in `currency`. transactions[].value.amount. NULL: not published; 0 is zero.';
COMMENT ON COLUMN transactions.currency IS 'ISO 4217 code. transactions[].value.currency, else that of the contract. NULL: not published.';
COMMENT ON COLUMN transactions.currency_inferred IS 'True where the currency is the contract''s.';
COMMENT ON COLUMN transactions.payer_id IS 'Organisation id of transactions[].payer. NULL: not published.';
COMMENT ON COLUMN transactions.payer_name IS 'Text. transactions[].payer.name as published here. NULL: not published.';
COMMENT ON COLUMN transactions.payee_id IS 'Organisation id of transactions[].payee. NULL: not published.';
COMMENT ON COLUMN transactions.payee_name IS 'Text. transactions[].payee.name as published here. NULL: not published.';
