-- Since when each supplier is seen in the data of all sources.
CREATE TABLE supplier_years AS
SELECT s.supplier_id, CAST(min(p.year) AS INTEGER) AS first_year, CAST(max(p.year) AS INTEGER) AS last_year
FROM process_suppliers s JOIN processes p USING (process_id)
WHERE s.supplier_id IS NOT NULL
GROUP BY s.supplier_id
ORDER BY s.supplier_id;

COMMENT ON TABLE supplier_years IS 'One row a supplier: the years between which the data of all sources name it.';
COMMENT ON COLUMN supplier_years.supplier_id IS 'Organisation id. Never NULL.';
COMMENT ON COLUMN supplier_years.first_year IS 'Year. The earliest year of a process that it supplies; see processes.year. NULL: none of its processes has a date.';
COMMENT ON COLUMN supplier_years.last_year IS 'Year. The latest one. NULL: none of its processes has a date.';
