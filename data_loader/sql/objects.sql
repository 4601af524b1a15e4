-- How many awards, contracts and payments each process has, and how many of them lack each field of completeness.toml.
-- Awards and contracts that count, as in the money; a field of a list is published where none of them lacks it.
CREATE TABLE objects AS
WITH item_facts AS (
    SELECT process_id, stage, parent, bool_or(description IS NOT NULL OR classification IS NOT NULL) AS described
    FROM items GROUP BY ALL
), award_supplied AS (
    SELECT n.process_id, n.parent AS award_index, bool_and(n.name IS NOT NULL) AS named,
        bool_and(n.identifier IS NOT NULL) AS identified
    FROM named n WHERE n.place = 'award_supplier' GROUP BY ALL
), stage_documents AS (
    SELECT DISTINCT process_id, stage, parent FROM documents
), award_facts AS (
    SELECT w.process_id, count(*) AS "awards",
        count(*) FILTER (w.date IS NULL) AS "awards/date",
        count(*) FILTER (w.status IS NULL) AS "awards/status",
        count(*) FILTER (w.amount IS NULL) AS "awards/value/amount",
        count(*) FILTER (NOT coalesce(s.named, false)) AS "awards/suppliers/name",
        count(*) FILTER (NOT coalesce(s.identified, false)) AS "awards/suppliers/identifier/id",
        count(*) FILTER (NOT coalesce(i.described, false)) AS "awards/items",
        count(*) FILTER (d.process_id IS NULL) AS "awards/documents"
    FROM awards w
    LEFT JOIN award_supplied s USING (process_id, award_index)
    LEFT JOIN item_facts i ON i.process_id = w.process_id AND i.stage = 'award' AND i.parent = w.award_index
    LEFT JOIN stage_documents d ON d.process_id = w.process_id AND d.stage = 'award' AND d.parent = w.award_index
    WHERE w.counted GROUP BY w.process_id
), contract_facts AS (
    SELECT k.process_id, count(*) AS "contracts",
        count(*) FILTER (k.award_id IS NULL) AS "contracts/awardID",
        count(*) FILTER (k.status IS NULL) AS "contracts/status",
        count(*) FILTER (k.date_signed IS NULL) AS "contracts/dateSigned",
        count(*) FILTER (k.amount IS NULL) AS "contracts/value/amount",
        count(*) FILTER (k.start_date IS NULL) AS "contracts/period/startDate",
        count(*) FILTER (k.end_date IS NULL) AS "contracts/period/endDate",
        count(*) FILTER (NOT coalesce(i.described, false)) AS "contracts/items",
        count(*) FILTER (d.process_id IS NULL) AS "contracts/documents"
    FROM contracts k
    LEFT JOIN item_facts i ON i.process_id = k.process_id AND i.stage = 'contract' AND i.parent = k.contract_index
    LEFT JOIN stage_documents d ON d.process_id = k.process_id AND d.stage = 'contract' AND d.parent = k.contract_index
    WHERE k.counted GROUP BY k.process_id
), payment_facts AS (
    SELECT process_id, count(*) AS "contracts/implementation/transactions",
        count(*) FILTER (amount IS NULL) AS "contracts/implementation/transactions/value/amount",
        count(*) FILTER (date IS NULL) AS "contracts/implementation/transactions/date",
        count(*) FILTER (payee_id IS NULL) AS "contracts/implementation/transactions/payee"
    FROM transactions GROUP BY process_id
)
SELECT c.process_id, coalesce(COLUMNS(* EXCLUDE (process_id)), 0)
FROM (SELECT process_id FROM compiled) c
LEFT JOIN award_facts USING (process_id) LEFT JOIN contract_facts USING (process_id)
LEFT JOIN payment_facts USING (process_id)
ORDER BY process_id;

COMMENT ON TABLE objects IS 'How many awards, contracts and payments of a process owe a field, and how many of them lack it.';
COMMENT ON COLUMN objects.process_id IS 'Number of the process in this snapshot; see processes.';
COMMENT ON COLUMN objects."awards" IS 'Number of awards that count (not pending, cancelled, unsuccessful): awards[].';
COMMENT ON COLUMN objects."contracts" IS 'Number of contracts that are not cancelled: contracts[].';
COMMENT ON COLUMN objects."contracts/implementation/transactions" IS 'Number of payments: contracts[].implementation.transactions[].';
COMMENT ON COLUMN objects."awards/date" IS 'Number of these awards that lack: Award date.';
COMMENT ON COLUMN objects."awards/status" IS 'Number of these awards that lack: Award status.';
COMMENT ON COLUMN objects."awards/value/amount" IS 'Number of these awards that lack: Awarded amount.';
COMMENT ON COLUMN objects."awards/suppliers/name" IS 'Number of these awards that lack: Supplier awarded.';
COMMENT ON COLUMN objects."awards/suppliers/identifier/id" IS 'Number of these awards that lack: Supplier identifier (tax number).';
COMMENT ON COLUMN objects."awards/items" IS 'Number of these awards that lack: What was awarded.';
COMMENT ON COLUMN objects."awards/documents" IS 'Number of these awards that lack: Award documents.';
COMMENT ON COLUMN objects."contracts/awardID" IS 'Number of these contracts that lack: Award it comes from.';
COMMENT ON COLUMN objects."contracts/status" IS 'Number of these contracts that lack: Contract status.';
COMMENT ON COLUMN objects."contracts/dateSigned" IS 'Number of these contracts that lack: Signature date.';
COMMENT ON COLUMN objects."contracts/value/amount" IS 'Number of these contracts that lack: Contract amount.';
COMMENT ON COLUMN objects."contracts/period/startDate" IS 'Number of these contracts that lack: Start of the contract.';
COMMENT ON COLUMN objects."contracts/period/endDate" IS 'Number of these contracts that lack: End of the contract.';
COMMENT ON COLUMN objects."contracts/items" IS 'Number of these contracts that lack: What was contracted.';
COMMENT ON COLUMN objects."contracts/documents" IS 'Number of these contracts that lack: Contract documents.';
COMMENT ON COLUMN objects."contracts/implementation/transactions/value/amount" IS 'Number of payments that lack: Amount of each payment.';
COMMENT ON COLUMN objects."contracts/implementation/transactions/date" IS 'Number of payments that lack: Date of each payment.';
COMMENT ON COLUMN objects."contracts/implementation/transactions/payee" IS 'Number of payments that lack: Who receives each payment.';
