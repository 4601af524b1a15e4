-- Each agency: processes awarded directly ÷ processes with an award and a published method. Peers: agencies of the source.
WITH shares AS (
    SELECT p.source, p.agency_id, count(*) AS processes, count(*) FILTER (list_contains(getvariable('direct_share_methods'), p.method)) AS direct,
        count(*) FILTER (list_contains(getvariable('direct_share_methods'), p.method)) / count(*) AS share, CAST(sum(p.amount) FILTER (list_contains(getvariable('direct_share_methods'), p.method)) AS DECIMAL(38, 4)) AS direct_amount,
        CAST(sum(p.amount) AS DECIMAL(38, 4)) AS amount, min(p.currency) AS currency, count(DISTINCT p.currency) AS currencies, min(p.year) AS first_year, max(p.year) AS last_year,
        list(p.process_id ORDER BY p.amount DESC NULLS LAST, p.ocid)
            FILTER (list_contains(getvariable('direct_share_methods'), p.method))[:20] AS records
    FROM i_process p JOIN processes q USING (process_id)
    WHERE p.agency_id IS NOT NULL AND p.method IS NOT NULL AND q.counted_awards + q.counted_contracts > 0 GROUP BY p.source, p.agency_id
), peers AS (
    SELECT source, fenced(list_sort(list(CAST(share AS DOUBLE)))) AS f FROM shares
    WHERE processes >= getvariable('direct_share_processes') GROUP BY source
)
SELECT s.agency_id, CASE WHEN s.processes < getvariable('direct_share_processes') THEN 'too_few_processes'
        WHEN coalesce(p.f.n, 0) < getvariable('direct_share_peers') THEN 'too_few_peers' END AS reason,
    s.share AS value, coalesce(getvariable('direct_share_threshold'), least(p.f.high, 1)) AS threshold,
    s.share >= threshold AND s.share > 0 AND (getvariable('direct_share_threshold') IS NOT NULL OR s.share > p.f.q3) AS raised,
    p.f.n AS peers, 'agencies' AS peer_group,
    CASE WHEN s.currencies = 1 THEN s.direct_amount END AS amount, CASE WHEN s.currencies = 1 THEN s.currency END AS currency,
    json_object('direct', s.direct, 'processes', s.processes, 'first_year', s.first_year, 'last_year', s.last_year, 'records', s.records) AS evidence
FROM shares s LEFT JOIN peers p USING (source)
QUALIFY row_number() OVER (PARTITION BY s.agency_id ORDER BY s.processes DESC, s.source) = 1
