-- Each title, description and name that is not blank. No placeholder in words is longer than thirty letters.
WITH award_rows AS (
    SELECT process_id, generate_subscripts(awards, 1) AS parent, unnest(awards) AS award FROM compiled
), contract_rows AS (
    SELECT process_id, generate_subscripts(contracts, 1) AS parent, unnest(contracts) AS contract FROM compiled
), party_rows AS (
    SELECT process_id, generate_subscripts(parties, 1) AS parent, unnest(parties) AS party FROM compiled
), supplier_rows AS (
    SELECT process_id, parent, generate_subscripts(award.suppliers, 1) AS position, unnest(award.suppliers) AS supplier
    FROM award_rows
), item_rows AS (
    SELECT process_id, 'tender' AS stage, 0 AS parent, generate_subscripts(tender.items, 1) AS position,
        unnest(tender.items) AS item FROM compiled
    UNION ALL
    SELECT process_id, 'award', parent, generate_subscripts(award.items, 1), unnest(award.items) FROM award_rows
    UNION ALL
    SELECT process_id, 'contract', parent, generate_subscripts(contract.items, 1), unnest(contract.items)
    FROM contract_rows
), texts AS (
    SELECT process_id, 'tender.title' AS list, NULL AS parent, NULL AS position, NULL AS field, tender.title AS value FROM compiled
    UNION ALL SELECT process_id, 'tender.description', NULL, NULL, NULL, tender.description FROM compiled
    UNION ALL SELECT process_id, 'planning.rationale', NULL, NULL, NULL, planning.rationale FROM compiled
    UNION ALL SELECT process_id, 'buyer.name', NULL, NULL, NULL, buyer.name FROM compiled
    UNION ALL SELECT process_id, 'tender.procuringEntity.name', NULL, NULL, NULL, tender.procuringEntity.name FROM compiled
    UNION ALL SELECT process_id, 'parties', parent, NULL, 'name', party.name FROM party_rows
    UNION ALL SELECT process_id, 'awards', parent, NULL, 'title', award.title FROM award_rows
    UNION ALL SELECT process_id, 'awards', parent, NULL, 'description', award.description FROM award_rows
    UNION ALL SELECT process_id, 'awards', parent, position, 'name', supplier.name FROM supplier_rows
    UNION ALL SELECT process_id, 'contracts', parent, NULL, 'title', contract.title FROM contract_rows
    UNION ALL SELECT process_id, 'contracts', parent, NULL, 'description', contract.description FROM contract_rows
    UNION ALL SELECT process_id, stage, parent, position, 'description', item.description FROM item_rows
), judged_texts AS (
    SELECT *, CASE WHEN length(value) > 30 THEN NOT regexp_matches(value, '[\p{L}\p{N}]')
        ELSE NOT is_published(value) END AS wrong
    FROM texts WHERE trim(value) <> ''
)
SELECT process_id, wrong, CASE WHEN NOT wrong THEN NULL WHEN field IS NULL THEN list
    WHEN list IN ('tender', 'award', 'contract') THEN within(list, parent) || entry('items', position) || '.' || field
    ELSE entry(list, parent) || '.' || CASE WHEN position IS NULL THEN field ELSE entry('suppliers', position) || '.' || field END END AS path,
    value, NULL AS against
FROM judged_texts
