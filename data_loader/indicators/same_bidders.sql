-- Each agency with calls in which several took part: how often exactly the same ones did.
WITH sets AS (
    SELECT p.process_id, p.agency_id, p.ocid, list_sort(list(t.organisation_id)) AS bidders
    FROM i_process p JOIN tenderers t USING (process_id)
    WHERE p.agency_id IS NOT NULL AND NOT p.cancelled AND p.method IS DISTINCT FROM 'direct'
    GROUP BY p.process_id, p.agency_id, p.ocid HAVING count(*) >= 2
), times AS (
    SELECT agency_id, bidders, count(*) AS times, list(process_id ORDER BY ocid)[:20] AS records
    FROM sets GROUP BY ALL
), most AS (
    SELECT agency_id, sum(times)::BIGINT AS processes, first(t ORDER BY t.times DESC, t.bidders) AS same FROM times t GROUP BY agency_id
)
SELECT agency_id, CASE WHEN processes < getvariable('same_bidders_processes') THEN 'too_few_processes' END AS reason,
    CASE WHEN same.times >= getvariable('same_bidders_times') THEN same.times / processes ELSE 0 END AS value,
    getvariable('same_bidders_share') AS threshold, value >= threshold AS raised,
    json_object('times', same.times, 'processes', processes, 'bidders', len(same.bidders), 'organisations', same.bidders, 'records', same.records) AS evidence
FROM most
