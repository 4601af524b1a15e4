-- Each pair of agency and supplier: the most contracts of similar amounts within some days. Amounts are similar where
-- they share one of two overlapping bands, so that two within a fifth of each other always do.
WITH deals AS (
    SELECT d.*, ln(CAST(amount AS DOUBLE)) / ln(1.44) AS size FROM i_deals d
    WHERE amount > 0 AND currency IS NOT NULL AND day IS NOT NULL AND NOT list_contains(getvariable('splitting_excluded'), coalesce(method, ''))
), banded AS (
    SELECT *, floor(size) AS band FROM deals UNION ALL SELECT *, floor(size + 0.5) + 0.25 FROM deals
), runs AS (
    SELECT agency_id, supplier_id, currency, band, day,
        count(DISTINCT process_id) OVER w AS run, CAST(sum(amount) OVER w AS DECIMAL(38, 4)) AS total
    FROM banded WINDOW w AS (PARTITION BY agency_id, supplier_id, currency, band ORDER BY day
        RANGE BETWEEN CURRENT ROW AND getvariable('splitting_days') * INTERVAL 1 DAY FOLLOWING)
), best AS (
    SELECT agency_id, supplier_id, first(r ORDER BY r.run DESC, r.total DESC, r.day, r.band) AS run FROM runs r GROUP BY ALL
), found AS (
    SELECT b.agency_id, b.supplier_id, list(d.process_id ORDER BY d.day, d.ocid)[:20] AS records
    FROM best b JOIN banded d ON d.agency_id = b.agency_id AND d.supplier_id = b.supplier_id AND d.currency = b.run.currency
        AND d.band = b.run.band AND d.day BETWEEN b.run.day AND b.run.day + getvariable('splitting_days')::INTEGER
    WHERE b.run.run >= getvariable('splitting_contracts') GROUP BY ALL
), sizes AS (
    SELECT agency_id, supplier_id, count(DISTINCT process_id) AS contracts FROM deals GROUP BY ALL
)
SELECT b.agency_id, b.supplier_id, CASE WHEN s.contracts < getvariable('splitting_contracts') THEN 'too_few_contracts' END AS reason,
    b.run.run AS value, getvariable('splitting_contracts') AS threshold, value >= threshold AS raised,
    b.run.total AS amount, b.run.currency AS currency,
    json_object('contracts', b.run.run, 'days', getvariable('splitting_days'), 'from', b.run.day, 'amount', b.run.total, 'records', f.records) AS evidence
FROM best b JOIN sizes s USING (agency_id, supplier_id) LEFT JOIN found f USING (agency_id, supplier_id)
