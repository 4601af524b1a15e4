-- Each agency: the share of its largest supplier in the money of its contracts in its main currency.
WITH sums AS (
    SELECT agency_id, currency, supplier_id, count(*) AS contracts, CAST(sum(amount) AS DECIMAL(38, 4)) AS amount,
        min(year) AS first_year, max(year) AS last_year, list(process_id ORDER BY amount DESC, ocid)[:20] AS records
    FROM i_deals WHERE amount > 0 AND currency IS NOT NULL GROUP BY agency_id, currency, supplier_id
), totals AS (
    SELECT agency_id, currency, CAST(sum(amount) AS DECIMAL(38, 4)) AS total, sum(contracts)::BIGINT AS contracts, count(*) AS suppliers,
        first(s ORDER BY s.amount DESC, s.supplier_id) AS largest
    FROM sums s GROUP BY agency_id, currency
    QUALIFY row_number() OVER (PARTITION BY agency_id ORDER BY sum(s.contracts) DESC, currency) = 1
)
SELECT agency_id, largest.supplier_id AS supplier_id,
    CASE WHEN contracts < getvariable('dominant_supplier_contracts') THEN 'too_few_contracts' END AS reason,
    CAST(largest.amount AS DOUBLE) / CAST(total AS DOUBLE) AS value, getvariable('dominant_supplier_share') AS threshold,
    value >= threshold AS raised, largest.amount AS amount, currency,
    json_object('contracts', largest.contracts, 'all_contracts', contracts, 'amount', largest.amount, 'total', total,
        'first_year', largest.first_year, 'last_year', largest.last_year, 'suppliers', suppliers, 'records', largest.records) AS evidence
FROM totals
