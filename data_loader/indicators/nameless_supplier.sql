-- Each process with an award or contract that counts: whether somebody is named, and identified where most of the source are.
WITH sold AS (
    SELECT process_id, supplier_id FROM contract_suppliers WHERE counted UNION SELECT process_id, supplier_id FROM award_suppliers WHERE counted
), known AS (
    SELECT s.process_id, p.source, s.supplier_id, CASE WHEN len(o.variants) > 0 OR o.named_by_hand THEN o.name END AS name, o.identifier FROM sold s JOIN i_process p USING (process_id)
    LEFT JOIN organisations o ON o.organisation_id = s.supplier_id
), habits AS (
    SELECT source, count(DISTINCT supplier_id) FILTER (identifier IS NOT NULL) / count(DISTINCT supplier_id) AS identified FROM known GROUP BY source
), worst AS (
    SELECT k.process_id, max(CASE WHEN k.supplier_id IS NULL THEN 3 WHEN k.name IS NULL THEN 2
        WHEN k.identifier IS NULL AND h.identified >= getvariable('nameless_supplier_share') THEN 1 ELSE 0 END) AS lack
    FROM known k JOIN habits h USING (source) GROUP BY k.process_id
)
SELECT process_id, lack AS value, 1 AS threshold, lack > 0 AS raised, json_object('lacks', ['identifier', 'name', 'supplier'][lack]) AS evidence FROM worst
