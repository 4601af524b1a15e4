-- The agency of each process: the buyer, else the procuring entity, else the party with the role buyer (then
-- procuringEntity), else the buyer named in a contract. Not part of the snapshot (it is in `processes`).
CREATE TABLE agencies AS
WITH candidates AS (
    SELECT process_id, organisation_id, parent, position,
        CASE WHEN place = 'buyer' THEN 1
             WHEN place = 'procuringEntity' THEN 2
             WHEN place = 'party' AND list_contains(roles, 'buyer') THEN 3
             WHEN place = 'party' AND list_contains(roles, 'procuringentity') THEN 4
             WHEN place = 'contract_buyer' THEN 5 END AS rule
    FROM named
)
SELECT process_id, first(organisation_id ORDER BY rule, parent, position) AS agency_id,
    ['buyer', 'procuringEntity', 'party buyer', 'party procuringEntity', 'contract buyer'][min(rule)] AS agency_rule
FROM candidates WHERE rule IS NOT NULL GROUP BY process_id;
