-- Each process of a source pulled before: fields other than documents that said something and say nothing now.
WITH found AS (
    SELECT * FROM i_changes WHERE before IS NOT NULL AND after IS NULL AND NOT regexp_matches(path, '(^|\.)documents(\[|$)')
)
SELECT p.process_id, CASE WHEN NOT p.pulled_before THEN 'first_pull' END AS reason, count(f.path) AS value, getvariable('fields_emptied_fields') AS threshold, value >= threshold AS raised,
    json_object('path', arg_max(f.path, f.changed_at), 'before', arg_max(f.before, f.changed_at), 'changed', max(f.changed_at), 'fields', count(f.path)) AS evidence
FROM i_process p LEFT JOIN found f USING (process_id) GROUP BY p.process_id, p.pulled_before
