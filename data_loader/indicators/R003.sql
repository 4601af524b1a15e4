-- Each call with both its dates: whole days between the two moments, or between the two days where no time is published.
WITH calls AS (
    SELECT p.process_id, p.cancelled, p.method, q.tender_start, q.tender_end,
        coalesce(floor(date_diff('second', moment(c.tender.tenderPeriod.startDate), moment(c.tender.tenderPeriod.endDate)) / 86400),
            date_diff('day', q.tender_start, q.tender_end)) AS days
    FROM i_process p JOIN compiled c USING (process_id) JOIN processes q USING (process_id)
    WHERE q.tender_start IS NOT NULL AND q.tender_end IS NOT NULL
)
SELECT process_id, CASE WHEN cancelled THEN 'cancelled' WHEN list_contains(getvariable('R003_excluded'), method) THEN 'method_excluded'
        WHEN days < 0 THEN 'dates_reversed' END AS reason,
    days AS value, getvariable('R003_days') AS threshold, days < getvariable('R003_days') AS raised,
    json_object('opened', tender_start, 'closed', tender_end) AS evidence
FROM calls
