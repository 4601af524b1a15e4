-- What each process has reached: at which stages something is published. Not part of the snapshot (it is in `processes`).
CREATE TABLE stages AS
WITH implementation AS (
    SELECT DISTINCT process_id FROM (
        SELECT process_id FROM transactions
        UNION ALL SELECT process_id FROM milestones WHERE stage = 'implementation'
        UNION ALL SELECT process_id FROM documents WHERE stage = 'implementation')
)
SELECT c.process_id, lower(published(c.tender.status)) AS tender_status,
    lower(published(c.tender.procurementMethod)) AS method,
    coalesce(c.planning IS NOT NULL AND (is_published(c.planning.rationale)
        OR c.planning.budget.amount.amount IS NOT NULL OR is_published(c.planning.budget.id)
        OR is_published(c.planning.budget.description) OR is_published(c.planning.budget.source)
        OR is_published(c.planning.budget.project) OR is_published(c.planning.budget.projectID)
        OR len(c.planning.documents) > 0 OR len(c.planning.milestones) > 0), false) AS planning_reached,
    -- a tender always has an id: an id alone says nothing of how the contract came about
    coalesce(c.tender IS NOT NULL AND (is_published(c.tender.title)
        OR is_published(c.tender.description) OR is_published(c.tender.status)
        OR is_published(c.tender.procurementMethod) OR c.tender.value.amount IS NOT NULL
        OR is_published(c.tender.procurementMethodDetails) OR is_published(c.tender.mainProcurementCategory)
        OR is_published(c.tender.procuringEntity.name) OR c.tender.numberOfTenderers IS NOT NULL
        OR len(c.tender.milestones) > 0
        OR c.tender.tenderPeriod.startDate IS NOT NULL OR c.tender.tenderPeriod.endDate IS NOT NULL
        OR len(c.tender.items) > 0 OR len(c.tender.documents) > 0 OR len(c.tender.tenderers) > 0), false) AS tender_reached,
    len(coalesce(c.awards, [])) > 0 AS award_reached, len(coalesce(c.contracts, [])) > 0 AS contract_reached,
    i.process_id IS NOT NULL AS implementation_reached
FROM compiled c LEFT JOIN implementation i USING (process_id);
