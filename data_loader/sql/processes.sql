-- One row a process: all that lists, filters and time lines need.
CREATE TABLE processes AS
WITH award_facts AS (
    SELECT process_id, count(*) AS awards, count(*) FILTER (counted) AS counted_awards, min(date) AS award_date,
        first(title ORDER BY title IS NULL, award_index) AS title
    FROM awards GROUP BY process_id
), contract_facts AS (
    SELECT process_id, count(*) AS contracts, count(*) FILTER (counted) AS counted_contracts,
        min(date_signed) AS date_signed, min(start_date) AS contract_start, max(end_date) AS contract_end,
        first(title ORDER BY title IS NULL, contract_index) AS title,
        first(description ORDER BY description IS NULL, contract_index) AS description
    FROM contracts GROUP BY process_id
), payment_facts AS (
    SELECT process_id, count(*) AS payments, min(date) AS first_payment_date, max(date) AS last_payment_date
    FROM transactions GROUP BY process_id
), facts AS (
    SELECT c.process_id, c.source, c.ocid, c.aliases, c.releases, c.source_urls, c.fetched_at,
        day(c.no_longer_published_since) AS no_longer_published_since,
        coalesce(published(c.tender.title), k.title, a.title) AS title,
        coalesce(published(c.tender.description), k.description, published(c.planning.budget.description),
            published(c.planning.rationale)) AS description,
        g.agency_id, g.agency_rule,
        lower(published(c.tender.status)) AS tender_status,
        lower(published(c.tender.procurementMethod)) AS method,
        published(c.tender.procurementMethodDetails) AS method_details,
        lower(published(c.tender.mainProcurementCategory)) AS category,
        day(c.release_date) AS release_date, coalesce(day(c.first_release), day(c.release_date)) AS first_release,
        day(c.tender.tenderPeriod.startDate) AS tender_start, day(c.tender.tenderPeriod.endDate) AS tender_end,
        a.award_date, k.date_signed, k.contract_start, k.contract_end, p.first_payment_date, p.last_payment_date,
        t.planning_reached, t.tender_reached,
        t.award_reached, t.contract_reached, t.implementation_reached,
        coalesce(a.awards, 0) AS awards, coalesce(a.counted_awards, 0) AS counted_awards,
        coalesce(k.contracts, 0) AS contracts, coalesce(k.counted_contracts, 0) AS counted_contracts,
        coalesce(p.payments, 0) AS payments
    FROM compiled c
    JOIN stages t USING (process_id)
    LEFT JOIN agencies g USING (process_id)
    LEFT JOIN award_facts a USING (process_id)
    LEFT JOIN contract_facts k USING (process_id)
    LEFT JOIN payment_facts p USING (process_id)
), dated AS (
    SELECT *, coalesce(date_signed, award_date, tender_start, release_date) AS date FROM facts
), suppliers AS (
    SELECT s.process_id, list({id: s.supplier_id, name: o.name} ORDER BY s.position) AS suppliers
    FROM process_suppliers s JOIN organisations o ON o.organisation_id = s.supplier_id GROUP BY s.process_id
)
SELECT d.*, year(d.date) AS year, strftime(d.date, '%Y-%m') AS month, strftime(d.first_release, '%Y-%m') AS released, o.name AS agency_name,
    CASE WHEN implementation_reached THEN 'implementation' WHEN contract_reached THEN 'contract'
         WHEN award_reached THEN 'award' WHEN tender_reached THEN 'tender'
         WHEN planning_reached THEN 'planning' END AS stage,
    date_diff('day', tender_start, tender_end) AS call_open,
    date_diff('day', tender_end, award_date) AS decision,
    date_diff('day', award_date, date_signed) AS signing,
    date_diff('day', contract_start, contract_end) AS execution,
    date_diff('day', date_signed, first_payment_date) AS first_payment,
    coalesce(s.suppliers, []) AS suppliers,
    m.published, m.applicable
FROM dated d
LEFT JOIN organisations o ON o.organisation_id = d.agency_id
LEFT JOIN suppliers s USING (process_id)
LEFT JOIN completeness m USING (process_id)
ORDER BY d.process_id;

