-- Each process with a signature and the date of its award.
SELECT k.process_id, max(date_diff('day', k.date_signed, a.date)) AS value, getvariable('signed_before_award_days') AS threshold, value >= threshold AS raised,
    json_object('signed', arg_max(k.date_signed, date_diff('day', k.date_signed, a.date)), 'awarded', arg_max(a.date, date_diff('day', k.date_signed, a.date))) AS evidence
FROM contracts k JOIN awards a ON a.process_id = k.process_id AND a.award_index = k.award_index
WHERE k.date_signed IS NOT NULL AND a.date IS NOT NULL AND k.counted GROUP BY k.process_id
