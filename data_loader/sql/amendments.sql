-- One row an amendment of the tender, an award or a contract.
CREATE TABLE amendments AS
WITH placed_rows AS (
    SELECT process_id, unnest(list_concat(
        placed('tender', 0, tender.amendments),
        flatten(list_transform(awards, lambda x, k: placed('award', k, x.amendments))),
        flatten(list_transform(contracts, lambda x, k: placed('contract', k, x.amendments)))
    )) AS r FROM compiled
), rows AS (
    SELECT process_id, r.stage AS stage, r.parent AS parent, r.position AS position, r.entry AS amendment FROM placed_rows
)
SELECT process_id, stage, parent, position, trimmed(amendment.id) AS amendment_id, day(amendment.date) AS date,
    published(amendment.rationale) AS rationale, published(amendment.description) AS description
FROM rows WHERE amendment IS NOT NULL;

COMMENT ON TABLE amendments IS 'One row an amendment of the tender, an award or a contract.';
COMMENT ON COLUMN amendments.process_id IS 'Number of the process in this snapshot; see processes.';
COMMENT ON COLUMN amendments.stage IS 'Code of what it amends: tender, award or contract.';
COMMENT ON COLUMN amendments.parent IS 'Place of its award or contract in the list, from 1; 0 for the tender.';
COMMENT ON COLUMN amendments.position IS 'Place in amendments[], from 1.';
COMMENT ON COLUMN amendments.amendment_id IS 'Text. amendments[].id. NULL: not published.';
COMMENT ON COLUMN amendments.date IS 'Day. amendments[].date. NULL: not published.';
COMMENT ON COLUMN amendments.rationale IS 'Text. amendments[].rationale. NULL: not published.';
COMMENT ON COLUMN amendments.description IS 'Text. amendments[].description. NULL: not published.';
