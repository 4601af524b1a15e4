-- Each date of something that has happened, held against the day on which the record was fetched.
WITH dates AS (
    SELECT process_id, 'date' AS path, release_date AS date FROM processes
    UNION ALL
    SELECT process_id, entry('awards', award_index) || '.date', date FROM awards
    UNION ALL
    SELECT process_id, entry('contracts', contract_index) || '.dateSigned', date_signed FROM contracts
    UNION ALL
    SELECT process_id, entry('contracts', contract_index) || '.implementation.'
        || entry('transactions', transaction_index) || '.date', date FROM transactions
    UNION ALL
    SELECT process_id, within(stage, parent) || entry('amendments', position) || '.date', date FROM amendments
    UNION ALL
    SELECT process_id, within(stage, parent) || entry('documents', position) || '.datePublished', date_published
    FROM documents
    UNION ALL
    SELECT process_id, within(stage, parent) || entry('milestones', position) || '.dateMet', date_met FROM milestones
)
SELECT d.process_id, d.date > day(p.fetched_at) + getvariable('future_date_days')::INTEGER AS wrong, d.path,
    d.date AS value, day(p.fetched_at) AS against
FROM dates d JOIN processes p USING (process_id)
WHERE d.date IS NOT NULL AND day(p.fetched_at) IS NOT NULL
