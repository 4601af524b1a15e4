-- One row a contract of a process. Its award is the one whose id is awardID, else the only one there is.
CREATE TABLE contracts AS
WITH rows AS (
    SELECT process_id, tender.value.currency AS tender_currency, len(awards) AS award_count,
        generate_subscripts(contracts, 1) AS contract_index, unnest(contracts) AS contract
    FROM compiled
), linked AS (
    SELECT process_id, award_id, min(award_index) AS award_index FROM awards WHERE award_id <> '' GROUP BY ALL
), originals AS (
    SELECT process_id, trimmed(original.contract) AS contract_id, first(original) AS original
    FROM (SELECT process_id, unnest(original_values) AS original FROM compiled) GROUP BY ALL
), matched AS (
    SELECT r.*, l.award_index IS NOT NULL AS award_linked,
        coalesce(l.award_index, CASE WHEN award_count = 1 THEN 1 END) AS award_index
    FROM rows r LEFT JOIN linked l ON l.process_id = r.process_id AND l.award_id = trimmed(r.contract.awardID)
)
SELECT m.process_id, m.contract_index, trimmed(contract.id) AS contract_id,
    published(contract.awardID) AS award_id, m.award_index, m.award_linked,
    published(contract.title) AS title, published(contract.description) AS description,
    lower(published(contract.status)) AS status, contract_counts(contract.status) AS counted,
    day(contract.dateSigned) AS date_signed,
    day(contract.period.startDate) AS start_date, day(contract.period.endDate) AS end_date,
    money(contract.value.amount) AS amount,
    coalesce(published(contract.value.currency), a.currency, published(tender_currency)) AS currency,
    published(contract.value.currency) IS NULL
        AND coalesce(a.currency, published(tender_currency)) IS NOT NULL AS currency_inferred,
    CASE WHEN coalesce(o.original.currency, contract.value.currency, '') = coalesce(contract.value.currency, '')
        THEN money(o.original.amount) END AS original_amount,
    CASE WHEN original_amount IS NOT NULL THEN o.original.told_by END AS original_told_by
FROM matched m LEFT JOIN awards a ON a.process_id = m.process_id AND a.award_index = m.award_index
LEFT JOIN originals o ON o.process_id = m.process_id AND o.contract_id = trimmed(contract.id)
ORDER BY m.process_id, m.contract_index;

COMMENT ON TABLE contracts IS 'One row a contract: contracts[].';
COMMENT ON COLUMN contracts.process_id IS 'Number of the process in this snapshot; see processes.';
COMMENT ON COLUMN contracts.contract_index IS 'Place in contracts[], from 1.';
COMMENT ON COLUMN contracts.contract_id IS 'Text. contracts[].id. NULL: not published.';
COMMENT ON COLUMN contracts.award_id IS 'Text. contracts[].awardID. NULL: not published.';
COMMENT ON COLUMN contracts.award_index IS 'Place in awards[] of the contract''s award: the one of that id, else the only one. NULL: cannot be told.';
COMMENT ON COLUMN contracts.award_linked IS 'True where contracts[].awardID is the id of an award of the process.';
COMMENT ON COLUMN contracts.title IS 'Text. contracts[].title. NULL: not published.';
COMMENT ON COLUMN contracts.description IS 'Text. contracts[].description. NULL: not published.';
COMMENT ON COLUMN contracts.status IS 'Code, small letters. contracts[].status. NULL: not published; the contract then counts.';
COMMENT ON COLUMN contracts.counted IS 'True where the contract is in the contracted amount: its status is not cancelled.';
COMMENT ON COLUMN contracts.date_signed IS 'Day. contracts[].dateSigned as published, not shifted to another time zone. NULL: not published.';
COMMENT ON COLUMN contracts.start_date IS 'Day. contracts[].period.startDate. NULL: not published.';
COMMENT ON COLUMN contracts.end_date IS 'Day. contracts[].period.endDate. NULL: not published.';
COMMENT ON COLUMN contracts.amount IS 'Money in `currency`. contracts[].value.amount. NULL: not published; 0 is zero.';
COMMENT ON COLUMN contracts.currency IS 'ISO 4217 code. contracts[].value.currency, else that of its award, else of the tender. NULL: not published.';
COMMENT ON COLUMN contracts.currency_inferred IS 'True where the currency is the award''s or the tender''s.';
COMMENT ON COLUMN contracts.original_amount IS 'Money in `currency`. What the contract was worth before it was amended: the former value of its first amendment that says one (amendments[].changes[].former_value), else its value in the earliest of two or more releases. NULL: neither is published, so that no change could be seen.';
COMMENT ON COLUMN contracts.original_told_by IS 'Code: amendments or versions, whichever of the two tells original_amount. NULL: none.';
