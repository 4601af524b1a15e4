-- One row a milestone, wherever the record puts it.
CREATE TABLE milestones AS
WITH placed_rows AS (
    SELECT process_id, unnest(list_concat(
        placed('planning', 0, planning.milestones),
        placed('tender', 0, tender.milestones),
        flatten(list_transform(contracts, lambda x, k: placed('contract', k, x.milestones))),
        flatten(list_transform(contracts, lambda x, k: placed('implementation', k, x.implementation.milestones)))
    )) AS r FROM compiled
), rows AS (
    SELECT process_id, r.stage AS stage, r.parent AS parent, r.position AS position, r.entry AS milestone FROM placed_rows
)
SELECT process_id, stage, parent, position, trimmed(milestone.id) AS milestone_id,
    published(milestone.title) AS title, published(milestone.description) AS description,
    lower(published(milestone.type)) AS type, lower(published(milestone.status)) AS status,
    day(milestone.dueDate) AS due_date, day(milestone.dateMet) AS date_met
FROM rows WHERE milestone IS NOT NULL;

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
