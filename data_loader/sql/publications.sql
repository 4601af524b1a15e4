-- One row an event that should be published soon after it happens: the start of the call, each award, each signature,
-- each payment; with the day of the first release that carried its date.
CREATE TABLE publications AS
WITH events AS (
    SELECT process_id, 'tender' AS event, 1 AS position, day(tender.tenderPeriod.startDate) AS date
    FROM compiled JOIN stages USING (process_id) WHERE stages.tender_reached AND stages.method IS DISTINCT FROM 'direct'
    UNION ALL SELECT process_id, 'award', award_index, date FROM awards
    UNION ALL SELECT process_id, 'signature', contract_index, date_signed FROM contracts
    UNION ALL SELECT process_id, 'payment',
        row_number() OVER (PARTITION BY process_id ORDER BY contract_index, transaction_index), date FROM transactions
), told AS (
    SELECT process_id, unnest(publications, recursive := true) FROM compiled
), first_told AS (
    SELECT process_id, event, day("day") AS date, min(day(published)) AS published,
        bool_and(at_most) FILTER (published IS NOT NULL) AS at_most
    FROM told GROUP BY ALL
), dated AS (
    SELECT e.process_id, e.event, e.position, e.date,
        CASE WHEN e.date IS NOT NULL THEN coalesce(t.published, day(c.release_date)) END AS published,
        CASE WHEN e.date IS NOT NULL AND coalesce(t.published, day(c.release_date)) IS NOT NULL
             THEN t.published IS NULL OR t.at_most END AS at_most
    FROM events e JOIN compiled c USING (process_id)
    LEFT JOIN first_told t ON t.process_id = e.process_id AND t.event = e.event AND t.date = e.date
)
SELECT *, date_diff('day', date, published) AS days FROM dated ORDER BY process_id, event, position;

COMMENT ON TABLE publications IS 'One row an event of a process, with when it was first published.';
COMMENT ON COLUMN publications.process_id IS 'Number of the process in this snapshot; see processes.';
COMMENT ON COLUMN publications.event IS 'Code. tender = start of the call (tender.tenderPeriod.startDate; none is due of a direct award); award = awards[].date; signature = contracts[].dateSigned; payment = contracts[].implementation.transactions[].date.';
COMMENT ON COLUMN publications.position IS 'Place of the award, contract or payment among those of the process, from 1.';
COMMENT ON COLUMN publications.date IS 'Day of the event, as published. NULL: not published.';
COMMENT ON COLUMN publications.published IS 'Day of the first release known that carries this date; else of the compiled release. NULL: no date of the event, or no release is dated.';
COMMENT ON COLUMN publications.at_most IS 'True where only one release or a compiled one is known, so that it may have been published before. NULL: not measured.';
COMMENT ON COLUMN publications.days IS 'Days from date to published; negative: published before it happened. NULL: one of the two is not published.';
