-- Each process whose second-lowest bid is known; peers: those of the same source.
SELECT s.process_id, s.winner AS supplier_id,
    CASE WHEN s.reason IS NOT NULL THEN s.reason WHEN p.f.n < getvariable('R024_peers') THEN 'too_few_peers' END AS reason,
    s.ratio AS value, coalesce(getvariable('R024_threshold'), p.f.low) AS threshold,
    s.ratio <= threshold AND (getvariable('R024_threshold') IS NOT NULL OR s.ratio < p.f.q1) AS raised,
    p.f.n AS peers, 'source' AS peer_group,
    json_object('winner', s.winner, 'loser', s.loser, 'winning', s.winning, 'losing', s.losing, 'bid_currency', s.currency) AS evidence
FROM i_second s LEFT JOIN i_second_peers p USING (source) WHERE s.reason IS DISTINCT FROM 'missing'
