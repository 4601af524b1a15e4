-- Each agency with enough dated contracts: the share signed in the last month of the financial year. Peers: agencies of the source.
WITH shares AS (
    SELECT source, agency_id, count(*) AS contracts, count(*) FILTER (month(day) = getvariable('year_end_rush_month')) AS late, count(*) FILTER (month(day) = getvariable('year_end_rush_month')) / count(*) AS share,
        CAST(sum(amount) FILTER (month(day) = getvariable('year_end_rush_month')) AS DECIMAL(38, 4)) AS amount, min(currency) AS currency, count(DISTINCT currency) AS currencies,
        list(process_id ORDER BY amount DESC NULLS LAST, ocid) FILTER (month(day) = getvariable('year_end_rush_month'))[:20] AS records
    FROM i_deals WHERE day IS NOT NULL GROUP BY source, agency_id
), peers AS (
    SELECT source, fenced(list_sort(list(CAST(share AS DOUBLE)))) AS f FROM shares WHERE contracts >= getvariable('year_end_rush_contracts') GROUP BY source
)
SELECT s.agency_id, CASE WHEN s.contracts < getvariable('year_end_rush_contracts') THEN 'too_few_contracts'
        WHEN coalesce(p.f.n, 0) < getvariable('year_end_rush_peers') THEN 'too_few_peers' END AS reason,
    s.share AS value, coalesce(getvariable('year_end_rush_threshold'), p.f.high) AS threshold,
    s.share >= threshold AND s.share > 0 AND (getvariable('year_end_rush_threshold') IS NOT NULL OR s.share > p.f.q3) AS raised,
    p.f.n AS peers, 'agencies' AS peer_group, CASE WHEN s.currencies = 1 THEN s.amount END AS amount, CASE WHEN s.currencies = 1 THEN s.currency END AS currency,
    json_object('late', s.late, 'contracts', s.contracts, 'records', s.records) AS evidence
FROM shares s LEFT JOIN peers p USING (source)
QUALIFY row_number() OVER (PARTITION BY s.agency_id ORDER BY s.contracts DESC, s.source) = 1
