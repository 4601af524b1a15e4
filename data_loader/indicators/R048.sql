-- Each supplier with classified items in awards of its own: how many first levels, in the scheme where it has most.
WITH sold AS (
    SELECT p.source, s.supplier_id, coalesce(i.classification_scheme, '') AS scheme, p.process_id,
        left(i.classification_id, getvariable('R048_digits')::BIGINT) AS kind, i.classification
    FROM award_suppliers s JOIN awards a USING (process_id, award_index) JOIN i_process p USING (process_id)
    JOIN items i ON i.process_id = s.process_id AND i.stage = 'award' AND i.parent = s.award_index
    WHERE s.suppliers = 1 AND a.status = 'active' AND s.supplier_id IS NOT NULL AND NOT p.cancelled
        AND regexp_matches(i.classification_id, '^\d\d')
), kinds AS (
    SELECT source, supplier_id, scheme, count(DISTINCT kind) AS kinds, list(DISTINCT kind ORDER BY kind)[:20] AS codes,
        list(DISTINCT process_id ORDER BY process_id)[:20] AS records
    FROM sold GROUP BY ALL
), peers AS (
    SELECT source, scheme, fenced(list_sort(list(CAST(kinds AS DOUBLE)))) AS f FROM kinds GROUP BY ALL
)
SELECT k.supplier_id, CASE WHEN p.f.n < getvariable('R048_peers') THEN 'too_few_peers' END AS reason,
    k.kinds AS value, coalesce(getvariable('R048_threshold'), ceil(p.f.high)) AS threshold,
    k.kinds >= threshold AND (getvariable('R048_threshold') IS NOT NULL OR k.kinds > p.f.q3) AS raised,
    p.f.n AS peers, 'suppliers' AS peer_group, json_object('kinds', k.kinds, 'codes', k.codes, 'records', k.records) AS evidence
FROM kinds k JOIN peers p USING (source, scheme)
QUALIFY row_number() OVER (PARTITION BY k.supplier_id ORDER BY k.kinds DESC, k.source, k.scheme) = 1
