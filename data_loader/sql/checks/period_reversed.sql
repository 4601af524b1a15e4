-- Each period that publishes both its days.
WITH periods AS (
    SELECT process_id, 'tender.tenderPeriod' AS path, day(tender.tenderPeriod.startDate) AS starts,
        day(tender.tenderPeriod.endDate) AS ends FROM compiled
    UNION ALL
    SELECT process_id, 'tender.enquiryPeriod', day(tender.enquiryPeriod.startDate), day(tender.enquiryPeriod.endDate)
    FROM compiled
    UNION ALL
    SELECT process_id, 'tender.awardPeriod', day(tender.awardPeriod.startDate), day(tender.awardPeriod.endDate)
    FROM compiled
    UNION ALL
    SELECT process_id, entry('awards', award_index) || '.contractPeriod', start_date, end_date FROM awards
    UNION ALL
    SELECT process_id, entry('contracts', contract_index) || '.period', start_date, end_date FROM contracts
)
SELECT process_id, ends < starts AS wrong, path || '.endDate' AS path, ends AS value, 'startDate ' || starts AS against
FROM periods WHERE starts IS NOT NULL AND ends IS NOT NULL
