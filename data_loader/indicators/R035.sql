-- Each process with an award and bids: one tenderer valid and awarded, at least so many others disqualified.
WITH sides AS (
    SELECT process_id, list_distinct(flatten(list(tenderers) FILTER (status = 'valid'))) AS valid,
        list_distinct(flatten(list(tenderers) FILTER (status = 'disqualified'))) AS out
    FROM i_bids GROUP BY process_id
)
SELECT a.process_id, a.reason, a.winners[1] AS supplier_id,
    CASE WHEN len(s.valid) = 1 AND s.valid = a.winners
        THEN len(list_filter(coalesce(s.out, []), lambda x: NOT list_contains(s.valid, x))) ELSE 0 END AS value,
    greatest(getvariable('R035_disqualified'), 1) AS threshold, value >= threshold AS raised,
    json_object('disqualified', value, 'organisations', coalesce(s.out, [])) AS evidence
FROM i_awarded a JOIN sides s USING (process_id)
