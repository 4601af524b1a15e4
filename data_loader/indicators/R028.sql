-- Each process with a priced bid: whether two bids of different tenderers have one price.
WITH priced AS (
    SELECT b.process_id, b.amount, b.currency, count(DISTINCT b.tenderers) AS different,
        list_sort(list_distinct(flatten(list(b.tenderers)))) AS tenderers
    FROM i_bids b WHERE b.amount IS NOT NULL AND b.currency IS NOT NULL AND len(b.tenderers) > 0 GROUP BY ALL
), worst AS (
    SELECT process_id, first(p ORDER BY p.different DESC, p.amount) AS same FROM priced p GROUP BY process_id
)
SELECT w.process_id, CASE WHEN p.cancelled THEN 'cancelled' END AS reason, w.same.different AS value, 2 AS threshold, value >= 2 AS raised,
    json_object('bidders', w.same.different, 'price', w.same.amount, 'bid_currency', w.same.currency,
        'organisations', w.same.tenderers) AS evidence
FROM worst w JOIN i_process p USING (process_id)
