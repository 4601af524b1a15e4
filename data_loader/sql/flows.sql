-- Money by the month in which it was contracted or paid, for each supplier; joint contracts shared as everywhere.
CREATE TABLE flows AS
WITH parts AS (
    SELECT s.process_id, s.supplier_id, 'contracted' AS stage, s.currency,
        coalesce(strftime(k.date_signed, '%Y-%m'), p.month) AS month, s.amount
    FROM contract_suppliers s JOIN contracts k USING (process_id, contract_index) JOIN processes p USING (process_id)
    WHERE s.counted
    UNION ALL
    SELECT t.process_id, s.supplier_id, 'paid', t.currency, strftime(t.date, '%Y-%m'),
        equal_share(t.amount, s.suppliers, s.position)
    FROM transactions t JOIN contract_suppliers s USING (process_id, contract_index)
)
SELECT process_id, supplier_id, stage, currency, month, CAST(sum(amount) AS DECIMAL(38, 4)) AS amount
FROM parts WHERE amount IS NOT NULL
GROUP BY ALL
ORDER BY process_id, stage, currency, month, supplier_id;

COMMENT ON TABLE flows IS 'The amounts contracted and paid by month; over all months they add up to `supplier_amounts`.';
COMMENT ON COLUMN flows.process_id IS 'Number of the process in this snapshot; see processes.';
COMMENT ON COLUMN flows.supplier_id IS 'Organisation id. NULL: the supplier of this part is not published.';
COMMENT ON COLUMN flows.stage IS 'contracted or paid; see amounts.';
COMMENT ON COLUMN flows.currency IS 'ISO 4217 code. NULL: not published, so that the amount is in no total.';
COMMENT ON COLUMN flows.month IS 'Month as 2017-04: of contracts[].dateSigned, else of the process; of transactions[].date. NULL: no date published.';
COMMENT ON COLUMN flows.amount IS 'Money in `currency`. Never NULL; 0 is zero.';
