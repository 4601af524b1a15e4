-- The five amounts of each process, one row a stage and currency. A stage without an amount has no row.
CREATE TABLE amounts AS
WITH published_amounts AS (
    SELECT process_id, 'planned' AS stage, published(planning.budget.amount.currency) AS currency,
        money(planning.budget.amount.amount) AS amount, false AS inferred FROM compiled
    UNION ALL
    SELECT process_id, 'tendered', published(tender.value.currency), money(tender.value.amount), false FROM compiled
    UNION ALL
    SELECT process_id, 'awarded', currency, amount, currency_inferred FROM awards WHERE counted
    UNION ALL
    SELECT process_id, 'contracted', currency, amount, currency_inferred FROM contracts WHERE counted
    UNION ALL
    SELECT process_id, 'paid', currency, amount, currency_inferred FROM transactions
)
SELECT process_id, stage, currency, CAST(sum(amount) AS DECIMAL(38, 4)) AS amount, bool_or(inferred) AS inferred
FROM published_amounts WHERE amount IS NOT NULL
GROUP BY process_id, stage, currency
ORDER BY process_id, stage, currency;

COMMENT ON TABLE amounts IS 'The amounts of a process: one row a stage and currency; no row where nothing is published.';
COMMENT ON COLUMN amounts.process_id IS 'Number of the process in this snapshot; see processes.';
COMMENT ON COLUMN amounts.stage IS 'Code: planned = planning.budget.amount; tendered = tender.value; awarded = sum of awards[].value that count; contracted = sum of contracts[].value that are not cancelled; paid = sum of contracts[].implementation.transactions[].value.';
COMMENT ON COLUMN amounts.currency IS 'ISO 4217 code, as published or inferred. NULL: not published, so that the amount is in no total.';
COMMENT ON COLUMN amounts.amount IS 'Money in `currency`. Never NULL; 0 is zero.';
COMMENT ON COLUMN amounts.inferred IS 'True where the currency of at least one part was taken from the object it belongs to.';
