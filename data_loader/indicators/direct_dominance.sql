-- Each agency: the contracts that one supplier got without a call for bids, of all its contracts with a published method.
WITH pairs AS (
    SELECT agency_id, supplier_id, count(*) AS contracts, CAST(sum(amount) AS DECIMAL(38, 4)) AS amount,
        min(currency) AS currency, count(DISTINCT currency) AS currencies, min(year) AS first_year, max(year) AS last_year,
        list(process_id ORDER BY amount DESC NULLS LAST, ocid)[:20] AS records
    FROM i_deals WHERE list_contains(getvariable('direct_dominance_methods'), method) GROUP BY agency_id, supplier_id
), totals AS (
    SELECT agency_id, count(*) AS contracts, CAST(sum(amount) AS DECIMAL(38, 4)) AS total, count(DISTINCT currency) AS currencies
    FROM i_deals WHERE method IS NOT NULL GROUP BY agency_id
), most AS (
    SELECT agency_id, first(p ORDER BY p.contracts DESC, p.amount DESC NULLS LAST, p.supplier_id) AS pair FROM pairs p GROUP BY agency_id
)
SELECT t.agency_id, m.pair.supplier_id AS supplier_id,
    CASE WHEN t.contracts < getvariable('direct_dominance_contracts') THEN 'too_few_contracts' END AS reason,
    coalesce(m.pair.contracts, 0) / t.contracts AS value, getvariable('direct_dominance_share') AS threshold, value >= threshold AS raised,
    CASE WHEN t.currencies = 1 THEN m.pair.amount END AS amount, CASE WHEN t.currencies = 1 THEN m.pair.currency END AS currency,
    json_object('direct', m.pair.contracts, 'contracts', t.contracts, 'amount', CASE WHEN t.currencies = 1 THEN m.pair.amount END,
        'total', CASE WHEN t.currencies = 1 THEN t.total END, 'first_year', m.pair.first_year, 'last_year', m.pair.last_year, 'records', m.pair.records) AS evidence
FROM totals t LEFT JOIN most m USING (agency_id)
