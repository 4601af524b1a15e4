-- One row a milestone, wherever the record puts it.
CREATE TABLE milestones AS
WITH contract_rows AS (
    SELECT process_id, generate_subscripts(contracts, 1) AS parent, unnest(contracts) AS contract FROM compiled
), lists AS (
    SELECT process_id, 'planning' AS stage, 0 AS parent, planning.milestones AS rows FROM compiled
    UNION ALL SELECT process_id, 'tender', 0, tender.milestones FROM compiled
    UNION ALL SELECT process_id, 'contract', parent, contract.milestones FROM contract_rows
    UNION ALL SELECT process_id, 'implementation', parent, contract.implementation.milestones FROM contract_rows
), rows AS (
    SELECT process_id, stage, parent, unnest(rows) AS milestone, generate_subscripts(rows, 1) AS position FROM lists
)
SELECT process_id, stage, parent, position, trimmed(milestone.id) AS milestone_id,
    published(milestone.title) AS title, published(milestone.description) AS description,
    lower(published(milestone.type)) AS type, lower(published(milestone.status)) AS status,
    day(milestone.dueDate) AS due_date, day(milestone.dateMet) AS date_met
FROM rows WHERE milestone IS NOT NULL
ORDER BY process_id, stage, parent, position;

COMMENT ON TABLE milestones IS 'One row a milestone of any stage.';
COMMENT ON COLUMN milestones.process_id IS 'Number of the process in this snapshot; see processes.';
COMMENT ON COLUMN milestones.stage IS 'Code of where it is published: planning, tender, contract or implementation.';
COMMENT ON COLUMN milestones.parent IS 'Place of its contract in contracts[], from 1; 0 for planning and tender.';
COMMENT ON COLUMN milestones.position IS 'Place in milestones[], from 1.';
COMMENT ON COLUMN milestones.milestone_id IS 'Text. milestones[].id. NULL: not published.';
COMMENT ON COLUMN milestones.title IS 'Text. milestones[].title. NULL: not published.';
COMMENT ON COLUMN milestones.description IS 'Text. milestones[].description. NULL: not published.';
COMMENT ON COLUMN milestones.type IS 'Code, small letters. milestones[].type. NULL: not published.';
COMMENT ON COLUMN milestones.status IS 'Code, small letters. milestones[].status. NULL: not published.';
COMMENT ON COLUMN milestones.due_date IS 'Day. milestones[].dueDate. NULL: not published.';
COMMENT ON COLUMN milestones.date_met IS 'Day. milestones[].dateMet. NULL: not published, or not met.';
