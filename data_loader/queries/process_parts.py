"""The parts of one process as SQL: its lists, what happened on which day, and what was paid of each contract."""

from __future__ import annotations

from typing import Final

PARTS: Final = {
    "awards": """SELECT t.*, (SELECT list({id: l.supplier_id, name: o.name} ORDER BY o.name) FROM award_suppliers l
            JOIN organisations o ON o.organisation_id = l.supplier_id
            WHERE l.process_id = t.process_id AND l.award_index = t.award_index) AS suppliers
        FROM awards t WHERE t.process_id = $process ORDER BY award_index""",
    "contracts": """SELECT t.*, (SELECT list({id: l.supplier_id, name: o.name} ORDER BY o.name)
            FROM contract_suppliers l JOIN organisations o ON o.organisation_id = l.supplier_id
            WHERE l.process_id = t.process_id AND l.contract_index = t.contract_index) AS suppliers
        FROM contracts t WHERE t.process_id = $process ORDER BY contract_index""",
    "transactions": "SELECT * FROM transactions WHERE process_id = $process "
    "ORDER BY date NULLS LAST, contract_index, transaction_index",
    "milestones": "SELECT * FROM milestones WHERE process_id = $process ORDER BY stage, parent, position",
    "items": "SELECT * FROM items WHERE process_id = $process ORDER BY stage DESC, parent, position",
    "documents": """SELECT * FROM documents WHERE process_id = $process
        ORDER BY list_position($stages, stage), parent, position""",
    "parties": """SELECT t.*, o.name AS shown_name, o.scheme, o.identifier FROM parties t
        LEFT JOIN organisations o USING (organisation_id) WHERE t.process_id = $process ORDER BY t.organisation_id""",
    "amendments": "SELECT * FROM amendments WHERE process_id = $process ORDER BY date, stage, parent, position",
    "problems": "SELECT code, path, value, action FROM problems WHERE process_id = $process ORDER BY action, code, path",
    "tenderers": """SELECT t.* EXCLUDE (supplier, won), o.name AS shown_name, o.is_supplier FROM tenderers t
        LEFT JOIN organisations o USING (organisation_id) WHERE t.process_id = $process ORDER BY t.organisation_id""",
    "bids": "SELECT * FROM bids WHERE process_id = $process ORDER BY amount NULLS LAST, bid_index",
    "changes": "SELECT changed_at, kind, fields, path, before, after FROM changes WHERE process_id = $process "
    "ORDER BY changed_at DESC, kind, path",
    "publications": """SELECT event, position, date, published, days, at_most FROM publications
        WHERE process_id = $process ORDER BY list_position(['tender', 'award', 'signature', 'payment'], event), position""",
    "checks": """SELECT code AS check, failures, examples FROM check_failures WHERE process_id = $process
        ORDER BY list_position($codes, code)""",
}
"""Where the rows of each part of `Process` come from, and their order."""

PARTS["events"] = """WITH this AS (SELECT * FROM processes WHERE process_id = $process),
counted AS (SELECT * FROM contracts WHERE process_id = $process AND counted),
found AS (
    SELECT 'tender' AS stage, 'call_opens' AS kind, tender_start AS date, NULL AS title, NULL AS status, 1 AS position FROM this
    UNION ALL SELECT 'tender', 'call_closes', tender_end, NULL, NULL, 2 FROM this
    UNION ALL SELECT 'award', 'awarded', a.date, a.title, a.status, a.award_index
        FROM this LEFT JOIN awards a USING (process_id)
    UNION ALL SELECT 'contract', 'signed', c.date_signed, c.title, c.status, c.contract_index
        FROM this LEFT JOIN counted c USING (process_id)
    UNION ALL SELECT 'contract', 'contract_starts', c.start_date, c.title, c.status, c.contract_index
        FROM this LEFT JOIN counted c USING (process_id)
    UNION ALL SELECT 'contract', 'contract_ends', c.end_date, c.title, c.status, c.contract_index
        FROM this LEFT JOIN counted c USING (process_id)
    UNION ALL SELECT 'implementation', 'payment', t.date, NULL, NULL, t.transaction_index
        FROM this LEFT JOIN transactions t USING (process_id)
    UNION ALL SELECT stage, 'amendment', date, coalesce(description, rationale), NULL, position
        FROM amendments WHERE process_id = $process
    UNION ALL SELECT stage, 'milestone_due', due_date, coalesce(title, description), status, position
        FROM milestones WHERE process_id = $process AND date_met IS NULL
    UNION ALL SELECT stage, 'milestone_met', date_met, coalesce(title, description), status, position
        FROM milestones WHERE process_id = $process AND date_met IS NOT NULL
)
SELECT stage, kind, date, title, status FROM found
ORDER BY list_position($stages, stage), list_position($kinds, kind), date NULLS LAST, position"""
EVENT_KINDS: Final = (
    "call_opens",
    "call_closes",
    "awarded",
    "signed",
    "contract_starts",
    "contract_ends",
    "payment",
    "amendment",
    "milestone_due",
    "milestone_met",
)

PARTS["paid"] = """WITH paid_in AS (
    SELECT contract_index, currency FROM transactions WHERE process_id = $process AND amount IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY contract_index ORDER BY transaction_index) = 1
), own AS (
    SELECT c.* REPLACE (CASE WHEN c.amount IS NULL THEN coalesce(c.currency, p.currency) ELSE c.currency END AS currency)
    FROM contracts c LEFT JOIN paid_in p USING (contract_index) WHERE c.process_id = $process
), summed AS (
    SELECT c.contract_index, c.contract_id, c.title, c.description, c.counted, c.amount, c.original_amount, c.currency,
        sum(t.amount) FILTER (t.currency IS NOT DISTINCT FROM c.currency) AS paid, count(t.process_id) AS payments,
        count(t.process_id) FILTER (t.amount IS NULL) AS without_amount,
        count(t.amount) FILTER (t.currency IS DISTINCT FROM c.currency) AS other_currency, max(t.date) AS last_payment
    FROM own c LEFT JOIN transactions t ON t.process_id = c.process_id AND t.contract_index = c.contract_index
    GROUP BY ALL
)
SELECT contract_index, contract_id, title, description, counted, CAST(amount AS DOUBLE) AS contracted,
    CAST(original_amount AS DOUBLE) AS original, currency, CAST(paid AS DOUBLE) AS paid, payments, without_amount,
    other_currency, last_payment, CAST(paid / nullif(amount, 0) AS DOUBLE) AS share,
    CASE WHEN payments = 0 THEN 'no_payment' WHEN paid IS NULL AND other_currency > 0 THEN 'other_currency'
        WHEN paid IS NULL THEN 'no_paid_amount'
        WHEN amount IS NULL THEN 'no_contract_amount' WHEN paid > amount THEN 'more' WHEN paid = amount THEN 'all'
        ELSE 'part' END AS state
FROM summed ORDER BY contract_index"""
