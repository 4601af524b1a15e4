-- Each process whose call has an end and whose winner has a dated valid bid; times where both have one, else days.
WITH held AS (
    SELECT b.process_id, b.tenderers, day(c.tender.tenderPeriod.endDate) AS closed, b.date AS received,
        coalesce(b.moment > moment(c.tender.tenderPeriod.endDate), b.date > closed) AS late
    FROM i_bids b JOIN compiled c USING (process_id)
    WHERE b.status = 'valid' AND b.date IS NOT NULL AND c.tender.tenderPeriod.endDate IS NOT NULL
)
SELECT a.process_id, any_value(a.reason) AS reason, bool_or(h.late) AS raised, a.winners[1] AS supplier_id,
    max(date_diff('day', h.closed, h.received)) AS value, 0 AS threshold,
    json_object('received', max(h.received), 'closed', any_value(h.closed)) AS evidence
FROM i_awarded a JOIN held h USING (process_id) WHERE list_has_any(h.tenderers, a.winners)
GROUP BY a.process_id, a.winners
