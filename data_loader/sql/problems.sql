-- What was repaired, refused or noted on the way, one row a value; amounts too large to be money, identifiers that
-- cannot be, and rows of the alias file that could not be used.
CREATE TABLE problems AS
SELECT p.source, p.ocid, c.process_id, p.code, p.path, p.value, p.action
FROM read_json(
    getvariable('problems'), format = 'newline_delimited', maximum_object_size = getvariable('longest_line'),
    columns = {source: 'VARCHAR', ocid: 'VARCHAR', code: 'VARCHAR', path: 'VARCHAR', value: 'VARCHAR', action: 'VARCHAR'}
) p LEFT JOIN compiled c USING (source, ocid)
UNION ALL
SELECT source, ocid, process_id, 'implausible_amount', path, CAST(amount AS VARCHAR), 'refused' FROM (
    SELECT source, ocid, process_id, 'planning/budget/amount/amount' AS path, planning.budget.amount.amount AS amount
    FROM compiled
    UNION ALL SELECT source, ocid, process_id, 'tender/value/amount', tender.value.amount FROM compiled
    UNION ALL SELECT source, ocid, process_id, 'awards/value/amount', unnest(awards).value.amount FROM compiled
    UNION ALL SELECT source, ocid, process_id, 'contracts/value/amount', unnest(contracts).value.amount FROM compiled
    UNION ALL SELECT source, ocid, process_id, 'contracts/implementation/transactions/value/amount',
        unnest(contract.implementation.transactions).value.amount
    FROM (SELECT source, ocid, process_id, unnest(contracts) AS contract FROM compiled)
) WHERE abs(amount) >= 1e24
UNION ALL
SELECT DISTINCT n.source, c.ocid, n.process_id, 'identifier_' || k.fault, 'parties/identifier/id',
    n.scheme || ' ' || n.identifier, 'noted'
FROM named n JOIN identifier_checks k USING (scheme, identifier) JOIN compiled c USING (process_id)
WHERE k.fault IS NOT NULL
UNION ALL
SELECT NULL, NULL, NULL, code, 'aliases line ' || line, value, 'refused' FROM alias_unused
ORDER BY process_id, action, code, path, value;

COMMENT ON TABLE problems IS 'One row a value that was repaired, refused or noted.';
COMMENT ON COLUMN problems.source IS 'Id of the source. NULL: a row of the alias file.';
COMMENT ON COLUMN problems.ocid IS 'Text. NULL: a whole document or file, not one process.';
COMMENT ON COLUMN problems.process_id IS 'Number of the process in this snapshot. NULL: none, or it could not be used.';
COMMENT ON COLUMN problems.code IS 'Code of what is wrong.';
COMMENT ON COLUMN problems.path IS 'Text. Where, as a JSON path. NULL: the document as a whole.';
COMMENT ON COLUMN problems.value IS 'Text. The value as published. NULL: none.';
COMMENT ON COLUMN problems.action IS 'Code: repaired (mended with certainty), refused (not used) or noted (kept as it is, doubtful).';
