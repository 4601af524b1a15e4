-- Each process with a contract whose start is dated, of a source that publishes payments: days since the start without one.
WITH paying AS (
    SELECT DISTINCT p.source FROM transactions t JOIN i_process p USING (process_id)
), started AS (
    SELECT process_id, min(start_date) AS start_date, first(status ORDER BY contract_index) AS status FROM contracts
    WHERE counted AND start_date IS NOT NULL GROUP BY process_id
)
SELECT s.process_id, CASE WHEN y.source IS NULL THEN 'source_without_payments' END AS reason,
    CASE WHEN p.payments = 0 THEN greatest(date_diff('day', s.start_date, day(p.fetched_at)), 0) ELSE 0 END AS value, getvariable('unpaid_contract_days') AS threshold, value >= threshold AS raised,
    json_object('started', s.start_date, 'seen', day(p.fetched_at)) AS evidence
FROM started s JOIN processes p USING (process_id) LEFT JOIN paying y ON y.source = p.source WHERE day(p.fetched_at) IS NOT NULL
