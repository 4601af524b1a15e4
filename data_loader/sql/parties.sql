-- One row an organisation of a process: what parties[] says, and who is named elsewhere without being listed there.
CREATE TABLE parties AS
WITH roles AS (
    SELECT process_id, organisation_id, unnest(coalesce(roles, [])) AS role, name, position FROM named WHERE place = 'party'
    UNION ALL
    SELECT process_id, organisation_id,
        CASE place WHEN 'contract_buyer' THEN 'buyer' WHEN 'procuringEntity' THEN 'procuringentity'
            WHEN 'award_supplier' THEN 'supplier' WHEN 'contract_supplier' THEN 'supplier' WHEN 'bid_tenderer' THEN 'tenderer'
            ELSE place END,
        name, 10000 + position
    FROM named WHERE place NOT IN ('party', 'member_of')
    UNION ALL
    SELECT process_id, organisation_id, NULL, name, position FROM named WHERE place = 'party'
), addresses AS (
    SELECT n.process_id, n.organisation_id,
        first(published(c.parties[n.position].address.locality) ORDER BY n.position) AS locality,
        first(published(c.parties[n.position].address.region) ORDER BY n.position) AS region
    FROM named n JOIN compiled c USING (process_id) WHERE n.place = 'party' GROUP BY ALL
), found AS (
    SELECT r.process_id, r.organisation_id, first(r.name ORDER BY r.name IS NULL, r.position, r.name) AS name,
        list_distinct(list(r.name)) AS names,
        list_sort(list(DISTINCT CASE r.role WHEN 'procuringentity' THEN 'procuringEntity' ELSE r.role END)
            FILTER (r.role IS NOT NULL)) AS roles,
        any_value(a.locality) AS locality, any_value(a.region) AS region
    FROM roles r LEFT JOIN addresses a USING (process_id, organisation_id)
    GROUP BY r.process_id, r.organisation_id
)
SELECT process_id, organisation_id, name, list_sort(list_filter(names, lambda x: x <> name)) AS other_names, roles,
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
