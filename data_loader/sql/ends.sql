-- Every day by which something was to end: calls for bids, and contracts that are not cancelled. Which of them are
-- overdue depends on the day that one asks for. What the filters ask for stands beside it, so that no query joins.
CREATE TABLE ends AS
WITH certified AS (
    SELECT DISTINCT process_id, parent FROM documents
    WHERE stage IN ('contract', 'implementation') AND lower(document_type) = 'completioncertificate'
), found AS (
    SELECT p.process_id, 'tender' AS what, 0 AS position, p.tender_end AS end_date, p.tender_status AS status,
        p.awards > 0 OR p.contracts > 0
            OR coalesce(p.tender_status IN ('cancelled', 'unsuccessful', 'complete', 'withdrawn'), false) AS closed,
        money(c.tender.value.amount) AS amount, published(c.tender.value.currency) AS currency
    FROM processes p JOIN compiled c USING (process_id)
    UNION ALL
    SELECT k.process_id, 'contract', k.contract_index, k.end_date, k.status,
        coalesce(k.status = 'terminated', false) OR d.process_id IS NOT NULL, k.amount, k.currency
    FROM contracts k LEFT JOIN certified d ON d.process_id = k.process_id AND d.parent = k.contract_index
    WHERE k.counted
)
SELECT f.*, row_number() OVER (PARTITION BY f.process_id, f.what, f.closed, f.status IS NULL
    ORDER BY f.end_date, f.position) = 1 AS earliest, p.source, p.agency_id, p.method, p.category, p.stage, p.year
FROM found f JOIN processes p USING (process_id) WHERE f.end_date IS NOT NULL
ORDER BY process_id, what, position;

COMMENT ON TABLE ends IS 'The end dates of calls for bids and of contracts that are not cancelled; past that day, what is not closed is overdue.';
COMMENT ON COLUMN ends.process_id IS 'Number of the process in this snapshot; see processes.';
COMMENT ON COLUMN ends.what IS 'Code: tender or contract.';
COMMENT ON COLUMN ends.position IS 'Place in contracts[], from 1; 0 for the tender.';
COMMENT ON COLUMN ends.end_date IS 'Day. tender.tenderPeriod.endDate or contracts[].period.endDate. Never NULL.';
COMMENT ON COLUMN ends.status IS 'Code, small letters. tender.status or contracts[].status. NULL: not published, so that nobody can tell whether it ended.';
COMMENT ON COLUMN ends.closed IS 'True for a tender with an award or a contract, or whose status is cancelled, unsuccessful, complete or withdrawn; for a contract whose status is terminated or that has a completion certificate among its documents.';
COMMENT ON COLUMN ends.amount IS 'Money in `currency`. tender.value.amount or contracts[].value.amount. NULL: not published; 0 is zero.';
COMMENT ON COLUMN ends.currency IS 'ISO 4217 code of the amount. NULL: not published.';
COMMENT ON COLUMN ends.earliest IS 'True where no other end of the process of the same kind, as closed or open and with or without a status, is before it: counting these counts processes once, on whatever day.';
COMMENT ON COLUMN ends.source IS 'Id of the source.';
COMMENT ON COLUMN ends.agency_id IS 'Organisation id; see processes. NULL: not published.';
COMMENT ON COLUMN ends.method IS 'Code; see processes. NULL: not published.';
COMMENT ON COLUMN ends.category IS 'Code; see processes. NULL: not published.';
COMMENT ON COLUMN ends.stage IS 'Code. The furthest stage of the process; see processes. NULL: nothing published in any.';
COMMENT ON COLUMN ends.year IS 'Year of the process; see processes. NULL: no date.';
