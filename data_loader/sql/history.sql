-- How complete each agency was in each snapshot: what the history kept of the ones before, and this one's measures.
CREATE TABLE history AS
WITH totals AS (
    SELECT p.source, p.agency_id, a.currency, CAST(sum(a.amount) AS DOUBLE) AS amount
    FROM amounts a JOIN processes p USING (process_id)
    WHERE a.stage = 'contracted' AND a.currency IS NOT NULL
    GROUP BY ALL
), contracted AS (
    SELECT source, agency_id, map_from_entries(list((currency, amount) ORDER BY currency)) AS contracted
    FROM totals GROUP BY source, agency_id
), present AS (
    SELECT p.source, p.agency_id, min(p.agency_name) AS agency_name, count(*) AS processes,
        CAST(sum(p.published) AS BIGINT) AS published, CAST(sum(p.applicable) AS BIGINT) AS applicable,
        min(p.date) AS first_date, max(p.date) AS last_date
    FROM processes p GROUP BY p.source, p.agency_id
)
SELECT snapshot, published_at, source, agency_id, agency_name, processes, published, applicable, first_date, last_date,
    contracted
FROM read_json(
    getvariable('history'), format = 'newline_delimited', maximum_object_size = getvariable('longest_line'),
    ignore_errors = true, -- a line cut off by a crash is left out
    columns = {
        snapshot: 'VARCHAR', published_at: 'VARCHAR', source: 'VARCHAR', agency_id: 'VARCHAR', agency_name: 'VARCHAR',
        processes: 'BIGINT', published: 'BIGINT', applicable: 'BIGINT', first_date: 'DATE', last_date: 'DATE',
        contracted: 'MAP(VARCHAR, DOUBLE)'
    }
) WHERE published_at IS NOT NULL AND processes IS NOT NULL
UNION ALL
SELECT getvariable('snapshot'), getvariable('published_at'), p.source, p.agency_id, p.agency_name, p.processes,
    p.published, p.applicable, p.first_date, p.last_date, coalesce(c.contracted, MAP {}::MAP(VARCHAR, DOUBLE))
FROM present p
LEFT JOIN contracted c ON c.source = p.source AND c.agency_id IS NOT DISTINCT FROM p.agency_id
ORDER BY published_at, source, agency_id;

COMMENT ON TABLE history IS 'One row a snapshot, source and agency: this snapshot and every one before it, also those since removed.';
COMMENT ON COLUMN history.snapshot IS 'Text. Id of the snapshot. Never NULL.';
COMMENT ON COLUMN history.published_at IS 'Time, ISO 8601 in UTC. When the snapshot was published. Never NULL.';
COMMENT ON COLUMN history.source IS 'Text. Id of the source. Never NULL.';
COMMENT ON COLUMN history.agency_id IS 'Organisation id of the agency, as it was then. NULL: not published.';
COMMENT ON COLUMN history.agency_name IS 'Text. Name of the agency, as it was shown then. NULL: not published.';
COMMENT ON COLUMN history.processes IS 'Number of processes. Never NULL.';
COMMENT ON COLUMN history.published IS 'Number of the fields owed by them that were published; see completeness. Never NULL.';
COMMENT ON COLUMN history.applicable IS 'Number of fields owed by them. Never NULL.';
COMMENT ON COLUMN history.first_date IS 'Day. The earliest processes.date. NULL: none of them had a date.';
COMMENT ON COLUMN history.last_date IS 'Day. The latest processes.date. NULL: none of them had a date.';
COMMENT ON COLUMN history.contracted IS 'Map of currency to money: the contracted amounts in it. Empty: none published with a currency.';
