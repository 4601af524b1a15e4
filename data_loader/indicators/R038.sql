-- Each agency and each tenderer with bids: disqualified ÷ submitted. Peers: those of the same source with enough bids;
-- all with a bid where fewer than the least number of peers have.
WITH judged AS (
    SELECT p.source, p.agency_id, NULL AS supplier_id, b.status = 'disqualified' AS out, p.process_id
    FROM i_bids b JOIN i_process p USING (process_id) WHERE p.agency_id IS NOT NULL AND NOT p.cancelled
    UNION ALL
    SELECT p.source, NULL, unnest(b.tenderers), b.status = 'disqualified', p.process_id
    FROM i_bids b JOIN i_process p USING (process_id) WHERE NOT p.cancelled
), ratios AS (
    SELECT source, agency_id, supplier_id, agency_id IS NOT NULL AS buying, count(*) AS bids, count(*) FILTER (out) AS disqualified,
        count(*) FILTER (out) / count(*) AS ratio, list(DISTINCT process_id ORDER BY process_id)[:20] AS records
    FROM judged GROUP BY source, agency_id, supplier_id
), peers AS (
    SELECT source, buying, list_sort(list(CAST(ratio AS DOUBLE)) FILTER (bids >= getvariable('R038_bids'))) AS enough,
        list_sort(list(CAST(ratio AS DOUBLE))) AS everyone,
        fenced(CASE WHEN coalesce(len(enough), 0) >= getvariable('R038_peers') THEN enough ELSE everyone END) AS f
    FROM ratios GROUP BY source, buying
)
SELECT CASE WHEN r.buying THEN 'agency' ELSE 'supplier' END AS level, r.agency_id, r.supplier_id,
    CASE WHEN r.bids < getvariable('R038_bids') THEN 'too_few_bids'
        WHEN p.f.n < getvariable('R038_peers') THEN 'too_few_peers' END AS reason,
    r.ratio AS value, coalesce(getvariable('R038_threshold'), p.f.high) AS threshold,
    r.ratio >= threshold AND r.ratio > 0 AND (getvariable('R038_threshold') IS NOT NULL OR r.ratio > p.f.q3) AS raised,
    p.f.n AS peers, CASE WHEN r.buying THEN 'agencies' ELSE 'tenderers' END AS peer_group,
    json_object('bids', r.bids, 'disqualified', r.disqualified, 'records', r.records) AS evidence
FROM ratios r JOIN peers p USING (source, buying)
QUALIFY row_number() OVER (PARTITION BY r.agency_id, r.supplier_id ORDER BY r.bids DESC, r.source) = 1
