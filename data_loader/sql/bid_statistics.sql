-- One row a figure that a publisher gives on the bids of a process, as published: nothing here is recomputed.
CREATE TABLE bid_statistics AS
WITH rows AS (
    SELECT process_id, generate_subscripts(bid_statistics, 1) AS position, unnest(bid_statistics) AS statistic
    FROM compiled
)
SELECT process_id, position, trimmed(statistic.id) AS statistic_id, published(statistic.measure) AS measure,
    statistic.value AS value, published(statistic.currency) AS currency, day(statistic.date) AS date,
    published(statistic.relatedLot) AS related_lot, published(statistic.notes) AS notes
FROM rows
ORDER BY process_id, position;

COMMENT ON TABLE bid_statistics IS 'One row a figure on the bids of a process: bids.statistics[], of the OCDS extension for bids.';
COMMENT ON COLUMN bid_statistics.process_id IS 'Number of the process in this snapshot; see processes. Never NULL.';
COMMENT ON COLUMN bid_statistics.position IS 'Place in bids.statistics[], from 1. Never NULL.';
COMMENT ON COLUMN bid_statistics.statistic_id IS 'Text. bids.statistics[].id. NULL: not published.';
COMMENT ON COLUMN bid_statistics.measure IS 'Code as published: bids, validBids, bidders, lowestValidBidValue… bids.statistics[].measure. NULL: not published.';
COMMENT ON COLUMN bid_statistics.value IS 'Number in the unit of the measure: a count, a share of 1, or money in `currency`. bids.statistics[].value. NULL: not published; 0 is zero.';
COMMENT ON COLUMN bid_statistics.currency IS 'ISO 4217 code. bids.statistics[].currency. NULL: not published, or no amount of money.';
COMMENT ON COLUMN bid_statistics.date IS 'Day. bids.statistics[].date as published. NULL: not published.';
COMMENT ON COLUMN bid_statistics.related_lot IS 'Text. Id of the lot that it is about. bids.statistics[].relatedLot. NULL: not published; it is about the whole tender.';
COMMENT ON COLUMN bid_statistics.notes IS 'Text. bids.statistics[].notes. NULL: not published.';
