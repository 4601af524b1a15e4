-- Each process of a source pulled before: suppliers of its awards or contracts that became others.
WITH found AS (
    SELECT * FROM i_changes WHERE regexp_matches(path, '^(awards|contracts)\[[^\]]*\]\.suppliers(\[[^\]]*\])?(\.(name|id))?$') AND before IS NOT NULL
)
SELECT p.process_id, CASE WHEN NOT p.pulled_before THEN 'first_pull' END AS reason, count(f.path) AS value, 1 AS threshold, count(f.path) > 0 AS raised,
    json_object('before', arg_max(f.before, f.changed_at), 'after', arg_max(f.after, f.changed_at), 'path', arg_max(f.path, f.changed_at), 'changed', max(f.changed_at), 'changes', count(f.path)) AS evidence
FROM i_process p LEFT JOIN found f USING (process_id) GROUP BY p.process_id, p.pulled_before
