-- Each agency with enough contracts in two years running: the largest growth of one supplier's share of its money.
WITH years AS (
    SELECT agency_id, currency, year, count(*) AS contracts, CAST(sum(amount) AS DOUBLE) AS total
    FROM i_deals WHERE amount > 0 AND currency IS NOT NULL AND year IS NOT NULL GROUP BY ALL
), pairs AS (
    SELECT agency_id, currency, year, supplier_id, CAST(sum(amount) AS DECIMAL(38, 4)) AS amount,
        list(process_id ORDER BY amount DESC, ocid)[:20] AS records
    FROM i_deals WHERE amount > 0 AND currency IS NOT NULL AND year IS NOT NULL GROUP BY ALL
), jumps AS (
    SELECT n.agency_id, n.currency, p.supplier_id, n.year, p.amount, p.records, CAST(p.amount AS DOUBLE) / n.total AS share,
        coalesce(CAST(b.amount AS DOUBLE), 0) / f.total AS before, share - before AS jump,
        n.contracts >= getvariable('pair_jump_contracts') AND f.contracts >= getvariable('pair_jump_contracts') AS enough
    FROM years n JOIN years f ON f.agency_id = n.agency_id AND f.currency = n.currency AND f.year = n.year - 1
    JOIN pairs p ON p.agency_id = n.agency_id AND p.currency = n.currency AND p.year = n.year
    LEFT JOIN pairs b ON b.agency_id = n.agency_id AND b.currency = n.currency AND b.year = f.year AND b.supplier_id = p.supplier_id
)
SELECT agency_id, supplier_id, CASE WHEN NOT enough THEN 'too_few_contracts' END AS reason, jump AS value,
    getvariable('pair_jump_points') AS threshold, jump >= threshold AS raised, amount, currency,
    json_object('share', share, 'before', before, 'year', year, 'year_before', year - 1, 'amount', amount, 'records', records) AS evidence
FROM jumps
QUALIFY row_number() OVER (PARTITION BY agency_id ORDER BY enough DESC, jump DESC, year, supplier_id) = 1
