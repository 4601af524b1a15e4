-- The lists that the operator of this site holds suppliers against, row by row; a row that cannot be used says why.
CREATE TABLE watchlists AS
SELECT row_number() OVER () AS row, list, list_name, list_date, line, identifier, name, status, cleared, details, problem
FROM read_json(getvariable('watchlists'), format = 'newline_delimited', maximum_object_size = getvariable('longest_line'), columns = {
    list: 'VARCHAR', list_name: 'VARCHAR', list_date: 'VARCHAR', line: 'BIGINT', identifier: 'VARCHAR', name: 'VARCHAR',
    status: 'VARCHAR', cleared: 'BOOLEAN', details: 'VARCHAR', problem: 'VARCHAR'});

COMMENT ON TABLE watchlists IS 'One row a row of a watch-list; see docs/configuration.md, watch-lists.';
COMMENT ON COLUMN watchlists.row IS 'Number of the row over all lists. Never NULL.';
COMMENT ON COLUMN watchlists.list IS 'Text. Id of the list. Never NULL.';
COMMENT ON COLUMN watchlists.list_name IS 'Text. Name of the list. Never NULL.';
COMMENT ON COLUMN watchlists.list_date IS 'Day of the list, as configured or as its file says. NULL: neither says it.';
COMMENT ON COLUMN watchlists.line IS 'Number. Line of the file. 0: the file itself could not be read.';
COMMENT ON COLUMN watchlists.identifier IS 'Text. Identifier in the list. NULL: it has none that could be one.';
COMMENT ON COLUMN watchlists.name IS 'Text. Name in the list. NULL: it has none.';
COMMENT ON COLUMN watchlists.status IS 'Text. What the list says of it. NULL: nothing.';
COMMENT ON COLUMN watchlists.cleared IS 'True where the status is one of those that clear it, so that it raises nothing. NULL: the row cannot be used.';
COMMENT ON COLUMN watchlists.details IS 'JSON. The other cells of the row by their headings. NULL: none.';
COMMENT ON COLUMN watchlists.problem IS 'Code. Why the row is not used: unreadable, no_columns, wrong_columns, empty, repeated; or used by its name only: malformed_identifier. NULL: nothing is wrong.';
