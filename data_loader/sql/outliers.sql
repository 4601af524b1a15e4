-- Every amount published, with its place in the record; among its peers; and those that lie absurdly far from them.
CREATE TEMP TABLE priced AS
SELECT process_id, 1 AS place, 'planned' AS stage, 'planning.budget.amount' AS path,
    money(planning.budget.amount.amount) AS amount, published(planning.budget.amount.currency) AS currency,
    false AS inferred, true AS counted
FROM compiled WHERE money(planning.budget.amount.amount) IS NOT NULL
UNION ALL
SELECT process_id, 2, 'tendered', 'tender.value', money(tender.value.amount), published(tender.value.currency), false, true
FROM compiled WHERE money(tender.value.amount) IS NOT NULL
UNION ALL
SELECT process_id, 3, 'awarded', entry('awards', award_index) || '.value', amount, currency, currency_inferred, counted
FROM awards WHERE amount IS NOT NULL
UNION ALL
SELECT process_id, 4, 'contracted', entry('contracts', contract_index) || '.value', amount, currency, currency_inferred,
    counted
FROM contracts WHERE amount IS NOT NULL
UNION ALL
SELECT process_id, 5, 'paid', entry('contracts', contract_index) || '.implementation.'
    || entry('transactions', transaction_index) || '.value', amount, currency, currency_inferred, true
FROM transactions WHERE amount IS NOT NULL;

-- Peers: the amounts of one source, stage, currency and category; or of all categories (every_category).
CREATE TEMP TABLE peer_groups AS
WITH sized AS (
    SELECT p.source, m.stage, m.currency, p.category, log10(CAST(m.amount AS DOUBLE)) AS size
    FROM priced m JOIN processes p USING (process_id) WHERE m.amount > 0 AND m.currency IS NOT NULL
), grouped AS (
    SELECT source, stage, currency, category, grouping(category) = 1 AS every_category, count(*) AS peers,
        quantile_cont(size, [0.25, 0.5, 0.75]) AS quartiles
    FROM sized GROUP BY GROUPING SETS ((source, stage, currency, category), (source, stage, currency))
    HAVING count(*) >= getvariable('absurd_amount_peers')
)
SELECT source, stage, currency, category, every_category, peers, quartiles[2] AS middle,
    least(quartiles[1] - getvariable('absurd_amount_fences') * (quartiles[3] - quartiles[1]),
        quartiles[2] - log10(getvariable('absurd_amount_times'))) AS lowest,
    greatest(quartiles[3] + getvariable('absurd_amount_fences') * (quartiles[3] - quartiles[1]),
        quartiles[2] + log10(getvariable('absurd_amount_times'))) AS highest
FROM grouped;

CREATE TEMP VIEW judged AS
SELECT m.process_id, m.stage, m.path, m.amount, m.currency, m.counted, coalesce(g.peers, e.peers) AS peers,
    CAST(pow(10, coalesce(g.middle, e.middle)) AS DECIMAL(38, 4)) AS median,
    CAST(m.amount AS DOUBLE) / pow(10, coalesce(g.middle, e.middle)) AS times,
    log10(CAST(m.amount AS DOUBLE)) NOT BETWEEN coalesce(g.lowest, e.lowest) AND coalesce(g.highest, e.highest) AS absurd
FROM priced m
JOIN processes p USING (process_id)
LEFT JOIN peer_groups g ON NOT g.every_category AND g.source = p.source AND g.stage = m.stage
    AND g.currency = m.currency AND g.category IS NOT DISTINCT FROM p.category
JOIN peer_groups e ON e.every_category AND e.source = p.source AND e.stage = m.stage AND e.currency = m.currency
WHERE m.amount > 0;

CREATE TABLE outliers AS
SELECT process_id, stage, path, amount, currency, counted, peers, median, times FROM judged WHERE absurd
ORDER BY process_id, stage, path;

COMMENT ON TABLE outliers IS 'One row an amount that lies absurdly far from its peers; see the check absurd_amount.';
COMMENT ON COLUMN outliers.process_id IS 'Number of the process in this snapshot; see processes.';
COMMENT ON COLUMN outliers.stage IS 'Code. planned, tendered, awarded, contracted or paid; see amounts.';
COMMENT ON COLUMN outliers.path IS 'Text. Where it stands in the record, as a JSON path.';
COMMENT ON COLUMN outliers.amount IS 'Money in `currency`. Never NULL.';
COMMENT ON COLUMN outliers.currency IS 'ISO 4217 code, as published or inferred. Never NULL: amounts without a currency have no peers.';
COMMENT ON COLUMN outliers.counted IS 'True where the amount is in the totals of its stage.';
COMMENT ON COLUMN outliers.peers IS 'Number of amounts it was compared with, itself among them.';
COMMENT ON COLUMN outliers.median IS 'Money in `currency`: the median of its peers.';
COMMENT ON COLUMN outliers.times IS 'Number: amount ÷ median.';