COMMENT ON TABLE processes IS 'One row a contracting process: one (source, ocid), however many documents repeat it.';
COMMENT ON COLUMN processes.process_id IS 'Number of the process in this snapshot, in the order of source and ocid. Not stable over snapshots.';
COMMENT ON COLUMN processes.source IS 'Id of the source.';
COMMENT ON COLUMN processes.ocid IS 'Text. Open contracting id, as its source writes it.';
COMMENT ON COLUMN processes.aliases IS 'List of texts. Other spellings of the ocid that were folded into this process.';
COMMENT ON COLUMN processes.releases IS 'Number of releases read.';
COMMENT ON COLUMN processes.source_urls IS 'List of addresses that the process was read from.';
COMMENT ON COLUMN processes.fetched_at IS 'Time, ISO 8601. When it was last fetched.';
COMMENT ON COLUMN processes.no_longer_published_since IS 'Day of the pull at which its source served it no longer; it is kept. NULL: it is still published.';
COMMENT ON COLUMN processes.title IS 'Text. tender.title, else that of a contract, else of an award. NULL: not published.';
COMMENT ON COLUMN processes.description IS 'Text. tender.description, else of a contract, of the budget, or planning.rationale. NULL: not published.';
COMMENT ON COLUMN processes.agency_id IS 'Organisation id of the buyer, else the procuring entity, else the party with the role buyer (then procuringEntity), else the buyer in a contract. NULL: not published.';
COMMENT ON COLUMN processes.agency_rule IS 'Text. Which of these it was. NULL: no agency published.';
COMMENT ON COLUMN processes.tender_status IS 'Code, small letters. tender.status. NULL: not published.';
COMMENT ON COLUMN processes.method IS 'Code, small letters: open, selective, limited or direct; other words as published. tender.procurementMethod. NULL: not published.';
COMMENT ON COLUMN processes.method_details IS 'Text. tender.procurementMethodDetails. NULL: not published.';
COMMENT ON COLUMN processes.category IS 'Code, small letters: goods, services or works. tender.mainProcurementCategory. NULL: not published.';
COMMENT ON COLUMN processes.release_date IS 'Day. date of the compiled release. NULL: not published.';
COMMENT ON COLUMN processes.first_release IS 'Day. date of the earliest release known, else of the compiled release. NULL: not published.';
COMMENT ON COLUMN processes.tender_start IS 'Day. tender.tenderPeriod.startDate as published. NULL: not published.';
COMMENT ON COLUMN processes.tender_end IS 'Day. tender.tenderPeriod.endDate as published. NULL: not published.';
COMMENT ON COLUMN processes.award_date IS 'Day. The earliest awards[].date. NULL: not published.';
COMMENT ON COLUMN processes.date_signed IS 'Day. The earliest contracts[].dateSigned. NULL: not published.';
COMMENT ON COLUMN processes.contract_start IS 'Day. The earliest contracts[].period.startDate. NULL: not published.';
COMMENT ON COLUMN processes.contract_end IS 'Day. The latest contracts[].period.endDate. NULL: not published.';
COMMENT ON COLUMN processes.first_payment_date IS 'Day. The earliest transactions[].date. NULL: not published.';
COMMENT ON COLUMN processes.last_payment_date IS 'Day. The latest transactions[].date. NULL: not published.';
COMMENT ON COLUMN processes.planning_reached IS 'True where something is published under planning.';
COMMENT ON COLUMN processes.tender_reached IS 'True where something is published under tender; an object of blanks is nothing.';
COMMENT ON COLUMN processes.award_reached IS 'True where awards[] has an award.';
COMMENT ON COLUMN processes.contract_reached IS 'True where contracts[] has a contract.';
COMMENT ON COLUMN processes.implementation_reached IS 'True where a contract has payments, milestones or documents under implementation.';
COMMENT ON COLUMN processes.awards IS 'Number of awards published.';
COMMENT ON COLUMN processes.counted_awards IS 'Number of awards that are not pending, cancelled or unsuccessful.';
COMMENT ON COLUMN processes.contracts IS 'Number of contracts published.';
COMMENT ON COLUMN processes.counted_contracts IS 'Number of contracts that are not cancelled.';
COMMENT ON COLUMN processes.payments IS 'Number of payments published.';
COMMENT ON COLUMN processes.date IS 'Day. The one date of the process: date_signed, else award_date, else tender_start, else release_date. NULL: none of them.';
COMMENT ON COLUMN processes.year IS 'Year of `date`. NULL: no date.';
COMMENT ON COLUMN processes.month IS 'Month of `date`, as 2017-04. NULL: no date.';
COMMENT ON COLUMN processes.released IS 'Month of `first_release`, as 2017-04. NULL: no release is dated.';
COMMENT ON COLUMN processes.agency_name IS 'Text. Name of the agency, as shown everywhere; see organisations. NULL: not published.';
COMMENT ON COLUMN processes.stage IS 'Code of the furthest stage with something published. NULL: nothing published in any.';
COMMENT ON COLUMN processes.call_open IS 'Days from tender_start to tender_end; negative ones are data problems. NULL: one of the two is not published.';
COMMENT ON COLUMN processes.decision IS 'Days from tender_end to award_date. NULL: one of the two is not published.';
COMMENT ON COLUMN processes.signing IS 'Days from award_date to date_signed. NULL: one of the two is not published.';
COMMENT ON COLUMN processes.execution IS 'Days from contract_start to contract_end. NULL: one of the two is not published.';
COMMENT ON COLUMN processes.first_payment IS 'Days from date_signed to first_payment_date. NULL: one of the two is not published.';
COMMENT ON COLUMN processes.suppliers IS 'List of (id, name) of the published suppliers, by id. Empty: none published.';
COMMENT ON COLUMN processes.published IS 'Number of the fields owed that are published; see completeness.';
COMMENT ON COLUMN processes.applicable IS 'Number of fields owed; see completeness.';
