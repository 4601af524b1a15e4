-- Each reference that gives an id.
SELECT r.process_id, p.ref_id IS NULL AS wrong, reference_path(r.place, r.parent, r.position) || '.id' AS path,
    concat(r.ref_id, ' (' || r.name || ')') AS value, NULL AS against
FROM reference_rows r
LEFT JOIN (SELECT DISTINCT process_id, ref_id FROM reference_rows WHERE place = 'party') p
    ON p.process_id = r.process_id AND p.ref_id = r.ref_id
WHERE r.place <> 'party' AND r.ref_id IS NOT NULL
