-- What each process owes and publishes, one column a field of completeness.toml (the column is the field's path):
-- true = published, false = owed and missing, NULL = not owed. A field of a list is published where every award or
-- contract that counts has it; payments and milestones where there are any and every one has it.
CREATE TABLE completeness AS
WITH in_force AS (
    SELECT process_id, bool_or(status IS DISTINCT FROM 'pending' OR date_signed IS NOT NULL) AS in_force
    FROM contracts WHERE counted GROUP BY process_id
), implementation_facts AS (
    SELECT process_id, bool_or(kind = 'milestone') AS with_milestones, bool_or(kind = 'document') AS with_documents
    FROM (SELECT process_id, 'milestone' AS kind FROM milestones WHERE stage = 'implementation'
          UNION ALL SELECT process_id, 'document' FROM documents WHERE stage = 'implementation')
    GROUP BY process_id
), tender_items AS (
    SELECT process_id, bool_and(description IS NOT NULL OR classification IS NOT NULL) AS described,
        bool_and(classification_id IS NOT NULL) AS classified
    FROM items WHERE stage = 'tender' GROUP BY process_id
), entities AS (
    SELECT DISTINCT process_id FROM named
    WHERE place = 'procuringEntity' OR (place = 'party' AND list_contains(roles, 'procuringentity'))
), owed AS (
    SELECT t.process_id, t.method,
        t.tender_reached OR t.award_reached OR t.contract_reached OR t.implementation_reached AS tender,
        t.award_reached OR t.contract_reached OR coalesce(t.tender_status = 'complete', false) AS closed,
        x."awards" > 0 OR x."contracts" > 0
            OR coalesce(t.tender_status = 'complete', false) AND NOT t.award_reached AS award,
        x."awards" > 0 OR x."contracts" > 0 AS contract,
        coalesce(f.in_force, false) AS implementation
    FROM stages t JOIN objects x USING (process_id) LEFT JOIN in_force f USING (process_id)
), told AS MATERIALIZED (  -- of the widest rows what is asked of them and no more: a million of them are joined below
    SELECT process_id,
        is_published(planning.rationale) AS rationale,
        planning.budget.amount.amount IS NOT NULL AS budget,
        coalesce(published(planning.budget.source), published(planning.budget.description), published(planning.budget.id)) IS NOT NULL AS budget_source,
        coalesce(len(planning.documents) > 0, false) AS planning_documents,
        is_published(tender.title) AS title,
        is_published(tender.description) AS description,
        is_published(tender.status) AS status,
        is_published(tender.procurementMethod) AS method,
        is_published(tender.procurementMethodRationale) AS method_rationale,
        is_published(tender.mainProcurementCategory) AS category,
        tender.value.amount IS NOT NULL AS amount,
        day(tender.tenderPeriod.startDate) IS NOT NULL AS start,
        day(tender.tenderPeriod.endDate) IS NOT NULL AS "end",
        coalesce(len(tender.documents) > 0, false) AS documents,
        tender.numberOfTenderers IS NOT NULL OR coalesce(len(tender.tenderers) > 0, false) AS tenderers
    FROM compiled
), fields AS (
    SELECT c.process_id,
        g.agency_id IS NOT NULL AS "buyer",
        c.rationale AS "planning/rationale",
        c.budget AS "planning/budget/amount/amount",
        c.budget_source AS "planning/budget/source",
        c.planning_documents AS "planning/documents",
        CASE WHEN o.tender THEN c.title END AS "tender/title",
        CASE WHEN o.tender THEN c.description END AS "tender/description",
        CASE WHEN o.tender THEN c.status END AS "tender/status",
        CASE WHEN o.tender THEN e.process_id IS NOT NULL END AS "tender/procuringEntity",
        CASE WHEN o.tender THEN c.method END AS "tender/procurementMethod",
        CASE WHEN o.tender AND o.method IN ('limited', 'direct') THEN c.method_rationale END AS "tender/procurementMethodRationale",
        CASE WHEN o.tender THEN c.category END AS "tender/mainProcurementCategory",
        CASE WHEN o.tender THEN c.amount END AS "tender/value/amount",
        CASE WHEN o.tender AND o.method IS DISTINCT FROM 'direct' THEN c.start END AS "tender/tenderPeriod/startDate",
        CASE WHEN o.tender AND o.method IS DISTINCT FROM 'direct' THEN c."end" END AS "tender/tenderPeriod/endDate",
        CASE WHEN o.tender THEN coalesce(ti.described, false) END AS "tender/items/description",
        CASE WHEN o.tender THEN coalesce(ti.classified, false) END AS "tender/items/classification/id",
        CASE WHEN o.tender THEN c.documents END AS "tender/documents",
        CASE WHEN o.closed THEN c.tenderers END AS "tender/numberOfTenderers",
        CASE WHEN o.award THEN x."awards" > 0 AND x."awards/date" = 0 END AS "awards/date",
        CASE WHEN o.award THEN x."awards" > 0 AND x."awards/status" = 0 END AS "awards/status",
        CASE WHEN o.award THEN x."awards" > 0 AND x."awards/value/amount" = 0 END AS "awards/value/amount",
        CASE WHEN o.award THEN x."awards" > 0 AND x."awards/suppliers/name" = 0 END AS "awards/suppliers/name",
        CASE WHEN o.award THEN x."awards" > 0 AND x."awards/suppliers/identifier/id" = 0 END AS "awards/suppliers/identifier/id",
        CASE WHEN o.award THEN x."awards" > 0 AND x."awards/items" = 0 END AS "awards/items",
        CASE WHEN o.award THEN x."awards" > 0 AND x."awards/documents" = 0 END AS "awards/documents",
        CASE WHEN o.contract THEN x."contracts" > 0 AND x."contracts/awardID" = 0 END AS "contracts/awardID",
        CASE WHEN o.contract THEN x."contracts" > 0 AND x."contracts/status" = 0 END AS "contracts/status",
        CASE WHEN o.contract THEN x."contracts" > 0 AND x."contracts/dateSigned" = 0 END AS "contracts/dateSigned",
        CASE WHEN o.contract THEN x."contracts" > 0 AND x."contracts/value/amount" = 0 END AS "contracts/value/amount",
        CASE WHEN o.contract THEN x."contracts" > 0 AND x."contracts/period/startDate" = 0 END AS "contracts/period/startDate",
        CASE WHEN o.contract THEN x."contracts" > 0 AND x."contracts/period/endDate" = 0 END AS "contracts/period/endDate",
        CASE WHEN o.contract THEN x."contracts" > 0 AND x."contracts/items" = 0 END AS "contracts/items",
        CASE WHEN o.contract THEN x."contracts" > 0 AND x."contracts/documents" = 0 END AS "contracts/documents",
        CASE WHEN o.implementation THEN x."contracts/implementation/transactions" > 0 AND x."contracts/implementation/transactions/value/amount" = 0 END AS "contracts/implementation/transactions/value/amount",
        CASE WHEN o.implementation THEN x."contracts/implementation/transactions" > 0 AND x."contracts/implementation/transactions/date" = 0 END AS "contracts/implementation/transactions/date",
        CASE WHEN o.implementation THEN x."contracts/implementation/transactions" > 0 AND x."contracts/implementation/transactions/payee" = 0 END AS "contracts/implementation/transactions/payee",
        CASE WHEN o.implementation THEN coalesce(i.with_milestones, false) END AS "contracts/implementation/milestones",
        CASE WHEN o.implementation THEN coalesce(i.with_documents, false) END AS "contracts/implementation/documents"
    FROM told c JOIN owed o USING (process_id)
    LEFT JOIN agencies g USING (process_id) LEFT JOIN entities e USING (process_id)
    JOIN objects x USING (process_id) LEFT JOIN tender_items ti USING (process_id)
    LEFT JOIN implementation_facts i USING (process_id)
)
SELECT *,
    list_count(list_filter([*COLUMNS(* EXCLUDE (process_id))], lambda x: x)) AS published,
    list_count([*COLUMNS(* EXCLUDE (process_id))]) AS applicable
FROM fields ORDER BY process_id;

COMMENT ON TABLE completeness IS 'What each process owes and publishes: one column a field, named by its path.';
COMMENT ON COLUMN completeness.process_id IS 'Number of the process in this snapshot; see processes.';
COMMENT ON COLUMN completeness.published IS 'Number of the fields owed that are published.';
COMMENT ON COLUMN completeness.applicable IS 'Number of fields owed.';
COMMENT ON COLUMN completeness."buyer" IS 'Agency that buys. True: published; false: owed and missing; NULL: not owed.';
COMMENT ON COLUMN completeness."planning/rationale" IS 'Reason for buying. True: published; false: owed and missing; NULL: not owed.';
COMMENT ON COLUMN completeness."planning/budget/amount/amount" IS 'Budgeted amount. True: published; false: owed and missing; NULL: not owed.';
COMMENT ON COLUMN completeness."planning/budget/source" IS 'Source of the budget. True: published; false: owed and missing; NULL: not owed.';
COMMENT ON COLUMN completeness."planning/documents" IS 'Planning documents. True: published; false: owed and missing; NULL: not owed.';
COMMENT ON COLUMN completeness."tender/title" IS 'Title of the tender. True: published; false: owed and missing; NULL: not owed.';
COMMENT ON COLUMN completeness."tender/description" IS 'Description of the tender. True: published; false: owed and missing; NULL: not owed.';
COMMENT ON COLUMN completeness."tender/status" IS 'Status of the tender. True: published; false: owed and missing; NULL: not owed.';
COMMENT ON COLUMN completeness."tender/procuringEntity" IS 'Procuring entity. True: published; false: owed and missing; NULL: not owed.';
COMMENT ON COLUMN completeness."tender/procurementMethod" IS 'Procurement method. True: published; false: owed and missing; NULL: not owed.';
COMMENT ON COLUMN completeness."tender/procurementMethodRationale" IS 'Reason for not tendering openly. True: published; false: owed and missing; NULL: not owed.';
COMMENT ON COLUMN completeness."tender/mainProcurementCategory" IS 'Category: goods, services or works. True: published; false: owed and missing; NULL: not owed.';
COMMENT ON COLUMN completeness."tender/value/amount" IS 'Estimated value. True: published; false: owed and missing; NULL: not owed.';
COMMENT ON COLUMN completeness."tender/tenderPeriod/startDate" IS 'Start of the call. True: published; false: owed and missing; NULL: not owed.';
COMMENT ON COLUMN completeness."tender/tenderPeriod/endDate" IS 'End of the call. True: published; false: owed and missing; NULL: not owed.';
COMMENT ON COLUMN completeness."tender/items/description" IS 'What is asked for. True: published; false: owed and missing; NULL: not owed.';
COMMENT ON COLUMN completeness."tender/items/classification/id" IS 'Classification of what is asked for. True: published; false: owed and missing; NULL: not owed.';
COMMENT ON COLUMN completeness."tender/documents" IS 'Tender documents. True: published; false: owed and missing; NULL: not owed.';
COMMENT ON COLUMN completeness."tender/numberOfTenderers" IS 'Number of bidders. True: published; false: owed and missing; NULL: not owed.';
COMMENT ON COLUMN completeness."awards/date" IS 'Award date. True: published; false: owed and missing; NULL: not owed.';
COMMENT ON COLUMN completeness."awards/status" IS 'Award status. True: published; false: owed and missing; NULL: not owed.';
COMMENT ON COLUMN completeness."awards/value/amount" IS 'Awarded amount. True: published; false: owed and missing; NULL: not owed.';
COMMENT ON COLUMN completeness."awards/suppliers/name" IS 'Supplier awarded. True: published; false: owed and missing; NULL: not owed.';
COMMENT ON COLUMN completeness."awards/suppliers/identifier/id" IS 'Supplier identifier (tax number). True: published; false: owed and missing; NULL: not owed.';
COMMENT ON COLUMN completeness."awards/items" IS 'What was awarded. True: published; false: owed and missing; NULL: not owed.';
COMMENT ON COLUMN completeness."awards/documents" IS 'Award documents. True: published; false: owed and missing; NULL: not owed.';
COMMENT ON COLUMN completeness."contracts/awardID" IS 'Award it comes from. True: published; false: owed and missing; NULL: not owed.';
COMMENT ON COLUMN completeness."contracts/status" IS 'Contract status. True: published; false: owed and missing; NULL: not owed.';
COMMENT ON COLUMN completeness."contracts/dateSigned" IS 'Signature date. True: published; false: owed and missing; NULL: not owed.';
COMMENT ON COLUMN completeness."contracts/value/amount" IS 'Contract amount. True: published; false: owed and missing; NULL: not owed.';
COMMENT ON COLUMN completeness."contracts/period/startDate" IS 'Start of the contract. True: published; false: owed and missing; NULL: not owed.';
COMMENT ON COLUMN completeness."contracts/period/endDate" IS 'End of the contract. True: published; false: owed and missing; NULL: not owed.';
COMMENT ON COLUMN completeness."contracts/items" IS 'What was contracted. True: published; false: owed and missing; NULL: not owed.';
COMMENT ON COLUMN completeness."contracts/documents" IS 'Contract documents. True: published; false: owed and missing; NULL: not owed.';
COMMENT ON COLUMN completeness."contracts/implementation/transactions/value/amount" IS 'Amount of each payment. True: published; false: owed and missing; NULL: not owed.';
COMMENT ON COLUMN completeness."contracts/implementation/transactions/date" IS 'Date of each payment. True: published; false: owed and missing; NULL: not owed.';
COMMENT ON COLUMN completeness."contracts/implementation/transactions/payee" IS 'Who receives each payment. True: published; false: owed and missing; NULL: not owed.';
COMMENT ON COLUMN completeness."contracts/implementation/milestones" IS 'Milestones of the execution. True: published; false: owed and missing; NULL: not owed.';
COMMENT ON COLUMN completeness."contracts/implementation/documents" IS 'Execution documents. True: published; false: owed and missing; NULL: not owed.';
