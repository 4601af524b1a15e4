-- One row an organisation of a process: what parties[] says, and who is named elsewhere without being listed there.
CREATE TABLE parties AS
WITH addresses AS (
    SELECT process_id, generate_subscripts(parties, 1) AS position, unnest(parties).address AS address FROM compiled
), mentioned AS (
    SELECT n.process_id, n.organisation_id, n.name, n.place = 'party' AS listed,
        CASE n.place WHEN 'party' THEN n.position ELSE 10000 + n.position END AS position,
        CASE n.place WHEN 'party' THEN n.roles WHEN 'contract_buyer' THEN ['buyer'] WHEN 'award_supplier' THEN ['supplier']
            WHEN 'contract_supplier' THEN ['supplier'] WHEN 'bid_tenderer' THEN ['tenderer']
            WHEN 'procuringEntity' THEN ['procuringentity'] ELSE [n.place] END AS roles,
        a.address
    FROM named n LEFT JOIN addresses a ON a.process_id = n.process_id AND a.position = n.position AND n.place = 'party'
    WHERE n.place <> 'member_of'
), found AS (
    -- the name in the first place that has one; of one place the first in the alphabet
    SELECT process_id, organisation_id, substr(min(printf('%09d', position) || name), 10) AS name,
        list(DISTINCT name) AS names, list_distinct(flatten(list(roles))) AS roles,
        published(arg_min_null(address.locality, position) FILTER (listed)) AS locality,
        published(arg_min_null(address.region, position) FILTER (listed)) AS region
    FROM mentioned GROUP BY process_id, organisation_id
)
SELECT process_id, organisation_id, name, list_sort(list_filter(names, lambda x: x <> name)) AS other_names,
    CASE WHEN roles <> []
        THEN list_sort(list_transform(roles, lambda x: CASE x WHEN 'procuringentity' THEN 'procuringEntity' ELSE x END)) END AS roles,
    locality, region
FROM found ORDER BY process_id, organisation_id;

COMMENT ON TABLE parties IS 'One row an organisation of a process, in each place where the record lists it.';
COMMENT ON COLUMN parties.process_id IS 'Number of the process in this snapshot; see processes.';
COMMENT ON COLUMN parties.organisation_id IS 'Organisation id; see organisations.';
COMMENT ON COLUMN parties.name IS 'Text as published in this process. parties[].name, or that of the reference. NULL: only an id was published.';
COMMENT ON COLUMN parties.other_names IS 'List of texts. Other spellings of the name in the same record. Empty: none.';
COMMENT ON COLUMN parties.roles IS 'List of codes. parties[].roles, and the places where the record refers to it. NULL: none.';
COMMENT ON COLUMN parties.locality IS 'Text. parties[].address.locality. NULL: not published.';
COMMENT ON COLUMN parties.region IS 'Text. parties[].address.region. NULL: not published.';
