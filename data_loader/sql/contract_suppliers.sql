-- One row a supplier of a contract: those of the award that awardID names, else contracts[].suppliers, else those
-- of the only award, else the only party with the role supplier, else one row with NULL.
CREATE TABLE contract_suppliers AS
WITH candidates AS (
    SELECT c.process_id, c.contract_index, n.organisation_id AS supplier_id,
        CASE WHEN c.award_linked THEN 1 ELSE 3 END AS rule
    FROM contracts c JOIN named n ON n.process_id = c.process_id AND n.place = 'award_supplier'
        AND n.parent = c.award_index
    UNION ALL
    SELECT process_id, parent, organisation_id, 2 FROM named WHERE place = 'contract_supplier'
    UNION ALL
    SELECT c.process_id, c.contract_index, s.supplier_id, 4
    FROM contracts c JOIN sole_party_supplier s USING (process_id)
), best AS (
    SELECT process_id, contract_index, min(rule) AS rule FROM candidates GROUP BY ALL
), chosen AS (
    SELECT DISTINCT process_id, contract_index, supplier_id
    FROM candidates JOIN best USING (process_id, contract_index, rule)
)
SELECT k.process_id, k.contract_index, c.supplier_id,
    count(*) OVER w AS suppliers,
    row_number() OVER (PARTITION BY k.process_id, k.contract_index ORDER BY c.supplier_id) AS position,
    equal_share(k.amount, count(*) OVER w,
        row_number() OVER (PARTITION BY k.process_id, k.contract_index ORDER BY c.supplier_id)) AS amount,
    k.currency, k.counted
FROM contracts k LEFT JOIN chosen c USING (process_id, contract_index)
WINDOW w AS (PARTITION BY k.process_id, k.contract_index)
ORDER BY k.process_id, k.contract_index, c.supplier_id;

COMMENT ON TABLE contract_suppliers IS 'One row a supplier of a contract; a joint contract is shared equally.';
COMMENT ON COLUMN contract_suppliers.process_id IS 'Number of the process in this snapshot; see processes.';
COMMENT ON COLUMN contract_suppliers.contract_index IS 'Place in contracts[], from 1.';
COMMENT ON COLUMN contract_suppliers.supplier_id IS 'Organisation id. awards[].suppliers[] of the award named by awardID, else contracts[].suppliers[], else of the only award, else the only party with the role supplier. NULL: not published.';
COMMENT ON COLUMN contract_suppliers.suppliers IS 'Number of suppliers that share the contract.';
COMMENT ON COLUMN contract_suppliers.position IS 'Place of the supplier among those that share, from 1.';
COMMENT ON COLUMN contract_suppliers.amount IS 'Money in `currency`: this supplier''s equal share of the contract. NULL: the contract has no amount.';
COMMENT ON COLUMN contract_suppliers.currency IS 'ISO 4217 code of the contract. NULL: not published.';
COMMENT ON COLUMN contract_suppliers.counted IS 'True where the contract is in the contracted amount.';
