-- Where the records come from, one row a source, as the pull reported them.
CREATE TABLE sources AS
SELECT * FROM read_json(
    getvariable('sources'), format = 'newline_delimited', maximum_object_size = getvariable('longest_line'),
    columns = {
        id: 'VARCHAR', name: 'VARCHAR', url: 'VARCHAR', shape: 'VARCHAR', licence: 'VARCHAR', homepage: 'VARCHAR',
        pulled_at: 'VARCHAR', error: 'VARCHAR', documents: 'BIGINT', processes: 'BIGINT', problems: 'BIGINT',
        repaired: 'BIGINT', refused: 'BIGINT'
    }
)
ORDER BY id;

COMMENT ON TABLE sources IS 'Where the records come from, one row a source.';
COMMENT ON COLUMN sources.id IS 'Id of the source.';
COMMENT ON COLUMN sources.name IS 'Text. Name of the publisher.';
COMMENT ON COLUMN sources.url IS 'Address or file that is pulled.';
COMMENT ON COLUMN sources.shape IS 'Code of the kind of API; see the sources package.';
COMMENT ON COLUMN sources.licence IS 'Text. Licence of the data. NULL: none stated.';
COMMENT ON COLUMN sources.homepage IS 'Address of the publisher''s page. NULL: not configured.';
COMMENT ON COLUMN sources.pulled_at IS 'Time, ISO 8601. When it was last pulled.';
COMMENT ON COLUMN sources.error IS 'Text. Why the last pull failed. NULL: it did not.';
COMMENT ON COLUMN sources.documents IS 'Number of documents read.';
COMMENT ON COLUMN sources.processes IS 'Number of processes.';
COMMENT ON COLUMN sources.problems IS 'Number of rows in problems.';
COMMENT ON COLUMN sources.repaired IS 'Number of values repaired.';
COMMENT ON COLUMN sources.refused IS 'Number of values or records refused.';
