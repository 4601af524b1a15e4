-- The sums up to which the law allows a procurement method, as the file of vitrina.toml lists them.
CREATE TABLE legal_thresholds AS
SELECT line, source, agency, year_from, year_to, category, method, money(amount) AS amount, currency, certain, reference, note, problem
FROM read_json(getvariable('thresholds'), format = 'newline_delimited', maximum_object_size = getvariable('longest_line'), columns = {
    line: 'BIGINT', source: 'VARCHAR', agency: 'VARCHAR', year_from: 'BIGINT', year_to: 'BIGINT', category: 'VARCHAR', method: 'VARCHAR',
    amount: 'DOUBLE', currency: 'VARCHAR', certain: 'BOOLEAN', reference: 'VARCHAR', note: 'VARCHAR', problem: 'VARCHAR'})
ORDER BY line;

COMMENT ON TABLE legal_thresholds IS 'One row a legal limit; see docs/configuration.md, indicators.';
COMMENT ON COLUMN legal_thresholds.line IS 'Number. Line of the file. Never NULL.';
COMMENT ON COLUMN legal_thresholds.source IS 'Id of the source whose processes it is about. NULL: of every source.';
COMMENT ON COLUMN legal_thresholds.agency IS 'Organisation id of the agency that it is about. NULL: of every agency.';
COMMENT ON COLUMN legal_thresholds.year_from IS 'Year. The first in which it holds. NULL: the row cannot be used.';
COMMENT ON COLUMN legal_thresholds.year_to IS 'Year. The last in which it holds. NULL: the row cannot be used.';
COMMENT ON COLUMN legal_thresholds.category IS 'Code of the procurement category. NULL: of every category.';
COMMENT ON COLUMN legal_thresholds.method IS 'Code of the method that is allowed up to this sum. NULL: the row cannot be used.';
COMMENT ON COLUMN legal_thresholds.amount IS 'Money in `currency`. The largest sum for the method. NULL: the row cannot be used.';
COMMENT ON COLUMN legal_thresholds.currency IS 'ISO 4217 code. NULL: the row cannot be used.';
COMMENT ON COLUMN legal_thresholds.certain IS 'True where somebody has held the sum against the law; one that is not certain raises nothing. NULL: the row cannot be used.';
COMMENT ON COLUMN legal_thresholds.reference IS 'Text. Law or decree. NULL: none given.';
COMMENT ON COLUMN legal_thresholds.note IS 'Text. What else is to be known. NULL: nothing.';
COMMENT ON COLUMN legal_thresholds.problem IS 'Code. Why the row cannot be used: unreadable, wrong_columns, no_method, no_year, no_amount, no_currency, repeated. NULL: it can.';
