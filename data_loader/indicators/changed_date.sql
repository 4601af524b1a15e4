-- Each process of a source pulled before: days of its call, awards or contracts that became other days.
WITH found AS (
    SELECT * FROM i_changes WHERE regexp_matches(path, '(^tender\.tenderPeriod\.(startDate|endDate)|^awards\[[^\]]*\]\.date|\.dateSigned|^contracts\[[^\]]*\]\.period\.(startDate|endDate))$')
        AND day(before) <> day(after)
)
SELECT p.process_id, CASE WHEN NOT p.pulled_before THEN 'first_pull' END AS reason, count(f.path) AS value, 1 AS threshold, count(f.path) > 0 AS raised,
    json_object('before', day(arg_max(f.before, f.changed_at)), 'after', day(arg_max(f.after, f.changed_at)), 'path', arg_max(f.path, f.changed_at), 'changed', max(f.changed_at), 'changes', count(f.path)) AS evidence
FROM i_process p LEFT JOIN found f USING (process_id) GROUP BY p.process_id, p.pulled_before
