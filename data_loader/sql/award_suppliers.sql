-- One row a supplier of an award: those it names, else those of the contracts that name the award, else the only
-- party with the role supplier, else one row with NULL.
CREATE TABLE sole_party_supplier AS
SELECT process_id, min(organisation_id) AS supplier_id FROM named
WHERE place = 'party' AND list_contains(roles, 'supplier')
GROUP BY process_id HAVING count(DISTINCT organisation_id) = 1;

CREATE TABLE award_suppliers AS
WITH candidates AS (
    SELECT process_id, parent AS award_index, organisation_id AS supplier_id, 1 AS rule
    FROM named WHERE place = 'award_supplier'
    UNION ALL
    SELECT c.process_id, c.award_index, n.organisation_id, 2
    FROM contracts c JOIN named n ON n.process_id = c.process_id AND n.place = 'contract_supplier'
        AND n.parent = c.contract_index
    WHERE c.award_index IS NOT NULL
    UNION ALL
    SELECT a.process_id, a.award_index, s.supplier_id, 3 FROM awards a JOIN sole_party_supplier s USING (process_id)
), best AS (
    SELECT process_id, award_index, min(rule) AS rule FROM candidates GROUP BY ALL
), chosen AS (
    SELECT DISTINCT process_id, award_index, supplier_id FROM candidates JOIN best USING (process_id, award_index, rule)
)
SELECT a.process_id, a.award_index, c.supplier_id,
    count(*) OVER w AS suppliers,
    equal_share(a.amount, count(*) OVER w,
        row_number() OVER (PARTITION BY a.process_id, a.award_index ORDER BY c.supplier_id)) AS amount,
    a.currency, a.counted
FROM awards a LEFT JOIN chosen c USING (process_id, award_index)
WINDOW w AS (PARTITION BY a.process_id, a.award_index)
ORDER BY a.process_id, a.award_index, c.supplier_id;

COMMENT ON TABLE award_suppliers IS 'One row a supplier of an award; a joint award is shared equally.';
COMMENT ON COLUMN award_suppliers.process_id IS 'Number of the process in this snapshot; see processes.';
COMMENT ON COLUMN award_suppliers.award_index IS 'Place in awards[], from 1.';
COMMENT ON COLUMN award_suppliers.supplier_id IS 'Organisation id. awards[].suppliers[], else contracts[].suppliers[] of its contracts, else the only party with the role supplier. NULL: not published.';
COMMENT ON COLUMN award_suppliers.suppliers IS 'Number of suppliers that share the award.';
COMMENT ON COLUMN award_suppliers.amount IS 'Money in `currency`: this supplier''s equal share of the award. NULL: the award has no amount.';
COMMENT ON COLUMN award_suppliers.currency IS 'ISO 4217 code of the award. NULL: not published.';
COMMENT ON COLUMN award_suppliers.counted IS 'True where the award is in the awarded amount.';
