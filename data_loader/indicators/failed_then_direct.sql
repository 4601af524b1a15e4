-- Each process given without a call: whether one of the same agency and title had failed in the time before it.
WITH titled AS (
    SELECT p.process_id, p.source, p.ocid, p.agency_id, p.method, p.date, fold(q.title) AS title,
        p.tender_status IN ('cancelled', 'unsuccessful', 'withdrawn') OR (q.awards > 0 AND q.counted_awards = 0) AS failed
    FROM i_process p JOIN processes q USING (process_id)
    WHERE p.agency_id IS NOT NULL AND p.date IS NOT NULL AND length(fold(q.title)) >= getvariable('failed_then_direct_letters')
), failures AS (
    SELECT * FROM titled WHERE failed
), found AS (
    SELECT t.process_id, first(f ORDER BY f.date DESC, f.ocid) AS former
    FROM titled t JOIN failures f ON f.source = t.source AND f.agency_id = t.agency_id AND f.title = t.title
        AND f.process_id <> t.process_id AND t.date BETWEEN f.date AND f.date + getvariable('failed_then_direct_days')::INTEGER
    WHERE list_contains(getvariable('failed_then_direct_methods'), t.method) AND NOT coalesce(t.failed, false) GROUP BY t.process_id
)
SELECT t.process_id, CASE WHEN NOT list_contains(getvariable('failed_then_direct_methods'), t.method) THEN 'method_excluded' END AS reason,
    f.process_id IS NOT NULL AS raised, date_diff('day', f.former.date, t.date) AS value, getvariable('failed_then_direct_days') AS threshold,
    json_object('failed_on', f.former.date, 'records', [f.former.process_id]) AS evidence
FROM titled t LEFT JOIN found f USING (process_id) WHERE t.method IS NOT NULL
