-- Each dated award of a call whose end is published; an award on the closing day passes.
SELECT a.process_id, a.date < p.tender_end AS wrong, entry('awards', a.award_index) || '.date' AS path,
    a.date AS value, 'tender.tenderPeriod.endDate ' || p.tender_end AS against
FROM awards a JOIN processes p USING (process_id)
WHERE a.date IS NOT NULL AND p.tender_end IS NOT NULL
