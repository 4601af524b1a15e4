-- Each process with an award date and the end of its call.
SELECT a.process_id, max(date_diff('day', a.date, p.tender_end)) AS value, getvariable('award_before_close_days') AS threshold, value >= threshold AS raised,
    json_object('awarded', min(a.date), 'closed', any_value(p.tender_end)) AS evidence
FROM awards a JOIN processes p USING (process_id) WHERE a.date IS NOT NULL AND p.tender_end IS NOT NULL AND a.counted GROUP BY a.process_id
