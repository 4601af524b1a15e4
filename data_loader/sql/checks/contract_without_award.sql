-- Each contract.
SELECT process_id, NOT award_linked AS wrong, entry('contracts', contract_index) || '.awardID' AS path,
    award_id AS value, NULL AS against
FROM contracts
