-- The suppliers of each process: those of its counted awards and contracts, and those paid.
CREATE TABLE process_suppliers AS
WITH found AS (
    SELECT process_id, supplier_id FROM contract_suppliers WHERE counted
    UNION
    SELECT process_id, supplier_id FROM award_suppliers WHERE counted
    UNION
    SELECT t.process_id, s.supplier_id FROM transactions t
    JOIN contract_suppliers s USING (process_id, contract_index) WHERE t.amount IS NOT NULL
)
SELECT process_id, f.supplier_id,
    count(f.supplier_id) OVER (PARTITION BY process_id) AS suppliers,
    row_number() OVER (PARTITION BY process_id ORDER BY f.supplier_id) AS position
FROM (SELECT process_id FROM compiled) LEFT JOIN found f USING (process_id)
ORDER BY process_id, f.supplier_id;

COMMENT ON TABLE process_suppliers IS 'The suppliers of a process: one row each, and a row with NULL where one is not published.';
COMMENT ON COLUMN process_suppliers.process_id IS 'Number of the process in this snapshot; see processes.';
COMMENT ON COLUMN process_suppliers.supplier_id IS 'Organisation id. See contract_suppliers and award_suppliers. NULL: an award, a contract or the whole process has no published supplier.';
COMMENT ON COLUMN process_suppliers.suppliers IS 'Number of published suppliers of the process.';
COMMENT ON COLUMN process_suppliers.position IS 'Place of the supplier among them, by id, from 1.';
