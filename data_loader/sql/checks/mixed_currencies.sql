-- Each amount with a currency of its own, held against that of the first amount of the process.
WITH own AS (
    SELECT process_id, path, currency, first_value(currency) OVER w AS first_currency, count(*) OVER p AS amounts
    FROM priced WHERE currency IS NOT NULL AND NOT inferred
    WINDOW w AS (PARTITION BY process_id ORDER BY place, length(path), path), p AS (PARTITION BY process_id)
)
SELECT process_id, currency <> first_currency AS wrong, path || '.currency' AS path, currency AS value,
    first_currency AS against
FROM own WHERE amounts > 1
