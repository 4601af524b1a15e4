-- Each contract with a legal limit of its year, category and method: how near below it the amount is.
WITH limits AS (
    SELECT * FROM legal_thresholds WHERE problem IS NULL
), held AS (
    SELECT d.process_id, d.supplier_id, d.amount, d.currency, d.path, l.amount AS "limit", l.certain, l.reference,
        CAST(d.amount AS DOUBLE) / CAST(l.amount AS DOUBLE) AS ratio
    FROM i_deals d JOIN limits l ON (l.source IS NULL OR l.source = d.source) AND (l.agency IS NULL OR l.agency = d.agency_id)
        AND (l.category IS NULL OR l.category = d.category) AND l.method = d.method AND l.currency = d.currency
        AND d.year BETWEEN l.year_from AND l.year_to
    WHERE d.amount > 0
), nearest AS (
    SELECT process_id, first(h ORDER BY h.certain DESC, h.ratio <= 1 DESC, abs(1 - h.ratio), h.path) AS deal FROM held h GROUP BY process_id
)
SELECT p.process_id, CASE WHEN n.process_id IS NULL THEN 'no_limit' WHEN NOT n.deal.certain THEN 'limit_uncertain' END AS reason,
    n.deal.supplier_id AS supplier_id, n.deal.ratio AS value, 1 - getvariable('below_threshold_margin') AS threshold,
    n.deal.ratio BETWEEN threshold AND 1 AS raised, n.deal.amount AS amount, n.deal.currency AS currency,
    json_object('limit', n.deal."limit", 'deal', n.deal.amount, 'path', n.deal.path, 'reference', n.deal.reference) AS evidence
FROM (SELECT DISTINCT process_id FROM i_deals WHERE amount > 0 AND method IS NOT NULL AND year IS NOT NULL AND currency IS NOT NULL) p
LEFT JOIN nearest n USING (process_id)
