-- Each signed contract whose award is known and dated.
SELECT k.process_id, k.date_signed < a.date AS wrong, entry('contracts', k.contract_index) || '.dateSigned' AS path,
    k.date_signed AS value, entry('awards', a.award_index) || '.date ' || a.date AS against
FROM contracts k JOIN awards a ON a.process_id = k.process_id AND a.award_index = k.award_index
WHERE k.date_signed IS NOT NULL AND a.date IS NOT NULL
