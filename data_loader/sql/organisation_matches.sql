-- Pairs of organisations that may be one, for officials to judge. Nothing is merged by them; the alias file merges.
CREATE TABLE organisation_matches AS
WITH scores AS (
    -- spellings are numbered in the order of the organisations' ids, so that a < b holds for these too
    SELECT l.organisation_id AS a, r.organisation_id AS b, max(similarity) AS similarity, bool_or(same_name) AS same_name,
        arg_max({a: l.name, b: r.name}, (same_name, similarity, -s.a, -s.b)) AS spellings
    FROM match_scores s JOIN match_spellings l ON l.spelling = s.a JOIN match_spellings r ON r.spelling = s.b
    GROUP BY ALL
), known AS (
    SELECT o.*, i.scheme AS id_scheme, i.bare,
        CASE WHEN o.identifier IS NULL THEN 3 WHEN o.identifier_fault IS NOT NULL THEN 2
             WHEN o.identifier_valid IS NULL THEN 1 ELSE 0 END AS doubt
    FROM organisations o LEFT JOIN match_identifiers i USING (organisation_id)
), pairs AS (
    SELECT s.similarity, s.spellings,
        CASE WHEN l.bare = r.bare AND l.id_scheme = r.id_scheme THEN 'same_identifier'
             WHEN l.bare = r.bare THEN 'two_schemes'
             WHEN l.scheme = r.scheme AND s.similarity >= 0.75 AND damerau_levenshtein(l.bare, r.bare) = 1
             THEN 'one_letter'
             WHEN s.same_name THEN 'same_name'
             WHEN s.similarity >= 0.9 THEN 'near_name' END AS reason,
        l.doubt < r.doubt OR (l.doubt = r.doubt AND (l.processes, r.organisation_id) > (r.processes, l.organisation_id))
            AS left_kept,
        l.scheme = r.scheme AND l.bare <> r.bare AND greatest(l.doubt, r.doubt) <= 1 AS different_identifiers,
        NOT list_has_any(l.sources, r.sources) AS different_sources,
        CASE WHEN l.is_agency AND r.is_agency THEN 'agency' WHEN l.is_supplier AND r.is_supplier THEN 'supplier'
             ELSE 'mixed' END AS role,
        l, r
    FROM scores s JOIN known l ON l.organisation_id = s.a JOIN known r ON r.organisation_id = s.b
)
SELECT CASE WHEN left_kept THEN l.organisation_id ELSE r.organisation_id END AS organisation_id,
    CASE WHEN left_kept THEN r.organisation_id ELSE l.organisation_id END AS other_id,
    CASE WHEN left_kept THEN l.name ELSE r.name END AS name,
    CASE WHEN left_kept THEN r.name ELSE l.name END AS other_name,
    CASE WHEN left_kept THEN spellings.a ELSE spellings.b END AS spelling,
    CASE WHEN left_kept THEN spellings.b ELSE spellings.a END AS other_spelling,
    CASE WHEN left_kept THEN l.processes ELSE r.processes END AS processes,
    CASE WHEN left_kept THEN r.processes ELSE l.processes END AS other_processes,
    CASE WHEN left_kept THEN l.is_agency ELSE r.is_agency END AS is_agency,
    CASE WHEN left_kept THEN r.is_agency ELSE l.is_agency END AS other_is_agency,
    reason, similarity, role, different_identifiers IS TRUE AS different_identifiers, different_sources
FROM pairs WHERE reason IS NOT NULL
ORDER BY list_position(['same_identifier', 'two_schemes', 'one_letter', 'same_name', 'near_name'], reason),
    different_identifiers, different_sources, similarity DESC, processes + other_processes DESC, organisation_id, other_id;

COMMENT ON TABLE organisation_matches IS 'Pairs of organisations that may be one and the same, the likeliest first. A suggestion: no number is made of it.';
COMMENT ON COLUMN organisation_matches.organisation_id IS 'Organisation id of the one to keep: that whose identifier is right, else has one, else with more processes.';
COMMENT ON COLUMN organisation_matches.other_id IS 'Organisation id of the one to merge into it.';
COMMENT ON COLUMN organisation_matches.name IS 'Text. Name of the one to keep.';
COMMENT ON COLUMN organisation_matches.other_name IS 'Text. Name of the other.';
COMMENT ON COLUMN organisation_matches.spelling IS 'Text. Its spelling that is most like one of the other.';
COMMENT ON COLUMN organisation_matches.other_spelling IS 'Text. That spelling of the other.';
COMMENT ON COLUMN organisation_matches.processes IS 'Number of processes whose record names the one to keep.';
COMMENT ON COLUMN organisation_matches.other_processes IS 'Number of processes whose record names the other.';
COMMENT ON COLUMN organisation_matches.is_agency IS 'True where the one to keep is the agency of a process.';
COMMENT ON COLUMN organisation_matches.other_is_agency IS 'True where the other is the agency of a process.';
COMMENT ON COLUMN organisation_matches.reason IS 'Code. same_identifier: written in two ways; two_schemes: the same under two schemes; one_letter: they differ in one; same_name: with two ids; near_name: nearly the same.';
COMMENT ON COLUMN organisation_matches.similarity IS 'Share. How alike the two most alike spellings are, 0-1, without the words for the kind of company, in any order of words.';
COMMENT ON COLUMN organisation_matches.role IS 'Code. agency or supplier where both are one; mixed: an agency and a supplier.';
COMMENT ON COLUMN organisation_matches.different_identifiers IS 'True where both have an identifier of one scheme that may be right: then they are probably two.';
COMMENT ON COLUMN organisation_matches.different_sources IS 'True where no source names both.';
