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
        min(o.scheme) AS scheme,
        min(n.identifier) FILTER (o.scheme IS NOT NULL) AS identifier,
        min(n.ref_id) AS ref_id,
        list_sort(list(DISTINCT n.source)) AS sources,
        count(DISTINCT n.process_id) AS processes
    FROM named n JOIN organisation_ids o USING (organisation_id, source)
    WHERE o.published_key IS NOT DISTINCT FROM n.scheme_key AND o.ref_id IS NOT DISTINCT FROM n.ref_id
        AND o.folded IS NOT DISTINCT FROM n.folded
    GROUP BY ALL
)
SELECT organisation_id, coalesce(n.name, f.identifier, f.ref_id) AS name, f.scheme, f.identifier, f.sources, f.processes,
    coalesce(n.variants, []) AS variants,
    organisation_id IN (SELECT agency_id FROM agencies WHERE agency_id IS NOT NULL) AS is_agency,
    organisation_id IN (SELECT supplier_id FROM process_suppliers WHERE supplier_id IS NOT NULL) AS is_supplier
FROM facts f LEFT JOIN names n USING (organisation_id)
ORDER BY organisation_id;

COMMENT ON TABLE organisations IS 'One row an organisation named in any record of any source.';
COMMENT ON COLUMN organisations.organisation_id IS 'Text. Canonical id: scheme-id, else source:id, else source:folded-name. Never NULL.';
COMMENT ON COLUMN organisations.name IS 'Text. The spelling shown: the most frequent one, with accents and small letters before those that lost them. Never NULL.';
COMMENT ON COLUMN organisations.scheme IS 'Text. parties[].identifier.scheme, RFC read as MX-RFC. NULL: no identifier of a scheme published.';
COMMENT ON COLUMN organisations.identifier IS 'Text. parties[].identifier.id. NULL: no identifier published, or a placeholder such as XAXX010101000.';
COMMENT ON COLUMN organisations.sources IS 'List of texts. The sources whose records name it.';
COMMENT ON COLUMN organisations.processes IS 'Number of processes whose record names it in any role.';
COMMENT ON COLUMN organisations.variants IS 'List of (name, processes). Every spelling published, the one shown first. Empty: only an identifier was published.';
COMMENT ON COLUMN organisations.is_agency IS 'True where it is the agency of a process.';
COMMENT ON COLUMN organisations.is_supplier IS 'True where a counted award or contract of a process goes to it.';
