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
    SELECT process_id, 'tender.title' AS path, tender.title AS value FROM compiled
    UNION ALL SELECT process_id, 'tender.description', tender.description FROM compiled
    UNION ALL SELECT process_id, 'planning.rationale', planning.rationale FROM compiled
    UNION ALL SELECT process_id, 'buyer.name', buyer.name FROM compiled
    UNION ALL SELECT process_id, 'tender.procuringEntity.name', tender.procuringEntity.name FROM compiled
    UNION ALL SELECT process_id, entry('parties', parent) || '.name', party.name FROM party_rows
    UNION ALL SELECT process_id, entry('awards', parent) || '.title', award.title FROM award_rows
    UNION ALL SELECT process_id, entry('awards', parent) || '.description', award.description FROM award_rows
    UNION ALL SELECT process_id, entry('awards', parent) || '.' || entry('suppliers', position) || '.name', supplier.name
    FROM supplier_rows
    UNION ALL SELECT process_id, entry('contracts', parent) || '.title', contract.title FROM contract_rows
    UNION ALL SELECT process_id, entry('contracts', parent) || '.description', contract.description FROM contract_rows
    UNION ALL SELECT process_id, within(stage, parent) || entry('items', position) || '.description', item.description
    FROM item_rows
)
SELECT process_id, CASE WHEN length(value) > 30 THEN NOT regexp_matches(value, '[\p{L}\p{N}]')
        ELSE published(value) IS NULL END AS wrong, path, value, NULL AS against
FROM texts WHERE trim(value) <> ''
