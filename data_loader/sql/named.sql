-- Each mention with its organisation, and of its identifier the scheme and what the rules alone gave. Not part of the snapshot.
CREATE TABLE named AS
SELECT m.*, o.organisation_id, o.scheme AS own_scheme, o.own_id
FROM mentions m
JOIN organisation_ids o ON o.source = m.source AND o.published_key IS NOT DISTINCT FROM m.scheme_key
    AND o.ref_id IS NOT DISTINCT FROM m.ref_id AND o.folded IS NOT DISTINCT FROM m.folded;

DROP TABLE mentions;
