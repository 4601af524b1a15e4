-- Money by the month in which it was contracted or paid, for each supplier; joint contracts shared as everywhere.
CREATE TABLE flows AS
WITH parts AS (
    SELECT s.process_id, s.supplier_id, s.currency, coalesce(strftime(k.date_signed, '%Y-%m'), p.month) AS month,
        s.amount AS contracted, NULL AS paid
    FROM contract_suppliers s JOIN contracts k USING (process_id, contract_index) JOIN processes p USING (process_id)
    WHERE s.counted AND s.amount IS NOT NULL
    UNION ALL
    SELECT t.process_id, s.supplier_id, t.currency, strftime(t.date, '%Y-%m'), NULL,
        equal_share(t.amount, s.suppliers, s.position)
    FROM transactions t JOIN contract_suppliers s USING (process_id, contract_index) WHERE t.amount IS NOT NULL
), months AS (
    SELECT process_id, supplier_id, currency, month, CAST(sum(contracted) AS DECIMAL(38, 4)) AS contracted,
        CAST(sum(paid) AS DECIMAL(38, 4)) AS paid
    FROM parts GROUP BY ALL
)
SELECT m.*, p.source, p.agency_id, p.method, p.category, p.stage, p.year
FROM months m JOIN processes p USING (process_id)
ORDER BY process_id, currency, month, supplier_id;

COMMENT ON TABLE flows IS 'The amounts contracted and paid by month; over all months they add up to `supplier_amounts`.';
COMMENT ON COLUMN flows.process_id IS 'Number of the process in this snapshot; see processes.';
COMMENT ON COLUMN flows.supplier_id IS 'Organisation id. NULL: the supplier of this part is not published.';
COMMENT ON COLUMN flows.currency IS 'ISO 4217 code. NULL: not published, so that the amount is in no total.';
COMMENT ON COLUMN flows.month IS 'Month as 2017-04: of contracts[].dateSigned, else of the process; of transactions[].date. NULL: no date published.';
COMMENT ON COLUMN flows.contracted IS 'Money in `currency` contracted in that month. NULL: none published; 0 is zero.';
COMMENT ON COLUMN flows.paid IS 'Money in `currency` paid in that month. NULL: none published; 0 is zero.';
COMMENT ON COLUMN flows.source IS 'Id of the source.';
COMMENT ON COLUMN flows.agency_id IS 'Organisation id; see processes. NULL: not published.';
COMMENT ON COLUMN flows.method IS 'Code; see processes. NULL: not published.';
COMMENT ON COLUMN flows.category IS 'Code; see processes. NULL: not published.';
COMMENT ON COLUMN flows.stage IS 'Code. The furthest stage of the process; see processes. NULL: nothing published in any.';
COMMENT ON COLUMN flows.year IS 'Year of the process; see processes. NULL: no date.';
