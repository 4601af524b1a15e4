-- Each item with a unit price, of the last stage that has items. Peers: one classification, unit and currency; where no
-- classification is published, one description, unit and currency.
WITH last_stage AS (
    SELECT process_id, max(list_position(['tender', 'award', 'contract'], stage)) AS stage FROM items
    WHERE unit_amount > 0 GROUP BY process_id
), priced AS (
    SELECT i.process_id, p.source, p.ocid, p.agency_id, p.supplier_id, i.description, i.unit, i.quantity, i.unit_amount, i.unit_currency,
        CASE i.stage WHEN 'tender' THEN 'tender.' WHEN 'award' THEN entry('awards', i.parent) || '.' ELSE entry('contracts', i.parent) || '.' END
            || entry('items', i.position) AS path,
        CASE WHEN i.classification_id IS NOT NULL THEN 'c ' || coalesce(i.classification_scheme, '') || ' ' || i.classification_id
            ELSE 'd ' || fold(i.description) END || ' | ' || coalesce(fold(i.unit), '') || ' | ' || i.unit_currency AS kind,
        log10(CAST(i.unit_amount AS DOUBLE)) AS size
    FROM items i JOIN last_stage l ON l.process_id = i.process_id AND list_position(['tender', 'award', 'contract'], i.stage) = l.stage
    JOIN i_process p ON p.process_id = i.process_id WHERE i.unit_amount > 0 AND i.unit_currency IS NOT NULL AND coalesce(i.classification_id, fold(i.description)) IS NOT NULL
), peers AS (
    SELECT kind, fenced(list_sort(list(size))) AS f, count(DISTINCT process_id) AS processes FROM priced GROUP BY kind
), judged AS MATERIALIZED (
    SELECT i.*, p.f, greatest(pow(10, p.f.high), getvariable('unit_price_times') * pow(10, p.f.q2)) AS threshold,
        CASE WHEN p.f.n < getvariable('unit_price_peers') OR p.processes < 2 THEN 'too_few_peers' END AS reason,
        i.size > p.f.q3 AND CAST(i.unit_amount AS DOUBLE) >= threshold AS raised
    FROM priced i JOIN peers p USING (kind)
), others AS (
    SELECT kind, list(DISTINCT {ocid: ocid, source: source, price: unit_amount, description: description[:120]} ORDER BY {ocid: ocid, source: source, price: unit_amount, description: description[:120]})[:15] AS others
    FROM judged WHERE kind IN (SELECT kind FROM judged WHERE raised AND reason IS NULL) GROUP BY kind
)
SELECT i.process_id, i.path AS item, i.agency_id, i.supplier_id, i.reason, CAST(i.unit_amount AS DOUBLE) AS value, i.threshold,
    i.raised, i.f.n AS peers, i.kind AS peer_group, i.unit_amount AS amount, i.unit_currency AS currency,
    CASE WHEN i.raised AND i.reason IS NULL THEN json_object('description', i.description[:200], 'unit', i.unit, 'quantity', i.quantity, 'price', i.unit_amount,
        'median', pow(10, i.f.q2), 'times', value / pow(10, i.f.q2), 'others', o.others) END AS evidence
FROM judged i LEFT JOIN others o USING (kind)
