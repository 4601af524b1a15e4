-- Each tenderer with valid bids in processes with one winner: won ÷ taken part. Peers: the tenderers of the same source.
WITH taken AS (
    SELECT DISTINCT a.source, b.process_id, b.tenderers[1] AS tenderer, b.tenderers[1] = a.winners[1] AS won
    FROM i_bids b JOIN i_awarded a USING (process_id)
    WHERE a.reason IS NULL AND a.active = 1 AND a.joint = 1 AND b.status = 'valid' AND len(b.tenderers) = 1
), ratios AS (
    SELECT source, tenderer, count(*) AS bids, count(*) FILTER (won) AS wins, count(*) FILTER (won) / count(*) AS ratio,
        list(p.process_id ORDER BY p.ocid)[:20] AS records
    FROM taken JOIN i_process p USING (process_id, source) GROUP BY ALL
), peers AS (
    SELECT source, fenced(list_sort(list(CAST(ratio AS DOUBLE)))) AS f,
        quantile8(list_sort(list(CAST(bids AS DOUBLE))), getvariable('R025_percentile') / 100) AS large
    FROM ratios GROUP BY source
)
SELECT r.tenderer AS supplier_id, CASE WHEN p.f.n < getvariable('R025_peers') THEN 'too_few_peers' END AS reason,
    CASE WHEN r.bids >= p.large THEN r.ratio END AS value,
    coalesce(getvariable('R025_threshold'), p.f.low) AS threshold,
    coalesce(value <= threshold AND (getvariable('R025_threshold') IS NOT NULL OR value < p.f.q1), false) AS raised,
    p.f.n AS peers, 'tenderers' AS peer_group,
    json_object('bids', r.bids, 'wins', r.wins, 'records', r.records) AS evidence
FROM ratios r JOIN peers p USING (source)
QUALIFY row_number() OVER (PARTITION BY r.tenderer ORDER BY r.bids DESC, r.source) = 1
