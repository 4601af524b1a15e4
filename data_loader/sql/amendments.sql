-- One row an amendment of the tender, an award or a contract.
CREATE TABLE amendments AS
WITH lists AS (
    SELECT process_id, 'tender' AS stage, 0 AS parent, tender.amendments AS rows FROM compiled
    UNION ALL
    SELECT process_id, 'award', parent, award.amendments FROM (
        SELECT process_id, generate_subscripts(awards, 1) AS parent, unnest(awards) AS award FROM compiled)
    UNION ALL
    SELECT process_id, 'contract', parent, contract.amendments FROM (
        SELECT process_id, generate_subscripts(contracts, 1) AS parent, unnest(contracts) AS contract FROM compiled)
), rows AS (
    SELECT process_id, stage, parent, unnest(rows) AS amendment, generate_subscripts(rows, 1) AS position FROM lists
)
SELECT process_id, stage, parent, position, trimmed(amendment.id) AS amendment_id, day(amendment.date) AS date,
    published(amendment.rationale) AS rationale, published(amendment.description) AS description
FROM rows WHERE amendment IS NOT NULL
ORDER BY process_id, stage, parent, position;

COMMENT ON TABLE amendments IS 'One row an amendment of the tender, an award or a contract.';
COMMENT ON COLUMN amendments.process_id IS 'Number of the process in this snapshot; see processes.';
COMMENT ON COLUMN amendments.stage IS 'Code of what it amends: tender, award or contract.';
COMMENT ON COLUMN amendments.parent IS 'Place of its award or contract in the list, from 1; 0 for the tender.';
COMMENT ON COLUMN amendments.position IS 'Place in amendments[], from 1.';
COMMENT ON COLUMN amendments.amendment_id IS 'Text. amendments[].id. NULL: not published.';
COMMENT ON COLUMN amendments.date IS 'Day. amendments[].date. NULL: not published.';
COMMENT ON COLUMN amendments.rationale IS 'Text. amendments[].rationale. NULL: not published.';
COMMENT ON COLUMN amendments.description IS 'Text. amendments[].description. NULL: not published.';
