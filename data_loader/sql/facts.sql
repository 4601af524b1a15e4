-- The money of each process, one row a process and currency: all that a total, a ranking or a count asks for stands in
-- one row, so that no query joins. `pairs` is the same shared out to suppliers.
CREATE TABLE facts AS
WITH sums AS (
    SELECT process_id, currency,
        sum(amount) FILTER (stage = 'planned') AS planned, sum(amount) FILTER (stage = 'tendered') AS tendered,
        sum(amount) FILTER (stage = 'awarded') AS awarded, sum(amount) FILTER (stage = 'contracted') AS contracted,
        sum(amount) FILTER (stage = 'paid') AS paid
    FROM amounts GROUP BY ALL
)
SELECT p.process_id, s.currency, CAST(s.planned AS DECIMAL(38, 4)) AS planned,
    CAST(s.tendered AS DECIMAL(38, 4)) AS tendered, CAST(s.awarded AS DECIMAL(38, 4)) AS awarded,
    CAST(s.contracted AS DECIMAL(38, 4)) AS contracted, CAST(s.paid AS DECIMAL(38, 4)) AS paid,
    count(*) OVER (PARTITION BY p.process_id) = 1 AS alone,
    p.source, p.agency_id, p.method, p.category, p.stage, p.year, p.month
FROM processes p LEFT JOIN sums s USING (process_id)
ORDER BY p.process_id, s.currency;

COMMENT ON TABLE facts IS 'The amounts of a process side by side: one row a process and currency; one row without a currency where it has none.';
COMMENT ON COLUMN facts.process_id IS 'Number of the process in this snapshot; see processes.';
COMMENT ON COLUMN facts.currency IS 'ISO 4217 code of the amounts. NULL: not published, or no amount at all.';
COMMENT ON COLUMN facts.planned IS 'Money in `currency`; see amounts. NULL: not published; 0 is zero.';
COMMENT ON COLUMN facts.tendered IS 'Money in `currency`; see amounts. NULL: not published; 0 is zero.';
COMMENT ON COLUMN facts.awarded IS 'Money in `currency`; see amounts. NULL: not published; 0 is zero.';
COMMENT ON COLUMN facts.contracted IS 'Money in `currency`; see amounts. NULL: not published; 0 is zero.';
COMMENT ON COLUMN facts.paid IS 'Money in `currency`; see amounts. NULL: not published; 0 is zero.';
COMMENT ON COLUMN facts.alone IS 'True where it is the only row of its process: almost everywhere.';
COMMENT ON COLUMN facts.source IS 'Id of the source.';
COMMENT ON COLUMN facts.agency_id IS 'Organisation id; see processes. NULL: not published.';
COMMENT ON COLUMN facts.method IS 'Code; see processes. NULL: not published.';
COMMENT ON COLUMN facts.category IS 'Code; see processes. NULL: not published.';
COMMENT ON COLUMN facts.stage IS 'Code. The furthest stage of the process; see processes. NULL: nothing published in any.';
COMMENT ON COLUMN facts.year IS 'Year of the process; see processes. NULL: no date.';
COMMENT ON COLUMN facts.month IS 'Month of the process, as 2017-04; see processes. NULL: no date.';
