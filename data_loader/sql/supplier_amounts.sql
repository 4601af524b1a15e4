-- The amounts of each process shared out to its suppliers: for every stage and currency the shares add up to `amounts`.
-- Awards, contracts and payments by the suppliers of each; plans and tenders equally among the process's suppliers.
CREATE TABLE supplier_amounts AS
WITH whole AS (
    SELECT a.process_id, a.stage, s.supplier_id, a.currency,
        equal_share(a.amount, greatest(s.suppliers, 1), s.position) AS amount, s.suppliers > 1 AS joint
    FROM amounts a JOIN process_suppliers s USING (process_id)
    WHERE a.stage IN ('planned', 'tendered') AND (s.supplier_id IS NOT NULL OR s.suppliers = 0)
), shares AS (
    SELECT * FROM whole
    UNION ALL
    SELECT process_id, 'awarded', supplier_id, currency, amount, suppliers > 1 FROM award_suppliers WHERE counted
    UNION ALL
    SELECT process_id, 'contracted', supplier_id, currency, amount, suppliers > 1 FROM contract_suppliers WHERE counted
    UNION ALL
    SELECT t.process_id, 'paid', s.supplier_id, t.currency, equal_share(t.amount, s.suppliers, s.position),
        s.suppliers > 1
    FROM transactions t JOIN contract_suppliers s USING (process_id, contract_index)
)
SELECT process_id, stage, supplier_id, currency, CAST(sum(amount) AS DECIMAL(38, 4)) AS amount, bool_or(joint) AS joint
FROM shares WHERE amount IS NOT NULL
GROUP BY process_id, stage, supplier_id, currency
ORDER BY process_id, stage, currency, supplier_id;

COMMENT ON TABLE supplier_amounts IS 'The amounts of a process shared out to its suppliers; the shares add up to `amounts`.';
COMMENT ON COLUMN supplier_amounts.process_id IS 'Number of the process in this snapshot; see processes.';
COMMENT ON COLUMN supplier_amounts.stage IS 'Code: planned, tendered, awarded, contracted or paid; see amounts.';
COMMENT ON COLUMN supplier_amounts.supplier_id IS 'Organisation id. NULL: the supplier of this part is not published.';
COMMENT ON COLUMN supplier_amounts.currency IS 'ISO 4217 code. NULL: not published, so that the amount is in no total.';
COMMENT ON COLUMN supplier_amounts.amount IS 'Money in `currency`: the equal share of this supplier. Never NULL; 0 is zero.';
COMMENT ON COLUMN supplier_amounts.joint IS 'True where at least one part was shared with other suppliers.';
