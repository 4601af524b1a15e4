-- Each process with a number of tenderers: as published, else the tenderers that the record names.
WITH counted AS (
    SELECT process_id, count(*) AS tenderers FROM tenderers GROUP BY process_id
)
SELECT p.process_id, CASE WHEN p.cancelled THEN 'cancelled'
        WHEN NOT list_contains(getvariable('R018_methods'), p.method) THEN 'method_excluded' END AS reason,
    coalesce(c.tender.numberOfTenderers, n.tenderers) AS value, 1 AS threshold, value = 1 AS raised,
    json_object('bidders', value) AS evidence
FROM i_process p JOIN compiled c USING (process_id) LEFT JOIN counted n USING (process_id)
WHERE p.method IS NOT NULL AND coalesce(c.tender.numberOfTenderers, n.tenderers) IS NOT NULL
