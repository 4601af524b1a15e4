-- What should have come to its end by a day and does not show it: calls for bids without award, contracts without
-- closure. Which of them are overdue depends on the day that one asks for.
CREATE TABLE open_ends AS
WITH certified AS (
    SELECT DISTINCT process_id, parent FROM documents
    WHERE stage IN ('contract', 'implementation') AND lower(document_type) = 'completioncertificate'
)
SELECT p.process_id, 'tender' AS what, 0 AS position, p.tender_end AS end_date, p.tender_status AS status,
    money(c.tender.value.amount) AS amount, published(c.tender.value.currency) AS currency
FROM processes p JOIN compiled c USING (process_id)
WHERE p.tender_end IS NOT NULL AND p.awards = 0 AND p.contracts = 0
    AND coalesce(p.tender_status NOT IN ('cancelled', 'unsuccessful', 'complete', 'withdrawn'), true)
UNION ALL
SELECT k.process_id, 'contract', k.contract_index, k.end_date, k.status, k.amount, k.currency
FROM contracts k ANTI JOIN certified d ON d.process_id = k.process_id AND d.parent = k.contract_index
WHERE k.end_date IS NOT NULL AND coalesce(k.status NOT IN ('cancelled', 'terminated'), true)
ORDER BY process_id, what, position;

COMMENT ON TABLE open_ends IS 'Calls for bids and contracts that have an end date and do not show that they ended; past that day they are overdue.';
COMMENT ON COLUMN open_ends.process_id IS 'Number of the process in this snapshot; see processes.';
COMMENT ON COLUMN open_ends.what IS 'tender: a call of which no award and no contract is published, and whose status is not cancelled, unsuccessful, complete or withdrawn. contract: one whose status is not cancelled or terminated, without a completion certificate among its documents.';
COMMENT ON COLUMN open_ends.position IS 'Place in contracts[], from 1; 0 for the tender.';
COMMENT ON COLUMN open_ends.end_date IS 'Day. tender.tenderPeriod.endDate or contracts[].period.endDate. Never NULL.';
COMMENT ON COLUMN open_ends.status IS 'Code, small letters. tender.status or contracts[].status. NULL: not published, so that nobody can tell whether it ended.';
COMMENT ON COLUMN open_ends.amount IS 'Money in `currency`. tender.value.amount or contracts[].value.amount. NULL: not published; 0 is zero.';
COMMENT ON COLUMN open_ends.currency IS 'ISO 4217 code of the amount. NULL: not published.';
