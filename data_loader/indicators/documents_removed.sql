-- Each process of a source pulled before: documents that were there and are no more.
WITH found AS (
    SELECT * FROM i_changes WHERE regexp_matches(path, '(^|\.)documents(\[[^\]]*\])?$') AND before IS NOT NULL AND after IS NULL
)
SELECT p.process_id, CASE WHEN NOT p.pulled_before THEN 'first_pull' END AS reason, count(f.path) AS value, 1 AS threshold, count(f.path) > 0 AS raised,
    json_object('path', arg_max(f.path, f.changed_at), 'before', arg_max(f.before, f.changed_at), 'changed', max(f.changed_at), 'documents', count(f.path)) AS evidence
FROM i_process p LEFT JOIN found f USING (process_id) GROUP BY p.process_id, p.pulled_before
