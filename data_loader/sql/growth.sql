-- How values grew on the way: from the award to its contracts, from a contract's first value to its present one, and
-- from all that a process contracted to all that was paid on it. Only what can be compared is: both values published, in
-- one currency. What the filters ask for stands beside it, so that no query joins.
CREATE TABLE growth AS
WITH signed AS (
    SELECT process_id, award_index, sum(amount) AS amount, bool_and(amount IS NOT NULL) AS whole,
        min(currency) AS currency, count(DISTINCT currency) = 1 AND bool_and(currency IS NOT NULL) AS one_currency
    FROM contracts WHERE counted AND award_index IS NOT NULL GROUP BY ALL
), steps AS (
    SELECT a.process_id, 'contract' AS step, a.currency, a.amount AS before, s.amount AS after,
        a.amount IS NOT NULL AND s.whole AND s.one_currency AND a.currency = s.currency AS comparable
    FROM signed s JOIN awards a USING (process_id, award_index) WHERE a.counted
    UNION ALL
    SELECT process_id, 'contract', NULL, NULL, NULL, false FROM contracts WHERE counted AND award_index IS NULL
    UNION ALL
    SELECT process_id, 'amendment', currency, original_amount, amount,
        original_amount IS NOT NULL AND amount IS NOT NULL AND currency IS NOT NULL
    FROM contracts WHERE counted
    UNION ALL
    SELECT process_id, 'payment', currency, sum(amount) FILTER (stage = 'contracted') AS before,
        sum(amount) FILTER (stage = 'paid') AS after, before IS NOT NULL AND after IS NOT NULL AND currency IS NOT NULL
    FROM amounts WHERE stage IN ('contracted', 'paid') GROUP BY process_id, currency
), judged AS (
    SELECT process_id, step, coalesce(comparable, false) AS measured,
        CASE WHEN comparable THEN currency END AS currency, before, after
    FROM steps
), sums AS (
    SELECT process_id, step, currency,
        CAST(sum(before) FILTER (measured) AS DECIMAL(38, 4)) AS before,
        CAST(sum(after) FILTER (measured) AS DECIMAL(38, 4)) AS after,
        count(*) FILTER (measured) AS measured, count(*) FILTER (NOT measured) AS unmeasured,
        count(*) FILTER (measured AND after > before) AS grew, count(*) FILTER (measured AND after < before) AS shrank
    FROM judged GROUP BY process_id, step, currency
)
SELECT s.*, p.source, p.agency_id, p.method, p.category, p.stage, p.year
FROM sums s JOIN processes p USING (process_id)
ORDER BY process_id, step, currency;

COMMENT ON TABLE growth IS 'How the value of a process grew: one row a step and currency, and one with the currency NULL for what cannot be compared.';
COMMENT ON COLUMN growth.process_id IS 'Number of the process in this snapshot; see processes.';
COMMENT ON COLUMN growth.step IS 'Code. contract: from awards[].value to the sum of the contracts of the award. amendment: from a contract''s original value (see contracts.original_amount) to contracts[].value. payment: from all that the process contracted to all that was paid on it. Cancelled contracts and awards that do not count are left out.';
COMMENT ON COLUMN growth.currency IS 'ISO 4217 code of both values. NULL: they cannot be compared.';
COMMENT ON COLUMN growth.before IS 'Money in `currency` before the step, of what can be compared. NULL: nothing can.';
COMMENT ON COLUMN growth.after IS 'Money in `currency` after the step, of what can be compared. NULL: nothing can.';
COMMENT ON COLUMN growth.measured IS 'Number of awards (step contract) or contracts (step amendment) compared; 1 for step payment.';
COMMENT ON COLUMN growth.unmeasured IS 'Number of them of which a value is not published, in another currency, or known at one moment only.';
COMMENT ON COLUMN growth.grew IS 'Number of those compared that were worth more after the step.';
COMMENT ON COLUMN growth.shrank IS 'Number of those compared that were worth less after the step.';
COMMENT ON COLUMN growth.source IS 'Id of the source.';
COMMENT ON COLUMN growth.agency_id IS 'Organisation id; see processes. NULL: not published.';
COMMENT ON COLUMN growth.method IS 'Code; see processes. NULL: not published.';
COMMENT ON COLUMN growth.category IS 'Code; see processes. NULL: not published.';
COMMENT ON COLUMN growth.stage IS 'Code. The furthest stage of the process; see processes. NULL: nothing published in any.';
COMMENT ON COLUMN growth.year IS 'Year of the process; see processes. NULL: no date.';
