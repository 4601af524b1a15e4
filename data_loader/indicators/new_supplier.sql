-- Each supplier's first contract, where its source publishes earlier ones of others. Peers: first contracts of the source.
WITH firsts AS (
    SELECT source, currency, supplier_id, first({day: day, amount: amount, agency: agency_id, process: process_id} ORDER BY day, amount DESC, ocid) AS deal
    FROM i_deals WHERE amount > 0 AND currency IS NOT NULL AND day IS NOT NULL GROUP BY source, currency, supplier_id
), starts AS (
    SELECT source, min(day) AS start FROM i_deals GROUP BY source
), peers AS (
    SELECT source, currency, list_sort(list(log10(CAST(deal.amount AS DOUBLE)))) AS sorted FROM firsts GROUP BY ALL
)
SELECT f.supplier_id, f.deal.agency AS agency_id,
    CASE WHEN date_diff('day', s.start, f.deal.day) < getvariable('new_supplier_days') THEN 'no_earlier_data'
        WHEN len(p.sorted) < getvariable('new_supplier_peers') THEN 'too_few_peers' END AS reason,
    CAST(f.deal.amount AS DOUBLE) AS value, coalesce(getvariable('new_supplier_threshold'), pow(10, fence_above(p.sorted))) AS threshold,
    value >= threshold AND (getvariable('new_supplier_threshold') IS NOT NULL OR log10(value) > quantile8(p.sorted, 0.75)) AS raised,
    len(p.sorted) AS peers, 'first_contracts' AS peer_group, f.deal.amount AS amount, f.currency,
    json_object('first_day', f.deal.day, 'data_since', s.start, 'median', pow(10, quantile8(p.sorted, 0.5)),
        'records', [f.deal.process]) AS evidence
FROM firsts f JOIN starts s USING (source) JOIN peers p USING (source, currency)
QUALIFY row_number() OVER (PARTITION BY f.supplier_id ORDER BY f.deal.day, f.source, f.currency) = 1
