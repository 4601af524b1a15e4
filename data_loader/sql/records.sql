-- The compiled release of each process as JSON, for its page, the API and whoever wants to check a number.
CREATE TABLE records AS
SELECT c.process_id, c.ocid, c.source, c.aliases, c.releases, c.source_urls, c.fetched_at, r.release AS compiled
FROM compiled c
JOIN read_json(
    getvariable('records'), format = 'newline_delimited', maximum_object_size = getvariable('longest_line'),
    columns = {source: 'VARCHAR', ocid: 'VARCHAR', release: 'VARCHAR'}
) r USING (source, ocid)
ORDER BY c.process_id;

COMMENT ON TABLE records IS 'The compiled OCDS release of each process, as it was read into the tables.';
COMMENT ON COLUMN records.process_id IS 'Number of the process in this snapshot; see processes.';
COMMENT ON COLUMN records.ocid IS 'Text. Open contracting id of the process, as its source writes it.';
COMMENT ON COLUMN records.source IS 'Id of the source.';
COMMENT ON COLUMN records.aliases IS 'List of texts. Other spellings of the ocid that were folded into this process.';
COMMENT ON COLUMN records.releases IS 'Number of releases read.';
COMMENT ON COLUMN records.source_urls IS 'List of addresses that the process was read from.';
COMMENT ON COLUMN records.fetched_at IS 'Time, ISO 8601. When it was last fetched.';
COMMENT ON COLUMN records.compiled IS 'JSON. The compiled release, after the repairs listed in problems.';
