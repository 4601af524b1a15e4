-- Each process given without a call: whether one of the same agency and title had failed in the time before it.
WITH titled AS MATERIALIZED (
    SELECT p.process_id, p.source, p.ocid, p.agency_id, p.method, p.date, q.title,
        list_contains(getvariable('failed_then_direct_methods'), p.method) AS given,
        coalesce(p.tender_status IN ('cancelled', 'unsuccessful', 'withdrawn'), false) OR (q.awards > 0 AND q.counted_awards = 0) AS failed
    FROM i_process p JOIN processes q USING (process_id)
    WHERE p.agency_id IS NOT NULL AND p.date IS NOT NULL AND length(q.title) >= getvariable('failed_then_direct_letters')
), compared AS MATERIALIZED (
    SELECT * REPLACE (fold(title) AS title) FROM titled WHERE given OR failed
), found AS (
    SELECT t.process_id, f.process_id AS former, f.date
    FROM compared t JOIN compared f ON f.failed AND f.source = t.source AND f.agency_id = t.agency_id AND f.title = t.title
        AND f.process_id <> t.process_id
    WHERE t.given AND NOT t.failed AND t.date BETWEEN f.date AND f.date + getvariable('failed_then_direct_days')::INTEGER
    QUALIFY row_number() OVER (PARTITION BY t.process_id ORDER BY f.date DESC, f.ocid) = 1
)
SELECT t.process_id, CASE WHEN NOT t.given THEN 'method_excluded' END AS reason, f.process_id IS NOT NULL AS raised,
    date_diff('day', f.date, t.date) AS value, getvariable('failed_then_direct_days') AS threshold,
    json_object('failed_on', f.date, 'records', [f.former]) AS evidence
FROM titled t LEFT JOIN found f USING (process_id) WHERE t.method IS NOT NULL
