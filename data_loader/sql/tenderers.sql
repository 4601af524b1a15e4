-- Who tendered in each process, each organisation once however often and in whichever list it is named.
CREATE TABLE tenderers AS
WITH found AS (
    SELECT process_id, organisation_id, name, parent, position,
        CASE place WHEN 'tenderer' THEN 'tender' WHEN 'bid_tenderer' THEN 'bids' ELSE 'parties' END AS seen
    FROM named
    WHERE place IN ('tenderer', 'bid_tenderer') OR (place = 'party' AND list_contains(roles, 'tenderer'))
)
SELECT process_id, organisation_id,
    first(name ORDER BY name IS NULL, list_position(['tender', 'bids', 'parties'], seen), parent, position) AS name,
    list_sort(list(DISTINCT seen)) AS seen_in,
    count(DISTINCT parent) FILTER (seen = 'bids') AS bids
FROM found
GROUP BY process_id, organisation_id
ORDER BY process_id, organisation_id;

COMMENT ON TABLE tenderers IS 'One row an organisation that tendered in a process.';
COMMENT ON COLUMN tenderers.process_id IS 'Number of the process in this snapshot; see processes. Never NULL.';
COMMENT ON COLUMN tenderers.organisation_id IS 'Organisation id; see organisations. tender.tenderers[], bids.details[].tenderers[] or parties[]. Never NULL.';
COMMENT ON COLUMN tenderers.name IS 'Text as published in this process. tender.tenderers[].name, else bids.details[].tenderers[].name, else parties[].name. NULL: only an id was published.';
COMMENT ON COLUMN tenderers.seen_in IS 'List of texts. Where the record names it: bids (bids.details[].tenderers[]), parties (parties[].roles has tenderer), tender (tender.tenderers[]). Never NULL.';
COMMENT ON COLUMN tenderers.bids IS 'Number of bids of the process that it made, alone or with others. bids.details[]. Never NULL; 0 is none.';
