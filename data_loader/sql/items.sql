-- One row an item of the tender, an award or a contract.
CREATE TABLE items AS
WITH placed_rows AS (
    SELECT process_id, unnest(list_concat(
        placed('tender', 0, tender.items),
        flatten(list_transform(awards, lambda x, k: placed('award', k, x.items))),
        flatten(list_transform(contracts, lambda x, k: placed('contract', k, x.items)))
    )) AS r FROM compiled
), rows AS (
    SELECT process_id, r.stage AS stage, r.parent AS parent, r.position AS position, r.entry AS item FROM placed_rows
)
SELECT process_id, stage, parent, position, trimmed(item.id) AS item_id, published(item.description) AS description,
    published(item.classification.scheme) AS classification_scheme,
    published(item.classification.id) AS classification_id,
    published(item.classification.description) AS classification,
    item.quantity AS quantity, published(item.unit.name) AS unit,
    money(item.unit.value.amount) AS unit_amount, published(item.unit.value.currency) AS unit_currency
FROM rows WHERE item IS NOT NULL;

COMMENT ON TABLE items IS 'One row a good, service or work of the tender, an award or a contract.';
COMMENT ON COLUMN items.process_id IS 'Number of the process in this snapshot; see processes.';
COMMENT ON COLUMN items.stage IS 'Code of where it is published: tender, award or contract.';
COMMENT ON COLUMN items.parent IS 'Place of its award or contract in the list, from 1; 0 for the tender.';
COMMENT ON COLUMN items.position IS 'Place in items[], from 1.';
COMMENT ON COLUMN items.item_id IS 'Text. items[].id. NULL: not published.';
COMMENT ON COLUMN items.description IS 'Text. items[].description. NULL: not published.';
COMMENT ON COLUMN items.classification_scheme IS 'Text. items[].classification.scheme, such as CUCOP or UNSPSC. NULL: not published.';
COMMENT ON COLUMN items.classification_id IS 'Text. items[].classification.id. NULL: not published.';
COMMENT ON COLUMN items.classification IS 'Text. items[].classification.description. NULL: not published.';
COMMENT ON COLUMN items.quantity IS 'Number of `unit`. items[].quantity. NULL: not published.';
COMMENT ON COLUMN items.unit IS 'Text. items[].unit.name. NULL: not published.';
COMMENT ON COLUMN items.unit_amount IS 'Money in `unit_currency` for one unit. items[].unit.value.amount. NULL: not published.';
COMMENT ON COLUMN items.unit_currency IS 'ISO 4217 code. items[].unit.value.currency. NULL: not published.';
