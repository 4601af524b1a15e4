-- One row an organisation, over all sources: agencies, suppliers and everybody else a record names.
CREATE TABLE organisations AS
WITH spellings AS (
    SELECT organisation_id, folded, name, count(DISTINCT process_id) AS processes,
        regexp_matches(name, '\x{FFFD}|\p{L}\?\p{L}|Ã[^\p{L}]|Â[^\p{L}]|ÿ|Ÿ') AS lossy
    FROM named WHERE name IS NOT NULL GROUP BY ALL
), folds AS (
    SELECT organisation_id, folded, sum(processes) AS processes, bool_and(lossy) AS lossy
    FROM spellings GROUP BY ALL
), ordered AS (
    SELECT s.organisation_id, s.name, s.processes,
        row_number() OVER (PARTITION BY s.organisation_id ORDER BY
            s.lossy, length(s.name) < 2, f.lossy, f.processes DESC, f.folded,
            strip_accents(s.name) = s.name, s.name = upper(s.name) OR s.name = lower(s.name),
            s.processes DESC, s.name) AS preference
    FROM spellings s JOIN folds f USING (organisation_id, folded)
), names AS (
    SELECT organisation_id, first(name ORDER BY preference) AS name,
        list({name: name, processes: processes} ORDER BY preference) AS variants
    FROM ordered GROUP BY ALL
), facts AS (
    SELECT organisation_id,
        -- of several that were merged by hand, the identifier of the one kept
        first({scheme: own_scheme, id: identifier} ORDER BY own_scheme IS NULL OR identifier IS NULL,
            own_id <> organisation_id, own_scheme, identifier) AS official,
        min(ref_id) AS ref_id,
        list_sort(list(DISTINCT source)) AS sources,
        count(DISTINCT process_id) AS processes
    FROM named GROUP BY organisation_id
), schemed AS (
    SELECT *, official.scheme AS scheme, CASE WHEN official.scheme IS NOT NULL THEN official.id END AS identifier FROM facts
), by_hand AS (
    SELECT organisation_id, first(name ORDER BY line) AS name FROM alias_facts WHERE name IS NOT NULL GROUP BY ALL
)
SELECT organisation_id, coalesce(h.name, n.name, f.identifier, f.ref_id) AS name, h.name IS NOT NULL AS named_by_hand,
    f.scheme, f.identifier, k.valid AS identifier_valid, k.fault AS identifier_fault, k.person,
    p.parent_id, f.sources, f.processes, coalesce(n.variants, []) AS variants,
    organisation_id IN (SELECT agency_id FROM agencies WHERE agency_id IS NOT NULL) AS is_agency,
    organisation_id IN (SELECT supplier_id FROM process_suppliers WHERE supplier_id IS NOT NULL) AS is_supplier
FROM schemed f
LEFT JOIN names n USING (organisation_id)
LEFT JOIN by_hand h USING (organisation_id)
LEFT JOIN parents p USING (organisation_id)
LEFT JOIN identifier_checks k ON k.scheme = f.scheme AND k.identifier = f.identifier
ORDER BY organisation_id;

COMMENT ON TABLE organisations IS 'One row an organisation named in any record of any source.';
COMMENT ON COLUMN organisations.organisation_id IS 'Text. Canonical id: scheme-id, else source:id, else source:folded-name. Never NULL.';
COMMENT ON COLUMN organisations.name IS 'Text. The name shown: that of the alias file, else the most frequent spelling, with accents and small letters before those that lost them. Never NULL.';
COMMENT ON COLUMN organisations.named_by_hand IS 'True where the alias file gives the name.';
COMMENT ON COLUMN organisations.scheme IS 'Text. parties[].identifier.scheme, RFC read as MX-RFC. NULL: no identifier of a scheme published.';
COMMENT ON COLUMN organisations.identifier IS 'Text. parties[].identifier.id. NULL: no identifier published, or a placeholder such as XAXX010101000.';
COMMENT ON COLUMN organisations.identifier_valid IS 'True where the identifier has the form of its scheme, False where it has not. NULL: no identifier, or a scheme whose form is not known.';
COMMENT ON COLUMN organisations.identifier_fault IS 'Code. form: not the form of its scheme; check_digit: the form is right, the check digit does not fit, which a scheme with exceptions (MX-RFC) allows. NULL: none found, or not known.';
COMMENT ON COLUMN organisations.person IS 'Code. legal or natural, where the form of the identifier tells. NULL: it does not.';
COMMENT ON COLUMN organisations.parent_id IS 'Organisation id of what it is part of: by the alias file, else parties[].memberOf, else the code of the same scheme in parties[].additionalIdentifiers that its own begins with. NULL: nothing says so.';
COMMENT ON COLUMN organisations.sources IS 'List of texts. The sources whose records name it.';
COMMENT ON COLUMN organisations.processes IS 'Number of processes whose record names it in any role.';
COMMENT ON COLUMN organisations.variants IS 'List of (name, processes). Every spelling published, the one shown first unless the name is the alias file''s. Empty: only an identifier was published.';
COMMENT ON COLUMN organisations.is_agency IS 'True where it is the agency of a process.';
COMMENT ON COLUMN organisations.is_supplier IS 'True where a counted award or contract of a process goes to it.';
