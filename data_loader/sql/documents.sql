-- One row a document, wherever the record puts it.
CREATE TABLE documents AS
WITH placed_rows AS (
    SELECT process_id, unnest(list_concat(
        placed('planning', 0, planning.documents),
        placed('tender', 0, tender.documents),
        flatten(list_transform(awards, lambda x, k: placed('award', k, x.documents))),
        flatten(list_transform(contracts, lambda x, k: placed('contract', k, x.documents))),
        flatten(list_transform(contracts, lambda x, k: placed('implementation', k, x.implementation.documents)))
    )) AS r FROM compiled
), rows AS (
    SELECT process_id, r.stage AS stage, r.parent AS parent, r.position AS position, r.entry AS document FROM placed_rows
)
SELECT process_id, stage, parent, position, trimmed(document.id) AS document_id,
    published(document.documentType) AS document_type, published(document.title) AS title,
    published(document.description) AS description, published(document.url) AS url,
    day(document.datePublished) AS date_published, published(document.format) AS format,
    lower(published(document.language)) AS language
FROM rows WHERE document IS NOT NULL;

COMMENT ON TABLE documents IS 'One row a document of any stage.';
COMMENT ON COLUMN documents.process_id IS 'Number of the process in this snapshot; see processes.';
COMMENT ON COLUMN documents.stage IS 'Code of where it is published: planning, tender, award, contract or implementation.';
COMMENT ON COLUMN documents.parent IS 'Place of its award or contract in the list, from 1; 0 for planning and tender.';
COMMENT ON COLUMN documents.position IS 'Place in documents[], from 1.';
COMMENT ON COLUMN documents.document_id IS 'Text. documents[].id. NULL: not published.';
COMMENT ON COLUMN documents.document_type IS 'Code. documents[].documentType. NULL: not published.';
COMMENT ON COLUMN documents.title IS 'Text. documents[].title. NULL: not published.';
COMMENT ON COLUMN documents.description IS 'Text. documents[].description. NULL: not published.';
COMMENT ON COLUMN documents.url IS 'Address as published, not checked. documents[].url. NULL: not published.';
COMMENT ON COLUMN documents.date_published IS 'Day. documents[].datePublished. NULL: not published.';
COMMENT ON COLUMN documents.format IS 'Text. documents[].format. NULL: not published.';
COMMENT ON COLUMN documents.language IS 'Code, small letters: es, en. documents[].language. NULL: not published.';
