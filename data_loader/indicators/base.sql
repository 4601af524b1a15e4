-- What the queries of several indicators read: money and supplier of a process, single deals, bids and awards.
-- Temporary: nothing here is part of the snapshot.

-- The quartiles that Cardinal and statrs take (type 8 of Hyndman and Fan), of a sorted list.
CREATE OR REPLACE MACRO quantile8(sorted, p) AS
    list_extract(sorted, greatest(1, least(len(sorted), floor((len(sorted) + 1 / 3) * p + 1 / 3)))::BIGINT)
    + (greatest(1, least(len(sorted), (len(sorted) + 1 / 3) * p + 1 / 3))
       - greatest(1, least(len(sorted), floor((len(sorted) + 1 / 3) * p + 1 / 3))))
    * (list_extract(sorted, greatest(1, least(len(sorted), floor((len(sorted) + 1 / 3) * p + 1 / 3) + 1))::BIGINT)
       - list_extract(sorted, greatest(1, least(len(sorted), floor((len(sorted) + 1 / 3) * p + 1 / 3)))::BIGINT));
-- The number, the quartiles and the fences of a sorted list: what peers are reduced to before anything is joined to them.
-- By lambdas, so that the list is written once: as arguments alone it would stand in the query a hundred times.
CREATE OR REPLACE MACRO fenced(sorted) AS list_transform(
    list_transform([sorted], lambda s: {n: len(s), q: list_transform([0.25, 0.5, 0.75], lambda p: quantile8(s, p))}),
    lambda x: {n: x.n, q1: x.q[1], q2: x.q[2], q3: x.q[3], low: x.q[1] - 1.5 * (x.q[3] - x.q[1]), high: x.q[3] + 1.5 * (x.q[3] - x.q[1])})[1];
-- What a result is about as one word, by which results of one thing are joined.
CREATE OR REPLACE MACRO subject(process_id, level, agency_id, supplier_id) AS
    CASE WHEN process_id IS NOT NULL THEN CAST(process_id AS VARCHAR)
         ELSE level || ' ' || CASE WHEN level <> 'supplier' THEN coalesce(agency_id, '') ELSE '' END
             || ' ' || CASE WHEN level <> 'agency' THEN coalesce(supplier_id, '') ELSE '' END END;
-- A published moment with its time; NULL where only a day is published.
CREATE OR REPLACE MACRO moment(t) AS CASE WHEN length(t) > 10 THEN TRY_CAST(t AS TIMESTAMPTZ) END;

-- The one amount of a process: contracted, else awarded, tendered, planned; the largest where there are several currencies.
CREATE TEMP TABLE i_process AS
WITH money AS (
    SELECT process_id, first({amount: amount, currency: currency}
        ORDER BY list_position(['contracted', 'awarded', 'tendered', 'planned'], stage), amount DESC, currency) AS main
    FROM amounts WHERE currency IS NOT NULL AND stage <> 'paid' GROUP BY process_id
), known AS (
    SELECT source FROM history WHERE snapshot <> getvariable('snapshot') UNION SELECT source FROM changes
)
SELECT p.process_id, p.source, p.ocid, p.agency_id, p.method, p.category, p.year, p.date, p.tender_status,
    p.tender_status IS NOT DISTINCT FROM 'cancelled' AS cancelled,
    CASE WHEN len(p.suppliers) = 1 THEN p.suppliers[1].id END AS supplier_id,
    m.main.amount AS amount, m.main.currency AS currency, k.source IS NOT NULL AS pulled_before
FROM processes p LEFT JOIN money m USING (process_id) LEFT JOIN known k ON k.source = p.source
ORDER BY p.process_id;

-- Who sold what to whom: a row a contract and supplier; a row an award and supplier where a process has no contract.
CREATE TEMP TABLE i_deals AS
WITH sold AS (
    SELECT s.process_id, s.supplier_id, s.currency, s.amount, k.date_signed AS day,
        entry('contracts', s.contract_index) AS path
    FROM contract_suppliers s JOIN contracts k USING (process_id, contract_index) WHERE s.counted
    UNION ALL
    SELECT s.process_id, s.supplier_id, s.currency, s.amount, a.date, entry('awards', s.award_index)
    FROM award_suppliers s JOIN awards a USING (process_id, award_index) JOIN processes p USING (process_id)
    WHERE s.counted AND p.counted_contracts = 0
)
SELECT s.process_id, p.source, p.ocid, p.agency_id, s.supplier_id, s.currency, s.amount,
    coalesce(s.day, p.date) AS day, year(coalesce(s.day, p.date)) AS year, p.method, p.category, s.path
