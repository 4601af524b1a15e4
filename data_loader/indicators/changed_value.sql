-- Each process of a source pulled before: amounts of its tender, awards or contracts that changed from one figure to another.
WITH found AS (
    SELECT process_id, changed_at, path, TRY_CAST(before AS DOUBLE) AS was, TRY_CAST(after AS DOUBLE) AS "is"
    FROM i_changes WHERE regexp_full_match(path, '(tender|(awards|contracts)\[[^\]]*\])\.value\.amount')
)
SELECT p.process_id, CASE WHEN NOT p.pulled_before THEN 'first_pull' END AS reason,
    max(f."is" / nullif(f.was, 0)) AS value, 1 AS threshold, count(f.path) > 0 AS raised,
    json_object('before', arg_max(f.was, f.changed_at), 'after', arg_max(f."is", f.changed_at), 'path', arg_max(f.path, f.changed_at), 'changed', max(f.changed_at), 'changes', count(f.path)) AS evidence
FROM i_process p LEFT JOIN (SELECT * FROM found WHERE was <> "is") f USING (process_id) GROUP BY p.process_id, p.pulled_before
