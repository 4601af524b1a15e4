-- Each supplier's first contract, where its source publishes earlier ones of others. Peers: first contracts of the source.
WITH firsts AS (
    SELECT source, currency, supplier_id, day, amount, agency_id, process_id
    FROM i_deals WHERE amount > 0 AND currency IS NOT NULL AND day IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY source, currency, supplier_id ORDER BY day, amount DESC, process_id) = 1
), starts AS (
    SELECT source, min(day) AS start FROM i_deals GROUP BY source
), peers AS (
    SELECT source, currency, fenced(list_sort(list(log10(CAST(amount AS DOUBLE))))) AS f FROM firsts GROUP BY ALL
)
SELECT f.supplier_id, f.agency_id AS agency_id,
    CASE WHEN date_diff('day', s.start, f.day) < getvariable('new_supplier_days') THEN 'no_earlier_data'
        WHEN p.f.n < getvariable('new_supplier_peers') THEN 'too_few_peers' END AS reason,
    CAST(f.amount AS DOUBLE) AS value, coalesce(getvariable('new_supplier_threshold'), pow(10, p.f.high)) AS threshold,
    value >= threshold AND (getvariable('new_supplier_threshold') IS NOT NULL OR log10(value) > p.f.q3) AS raised,
    p.f.n AS peers, 'first_contracts' AS peer_group, f.amount AS amount, f.currency,
    json_object('first_day', f.day, 'data_since', s.start, 'median', pow(10, p.f.q2),
        'records', [f.process_id]) AS evidence
FROM firsts f JOIN starts s USING (source) JOIN peers p USING (source, currency)
QUALIFY row_number() OVER (PARTITION BY f.supplier_id ORDER BY f.day, f.source, f.currency) = 1
