-- Each award that counts. A supplier that is only a placeholder names nobody.
SELECT a.process_id, n.parent IS NULL AS wrong, entry('awards', a.award_index) || '.suppliers' AS path,
    NULL AS value, NULL AS against
FROM awards a
LEFT JOIN (SELECT DISTINCT process_id, parent FROM named WHERE place = 'award_supplier') n
    ON n.process_id = a.process_id AND n.parent = a.award_index
WHERE a.counted
