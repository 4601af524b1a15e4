-- Each process with the end of its call and an award. Peers: one source and method, on a logarithmic scale.
WITH timed AS (
    SELECT process_id, source, coalesce(method, '') AS method, decision, log10(decision + 1) AS size, tender_end, award_date
    FROM processes WHERE decision IS NOT NULL
), peers AS (
    SELECT source, method, fenced(list_sort(list(size))) AS f FROM timed WHERE decision >= 0 GROUP BY ALL
)
SELECT t.process_id, CASE WHEN t.decision < 0 THEN 'dates_reversed' WHEN coalesce(p.f.n, 0) < getvariable('slow_decision_peers') THEN 'too_few_peers' END AS reason,
    t.decision AS value, coalesce(getvariable('slow_decision_threshold'), pow(10, p.f.high) - 1) AS threshold,
    t.decision >= threshold AND (getvariable('slow_decision_threshold') IS NOT NULL OR t.size > p.f.q3) AS raised,
    p.f.n AS peers, 'source_method' AS peer_group,
    json_object('closed', t.tender_end, 'awarded', t.award_date, 'median', pow(10, p.f.q2) - 1) AS evidence
FROM timed t LEFT JOIN peers p USING (source, method)
