-- The compiled release of each process as JSON, for its page, the API and whoever wants to check a number.
-- A view: whole records go from the input to the Parquet file without staying in memory or in the database.
CREATE VIEW records AS
SELECT row_number() OVER () AS process_id, ocid, source, aliases, releases, source_urls, fetched_at, release AS compiled
FROM read_json(
    getvariable('records'), format = 'newline_delimited', maximum_object_size = getvariable('longest_line'),
    columns = {
        source: 'VARCHAR', ocid: 'VARCHAR', aliases: 'VARCHAR[]', releases: 'BIGINT', source_urls: 'VARCHAR[]',
        fetched_at: 'VARCHAR', release: 'VARCHAR'
    }
);

COMMENT ON VIEW records IS 'The compiled OCDS release of each process, as it was read into the tables.';
COMMENT ON COLUMN records.process_id IS 'Number of the process in this snapshot; see processes.';
COMMENT ON COLUMN records.ocid IS 'Text. Open contracting id of the process, as its source writes it.';
COMMENT ON COLUMN records.source IS 'Id of the source.';
COMMENT ON COLUMN records.aliases IS 'List of texts. Other spellings of the ocid that were folded into this process.';
COMMENT ON COLUMN records.releases IS 'Number of releases read.';
COMMENT ON COLUMN records.source_urls IS 'List of addresses that the process was read from.';
COMMENT ON COLUMN records.fetched_at IS 'Time, ISO 8601. When it was last fetched.';
COMMENT ON COLUMN records.compiled IS 'JSON. The compiled release, after the repairs listed in problems.';
