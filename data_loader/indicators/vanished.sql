-- Each process of a source pulled before: whether it is still published.
SELECT p.process_id, CASE WHEN NOT p.pulled_before AND q.no_longer_published_since IS NULL THEN 'first_pull' END AS reason,
    q.no_longer_published_since IS NOT NULL AS raised, json_object('since', q.no_longer_published_since) AS evidence
FROM i_process p JOIN processes q USING (process_id)
