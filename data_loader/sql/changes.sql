-- What the pulls found changed in the records since the first one of their source, one row a field.
CREATE TABLE changes AS
SELECT CAST(CAST(r.changed_at AS TIMESTAMPTZ) AS TIMESTAMP) AS changed_at, r.source, r.ocid, c.process_id, r.kind, r.fields, r.path,
    r.before, r.after
FROM read_json(
    getvariable('changes'), format = 'newline_delimited', maximum_object_size = getvariable('longest_line'),
    columns = {
        changed_at: 'VARCHAR', source: 'VARCHAR', ocid: 'VARCHAR', kind: 'VARCHAR', fields: 'BIGINT', path: 'VARCHAR',
        before: 'VARCHAR', after: 'VARCHAR'
    }
) r LEFT JOIN compiled c USING (source, ocid)
ORDER BY changed_at DESC, r.source, r.ocid, r.kind, r.path;

COMMENT ON TABLE changes IS 'One row a field that a pull found changed, and one a process added, vanished or returned. The latest 20,000 of each source, of one process at one pull at most 50.';
COMMENT ON COLUMN changes.changed_at IS 'Time in UTC. When the pull found it. Never NULL.';
COMMENT ON COLUMN changes.source IS 'Text. Id of the source. Never NULL.';
COMMENT ON COLUMN changes.ocid IS 'Text. ocid of the process, as its source wrote it then. Never NULL.';
COMMENT ON COLUMN changes.process_id IS 'Number of the process in this snapshot; see processes. NULL: it is known by another ocid now.';
COMMENT ON COLUMN changes.kind IS 'Code: added (seen for the first time), changed, vanished (its source serves it no longer; it is kept) or returned. Never NULL.';
COMMENT ON COLUMN changes.fields IS 'Number of fields that changed in this process at this pull. Never NULL; 0 unless it changed.';
COMMENT ON COLUMN changes.path IS 'Text. Where in the release, objects in lists by their id: contracts[c-1].value.amount. NULL: the process as a whole.';
COMMENT ON COLUMN changes.before IS 'Text as published before; what is no text as JSON; cut after 300 characters. NULL: it was not published.';
COMMENT ON COLUMN changes.after IS 'Text as published since; what is no text as JSON; cut after 300 characters. NULL: it is no longer published.';
