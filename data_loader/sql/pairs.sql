-- Who buys from whom: the suppliers of each process with their shares of its five amounts side by side. All that a
-- ranking, a share or a concentration asks for stands in one row, so that no query joins.
CREATE TEMP TABLE first_years AS
SELECT s.supplier_id, min(p.year) AS first_year
FROM process_suppliers s JOIN processes p USING (process_id) GROUP BY s.supplier_id;

CREATE TABLE pairs AS
WITH shares AS (
    SELECT process_id, supplier_id, currency,
        sum(amount) FILTER (stage = 'planned') AS planned, sum(amount) FILTER (stage = 'tendered') AS tendered,
        sum(amount) FILTER (stage = 'awarded') AS awarded, sum(amount) FILTER (stage = 'contracted') AS contracted,
        sum(amount) FILTER (stage = 'paid') AS paid
    FROM supplier_amounts GROUP BY ALL
)
SELECT l.process_id, l.supplier_id, s.currency, CAST(s.planned AS DECIMAL(38, 4)) AS planned, CAST(s.tendered AS DECIMAL(38, 4)) AS tendered,
    CAST(s.awarded AS DECIMAL(38, 4)) AS awarded, CAST(s.contracted AS DECIMAL(38, 4)) AS contracted,
    CAST(s.paid AS DECIMAL(38, 4)) AS paid,
    row_number() OVER (PARTITION BY l.process_id ORDER BY l.supplier_id, s.currency) = 1 AS first_of_process,
    row_number() OVER (PARTITION BY l.process_id, l.supplier_id ORDER BY s.currency) = 1 AS first_of_supplier,
    count(*) OVER (PARTITION BY l.process_id, l.supplier_id) = 1 AS alone,
    CASE p.stage WHEN 'planning' THEN s.planned WHEN 'tender' THEN s.tendered WHEN 'award' THEN s.awarded
        WHEN 'contract' THEN s.contracted WHEN 'implementation' THEN s.paid END IS NOT NULL AS at_stage,
    at_stage AND row_number() OVER (PARTITION BY l.process_id, s.currency, at_stage ORDER BY l.supplier_id) = 1
        AS first_at_stage,
    f.first_year, p.source, p.agency_id, p.method, p.category, p.stage, p.year, p.month
FROM process_suppliers l
JOIN processes p USING (process_id)
LEFT JOIN shares s ON s.process_id = l.process_id AND s.supplier_id IS NOT DISTINCT FROM l.supplier_id
LEFT JOIN first_years f ON f.supplier_id = l.supplier_id
ORDER BY l.process_id, l.supplier_id, s.currency;

COMMENT ON TABLE pairs IS 'Who buys from whom: one row a process, supplier and currency, with that supplier''s share of the five amounts.';
COMMENT ON COLUMN pairs.process_id IS 'Number of the process in this snapshot; see processes.';
COMMENT ON COLUMN pairs.supplier_id IS 'Organisation id; see process_suppliers. NULL: an award, a contract or the whole process has no published supplier.';
COMMENT ON COLUMN pairs.currency IS 'ISO 4217 code of the amounts. NULL: not published, or no amount at all.';
COMMENT ON COLUMN pairs.planned IS 'Money in `currency`: this supplier''s share; see supplier_amounts. NULL: not published; 0 is zero.';
COMMENT ON COLUMN pairs.tendered IS 'Money in `currency`: this supplier''s share; see supplier_amounts. NULL: not published; 0 is zero.';
COMMENT ON COLUMN pairs.awarded IS 'Money in `currency`: this supplier''s share; see supplier_amounts. NULL: not published; 0 is zero.';
COMMENT ON COLUMN pairs.contracted IS 'Money in `currency`: this supplier''s share; see supplier_amounts. NULL: not published; 0 is zero.';
COMMENT ON COLUMN pairs.paid IS 'Money in `currency`: this supplier''s share; see supplier_amounts. NULL: not published; 0 is zero.';
COMMENT ON COLUMN pairs.first_of_process IS 'True in one row of each process: counting these counts processes once.';
COMMENT ON COLUMN pairs.first_of_supplier IS 'True in one row of each process and supplier.';
COMMENT ON COLUMN pairs.alone IS 'True where it is the only row of its process and supplier: almost everywhere.';
COMMENT ON COLUMN pairs.at_stage IS 'True where the amount of the furthest stage of the process (planned, tendered, awarded, contracted or paid) is published.';
COMMENT ON COLUMN pairs.first_at_stage IS 'True in one of these rows of each process and currency.';
COMMENT ON COLUMN pairs.first_year IS 'Year. The earliest year of a process of this supplier, over all sources. NULL: no supplier, or none of its processes has a date.';
COMMENT ON COLUMN pairs.source IS 'Id of the source.';
COMMENT ON COLUMN pairs.agency_id IS 'Organisation id; see processes. NULL: not published.';
COMMENT ON COLUMN pairs.method IS 'Code; see processes. NULL: not published.';
COMMENT ON COLUMN pairs.category IS 'Code; see processes. NULL: not published.';
COMMENT ON COLUMN pairs.stage IS 'Code. The furthest stage of the process; see processes. NULL: nothing published in any.';
COMMENT ON COLUMN pairs.year IS 'Year of the process; see processes. NULL: no date.';
COMMENT ON COLUMN pairs.month IS 'Month of the process, as 2017-04; see processes. NULL: no date.';
