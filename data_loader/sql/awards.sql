-- One row an award of a process.
CREATE TABLE awards AS
WITH rows AS (
    SELECT process_id, source, tender.value.currency AS tender_currency,
        generate_subscripts(awards, 1) AS award_index, unnest(awards) AS award
    FROM compiled
)
SELECT process_id, award_index, trimmed(award.id) AS award_id,
    published(award.title) AS title, published(award.description) AS description,
    lower(published(award.status)) AS status, award_counts(award.status) AS counted,
    day(award.date) AS date,
    money(award.value.amount) AS amount,
    coalesce(published(award.value.currency), published(tender_currency)) AS currency,
    published(award.value.currency) IS NULL AND published(tender_currency) IS NOT NULL AS currency_inferred,
    day(award.contractPeriod.startDate) AS start_date, day(award.contractPeriod.endDate) AS end_date
FROM rows;

COMMENT ON TABLE awards IS 'One row an award: awards[].';
COMMENT ON COLUMN awards.process_id IS 'Number of the process in this snapshot; see processes.';
COMMENT ON COLUMN awards.award_index IS 'Place in awards[], from 1.';
COMMENT ON COLUMN awards.award_id IS 'Text. awards[].id. NULL: not published.';
COMMENT ON COLUMN awards.title IS 'Text. awards[].title. NULL: not published.';
COMMENT ON COLUMN awards.description IS 'Text. awards[].description. NULL: not published.';
COMMENT ON COLUMN awards.status IS 'Code, small letters. awards[].status. NULL: not published; the award then counts.';
COMMENT ON COLUMN awards.counted IS 'True where the award is in the awarded amount: its status is not pending, cancelled or unsuccessful.';
COMMENT ON COLUMN awards.date IS 'Day. awards[].date as published, not shifted to another time zone. NULL: not published.';
COMMENT ON COLUMN awards.amount IS 'Money in `currency`. awards[].value.amount. NULL: not published; 0 is zero.';
COMMENT ON COLUMN awards.currency IS 'ISO 4217 code. awards[].value.currency, else that of tender.value. NULL: not published.';
COMMENT ON COLUMN awards.currency_inferred IS 'True where the currency is the tender''s.';
COMMENT ON COLUMN awards.start_date IS 'Day. awards[].contractPeriod.startDate. NULL: not published.';
COMMENT ON COLUMN awards.end_date IS 'Day. awards[].contractPeriod.endDate. NULL: not published.';
