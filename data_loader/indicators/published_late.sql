-- Each process with an event whose first publication is known for certain: the longest delay.
WITH events AS (
    SELECT process_id, first({event: event, date: date, published: published, days: days} ORDER BY days DESC, event, position) FILTER (NOT at_most) AS latest
    FROM publications WHERE days IS NOT NULL GROUP BY process_id
)
SELECT process_id, CASE WHEN latest IS NULL THEN 'one_release' END AS reason, latest.days AS value, getvariable('published_late_days') AS threshold,
    value >= threshold AS raised, json_object('event', latest.event, 'happened', latest.date, 'published', latest.published) AS evidence
FROM events