FROM sold s JOIN i_process p USING (process_id)
WHERE p.agency_id IS NOT NULL AND s.supplier_id IS NOT NULL;

-- Bids as submitted, their tenderers by id, with the moment where a time is published.
CREATE TEMP TABLE i_bids AS
WITH raw AS (
    SELECT process_id, generate_subscripts(bids, 1) AS bid_index, moment(unnest(bids).date) AS moment
    FROM compiled WHERE len(bids) > 0
)
SELECT b.process_id, b.bid_index, b.status, b.date, r.moment, b.amount, b.currency,
    list_sort(list_distinct(list_transform(b.tenderers, lambda x: x.id))) AS tenderers
FROM bids b JOIN raw r USING (process_id, bid_index)
WHERE b.status IS NOT NULL AND b.status NOT IN ('invited', 'withdrawn');

-- Processes with bids: whether the awards are final (active, cancelled or unsuccessful), and who won.
CREATE TEMP TABLE i_awarded AS
WITH bidding AS (
    SELECT DISTINCT process_id FROM i_bids
), awards_of AS (
    SELECT process_id, count(*) FILTER (status = 'active') AS active,
        count(*) FILTER (status NOT IN ('active', 'cancelled', 'unsuccessful')) AS pending,
        min(award_index) FILTER (status = 'active') AS award_index
    FROM awards WHERE process_id IN (SELECT process_id FROM bidding) GROUP BY process_id
), winners AS (
    SELECT s.process_id, list_sort(list_distinct(list(s.supplier_id))) AS winners, max(s.suppliers) AS joint
    FROM award_suppliers s JOIN awards a USING (process_id, award_index)
    WHERE a.status = 'active' AND s.supplier_id IS NOT NULL AND s.process_id IN (SELECT process_id FROM bidding)
    GROUP BY s.process_id
)
SELECT b.process_id, p.source, coalesce(a.active, 0) AS active, coalesce(w.winners, []) AS winners, w.joint,
    CASE WHEN p.cancelled THEN 'cancelled' WHEN a.process_id IS NULL THEN 'missing' WHEN a.pending > 0 THEN 'pending'
        WHEN a.active = 0 THEN 'no_award' END AS reason
FROM bidding b JOIN i_process p USING (process_id) LEFT JOIN awards_of a USING (process_id)
LEFT JOIN winners w USING (process_id);

-- How far the lowest losing bid is above the winning one, where price alone decided (R024, R058).
CREATE TEMP TABLE i_second AS
WITH single AS (
    SELECT b.process_id, b.tenderers[1] AS tenderer, b.amount, b.currency, a.winners[1] AS winner
    FROM i_bids b JOIN i_awarded a USING (process_id)
    WHERE a.reason IS NULL AND a.active = 1 AND a.joint = 1 AND b.status = 'valid' AND len(b.tenderers) = 1
        AND b.amount IS NOT NULL AND b.currency IS NOT NULL
), winning AS (
    SELECT process_id, winner, first({amount: amount, currency: currency} ORDER BY amount, currency) AS bid FROM single
    WHERE tenderer = winner GROUP BY ALL
), losing AS (
    SELECT s.process_id, first({amount: s.amount, tenderer: s.tenderer} ORDER BY s.amount, s.tenderer) AS bid
    FROM single s JOIN winning w USING (process_id) WHERE s.tenderer <> s.winner AND s.currency = w.bid.currency
    GROUP BY ALL
)
SELECT a.process_id, a.source, w.winner, l.bid.tenderer AS loser, w.bid.amount AS winning, l.bid.amount AS losing,
    w.bid.currency AS currency, CASE WHEN a.reason IS NOT NULL THEN a.reason
        WHEN a.active > 1 OR a.joint > 1 THEN 'several_winners' WHEN w.winner IS NULL OR l.bid IS NULL THEN 'too_few_bids'
        WHEN w.bid.amount <= 0 THEN 'zero_amount' WHEN l.bid.amount < w.bid.amount THEN 'not_lowest' END AS reason,
    CASE WHEN reason IS NULL THEN CAST(l.bid.amount - w.bid.amount AS DOUBLE) / CAST(w.bid.amount AS DOUBLE) END AS ratio
FROM i_awarded a LEFT JOIN winning w USING (process_id) LEFT JOIN losing l USING (process_id);

CREATE TEMP TABLE i_second_peers AS
SELECT source, fenced(list_sort(list(ratio))) AS f FROM i_second WHERE reason IS NULL GROUP BY source;

-- What pulls found changed in processes that are still known.
CREATE TEMP TABLE i_changes AS
SELECT process_id, changed_at, path, before, after FROM changes
WHERE kind = 'changed' AND process_id IS NOT NULL AND path IS NOT NULL;
