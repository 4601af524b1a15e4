-- Each supplier with enough contracts, among the larger ones of a source of several agencies: the share of one agency.
WITH pairs AS (
    SELECT source, currency, supplier_id, agency_id, count(*) AS contracts, CAST(sum(amount) AS DECIMAL(38, 4)) AS amount,
        min(year) AS first_year, max(year) AS last_year, list(process_id ORDER BY amount DESC, ocid)[:20] AS records
    FROM i_deals WHERE amount > 0 AND currency IS NOT NULL GROUP BY source, currency, supplier_id, agency_id
), suppliers AS (
    SELECT source, currency, supplier_id, sum(contracts)::BIGINT AS contracts, CAST(sum(amount) AS DECIMAL(38, 4)) AS total,
        first(p ORDER BY p.amount DESC, p.agency_id) AS largest
    FROM pairs p GROUP BY source, currency, supplier_id
), peers AS (
    SELECT source, currency, count(*) AS suppliers, quantile_cont(CAST(total AS DOUBLE), 0.75) AS large FROM suppliers GROUP BY ALL
), buyers AS (
    SELECT source, count(DISTINCT agency_id) AS agencies FROM i_deals GROUP BY source
)
SELECT s.largest.agency_id AS agency_id, s.supplier_id,
    CASE WHEN s.contracts < getvariable('captive_supplier_contracts') THEN 'too_few_contracts'
        WHEN b.agencies < getvariable('captive_supplier_agencies') THEN 'too_few_agencies' END AS reason,
    CASE WHEN CAST(s.total AS DOUBLE) >= p.large THEN CAST(s.largest.amount AS DOUBLE) / CAST(s.total AS DOUBLE) END AS value,
    getvariable('captive_supplier_share') AS threshold, coalesce(value >= threshold, false) AS raised, p.suppliers AS peers, 'suppliers' AS peer_group,
    s.largest.amount AS amount, s.currency,
    json_object('contracts', s.largest.contracts, 'all_contracts', s.contracts, 'amount', s.largest.amount, 'total', s.total,
        'agencies', b.agencies, 'first_year', s.largest.first_year, 'last_year', s.largest.last_year, 'records', s.largest.records) AS evidence
FROM suppliers s JOIN peers p USING (source, currency) JOIN buyers b USING (source)
QUALIFY row_number() OVER (PARTITION BY s.supplier_id ORDER BY s.contracts DESC, s.source, s.currency) = 1
