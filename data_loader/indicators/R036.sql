-- Each process with an active award and priced bids: whether the lowest of them was disqualified.
WITH lowest AS (
    SELECT process_id, first({status: status, amount: amount, currency: currency, tenderers: tenderers} ORDER BY amount, status = 'disqualified') AS bid,
        min(amount) FILTER (status = 'valid') AS valid, count(DISTINCT currency) AS currencies
    FROM i_bids WHERE amount IS NOT NULL AND currency IS NOT NULL GROUP BY process_id
)
SELECT a.process_id, CASE WHEN a.reason = 'pending' AND a.active > 0 THEN NULL WHEN a.reason IS NOT NULL THEN a.reason
        WHEN l.currencies > 1 THEN 'several_currencies' WHEN l.valid IS NULL THEN 'too_few_bids' END AS reason,
    a.winners[1] AS supplier_id, l.bid.status = 'disqualified' AS raised, l.bid.amount AS value, l.valid AS threshold,
    json_object('lowest', l.bid.amount, 'next', l.valid, 'bid_currency', l.bid.currency, 'organisations', l.bid.tenderers) AS evidence
FROM i_awarded a JOIN lowest l USING (process_id)
