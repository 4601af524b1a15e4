-- Each process with a contract whose signature and start are dated.
SELECT process_id, max(date_diff('day', start_date, date_signed)) AS value, getvariable('work_before_signature_days') AS threshold, value >= threshold AS raised,
    json_object('started', arg_max(start_date, date_diff('day', start_date, date_signed)), 'signed', arg_max(date_signed, date_diff('day', start_date, date_signed))) AS evidence
FROM contracts WHERE start_date IS NOT NULL AND date_signed IS NOT NULL AND counted GROUP BY process_id
