-- One row a bid, as the OCDS extension "Bid statistics and details" publishes them.
CREATE TABLE bids AS
WITH rows AS (
    SELECT process_id, published(tender.value.currency) AS tender_currency,
        generate_subscripts(bids, 1) AS bid_index, unnest(bids) AS bid
    FROM compiled
), bidders AS (
    SELECT n.process_id, n.parent,
        list(DISTINCT {id: n.organisation_id, name: o.name} ORDER BY {id: n.organisation_id, name: o.name}) AS tenderers
    FROM named n JOIN organisations o USING (organisation_id)
    WHERE n.place = 'bid_tenderer' GROUP BY ALL
)
SELECT r.process_id, r.bid_index, trimmed(bid.id) AS bid_id, lower(published(bid.status)) AS status,
    day(bid.date) AS date, money(bid.value.amount) AS amount,
    coalesce(published(bid.value.currency), tender_currency) AS currency,
    published(bid.value.currency) IS NULL AND tender_currency IS NOT NULL AS currency_inferred,
    coalesce(b.tenderers, []) AS tenderers,
    len(list_filter(coalesce(bid.documents, []), lambda x: x IS NOT NULL)) AS documents,
    list_filter(list_transform(
        CASE WHEN len(bid.relatedLots) > 0 THEN bid.relatedLots ELSE [bid.relatedLot] END, lambda x: published(x)),
        lambda x: x IS NOT NULL) AS related_lots
FROM rows r LEFT JOIN bidders b ON b.process_id = r.process_id AND b.parent = r.bid_index
ORDER BY r.process_id, r.bid_index;

COMMENT ON TABLE bids IS 'One row a bid: bids.details[], of the OCDS extension for bids.';
COMMENT ON COLUMN bids.process_id IS 'Number of the process in this snapshot; see processes. Never NULL.';
COMMENT ON COLUMN bids.bid_index IS 'Place in bids.details[], from 1. Never NULL.';
COMMENT ON COLUMN bids.bid_id IS 'Text. bids.details[].id. NULL: not published.';
COMMENT ON COLUMN bids.status IS 'Code, small letters: invited, pending, valid, disqualified or withdrawn; other words as published. bids.details[].status. NULL: not published.';
COMMENT ON COLUMN bids.date IS 'Day. bids.details[].date as published, not shifted to another time zone. NULL: not published.';
COMMENT ON COLUMN bids.amount IS 'Money in `currency`. bids.details[].value.amount. NULL: not published; 0 is zero.';
COMMENT ON COLUMN bids.currency IS 'ISO 4217 code. bids.details[].value.currency, else that of tender.value. NULL: not published.';
COMMENT ON COLUMN bids.currency_inferred IS 'True or false. True where the currency is the tender''s. Never NULL.';
COMMENT ON COLUMN bids.tenderers IS 'List of (id, name) of who made it, by id; several made a joint bid. bids.details[].tenderers[]. Empty: not published.';
COMMENT ON COLUMN bids.documents IS 'Number of documents. bids.details[].documents[]. Never NULL; 0 is none.';
COMMENT ON COLUMN bids.related_lots IS 'List of texts. Ids of the lots that it is for: bids.details[].relatedLots[], else relatedLot. Empty: not published.';
