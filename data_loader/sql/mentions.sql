-- Every place where a record names an organisation. Not part of the snapshot.
-- `place` says where: buyer, procuringEntity, party, award_supplier, contract_supplier, contract_buyer, tenderer,
-- bid_tenderer, payer, payee; member_of: whom a party says that it is part of. An id that only repeats the name is none.
-- `parent` and `position` (from 1) are the indexes in the record's lists.
-- A party is part of what its memberOf lists (extension "Member of"), and of the organisation whose code, in the same
-- scheme, its own code begins with, where that code stands beside it under a name of its own: 06E00 in 06, a ministry.
CREATE TABLE member_rows AS
WITH party_rows AS (
    SELECT process_id, source, unnest(parties) AS party, generate_subscripts(parties, 1) AS position FROM compiled
), listed AS (
    SELECT process_id, source, position AS parent, party,
        CASE json_type(party.memberOf) WHEN 'OBJECT' THEN [party.memberOf] ELSE party.memberOf->'$[*]' END AS groups
    FROM party_rows WHERE party.memberOf IS NOT NULL
), members AS (
    SELECT process_id, source, parent, unnest(groups) AS ref, generate_subscripts(groups, 1) AS position FROM listed
), codes AS (
    SELECT process_id, source, position AS parent, party, unnest(party.additionalIdentifiers) AS code,
        generate_subscripts(party.additionalIdentifiers, 1) AS position
    FROM party_rows WHERE party.identifier.id IS NOT NULL
)
SELECT process_id, source, parent, position,
    {id: json_words(ref, '$.id'), name: json_words(ref, '$.name'), identifier: {scheme: json_words(ref, '$.identifier.scheme'),
        id: json_words(ref, '$.identifier.id'), legalName: json_words(ref, '$.identifier.legalName')}}::reference AS ref
FROM members WHERE json_type(ref) = 'OBJECT'
UNION ALL
SELECT process_id, source, parent, 1000 + position,
    {id: NULL, name: code.legalName, identifier: {scheme: code.scheme, id: code.id, legalName: NULL}}::reference
FROM codes
WHERE code.scheme = party.identifier.scheme AND starts_with(party.identifier.id, code.id)
    AND length(code.id) BETWEEN 1 AND length(party.identifier.id) - 1
    AND fold(code.legalName) NOT IN (fold(party.name), coalesce(fold(party.identifier.legalName), ''));

CREATE TABLE written AS
WITH party_rows AS (
    SELECT process_id, source, unnest(parties) AS party, generate_subscripts(parties, 1) AS position FROM compiled
), awards AS (
    SELECT process_id, source, unnest(awards) AS award, generate_subscripts(awards, 1) AS parent FROM compiled
), contracts AS (
    SELECT process_id, source, unnest(contracts) AS contract, generate_subscripts(contracts, 1) AS parent FROM compiled
), bids AS (
    SELECT process_id, source, unnest(bids) AS bid, generate_subscripts(bids, 1) AS parent FROM compiled
), lists AS (
    SELECT process_id, source, 'buyer' AS place, 0::BIGINT AS parent, [buyer] AS refs FROM compiled
    UNION ALL BY NAME
    SELECT process_id, source, 'procuringEntity' AS place, 0 AS parent, [tender.procuringEntity] AS refs FROM compiled
    UNION ALL BY NAME
    SELECT process_id, source, 'tenderer' AS place, 0 AS parent, tender.tenderers AS refs FROM compiled
    UNION ALL BY NAME
    SELECT process_id, source, 'bid_tenderer' AS place, parent, bid.tenderers AS refs FROM bids
    UNION ALL BY NAME
    SELECT process_id, source, 'award_supplier' AS place, parent, award.suppliers AS refs FROM awards
    UNION ALL BY NAME
    SELECT process_id, source, 'contract_supplier' AS place, parent, contract.suppliers AS refs FROM contracts
    UNION ALL BY NAME
    SELECT process_id, source, 'contract_buyer' AS place, parent, contract.buyers AS refs FROM contracts
    UNION ALL BY NAME
    SELECT process_id, source, 'payer' AS place, parent,
        list_transform(contract.implementation.transactions, lambda x: x.payer) AS refs FROM contracts
    UNION ALL BY NAME
    SELECT process_id, source, 'payee' AS place, parent,
        list_transform(contract.implementation.transactions, lambda x: x.payee) AS refs FROM contracts
), refs AS (
    SELECT process_id, source, place, parent, unnest(refs) AS ref, generate_subscripts(refs, 1) AS position FROM lists
    UNION ALL BY NAME
    SELECT process_id, source, 'member_of' AS place, parent, ref, position FROM member_rows
)
SELECT process_id, source, place, parent, position, NULL::VARCHAR[] AS roles, ref.id AS id, ref.name AS name,
    ref.identifier.scheme AS scheme, ref.identifier.id AS identifier, ref.identifier.legalName AS legal_name
FROM refs
UNION ALL
SELECT process_id, source, 'party', 0, position, list_transform(party.roles, lambda x: lower(trim(x))), party.id, party.name,
    party.identifier.scheme, party.identifier.id, party.identifier.legalName
FROM party_rows;

-- What a text says, asked once of each: the same names and identifiers stand in many records.
CREATE TEMP TABLE said AS
SELECT text, published(text) AS published, fold(text) AS folded, identifying(text) AS identifying
FROM (SELECT id AS text FROM written UNION SELECT name FROM written UNION SELECT identifier FROM written
      UNION SELECT legal_name FROM written UNION SELECT scheme FROM written
      UNION SELECT trimmed(name) FROM written UNION SELECT trimmed(legal_name) FROM written)
WHERE text IS NOT NULL;

CREATE TABLE reference_rows AS
SELECT w.process_id, w.source, w.place, w.parent, w.position, w.roles,
    CASE WHEN d.folded IS DISTINCT FROM n.folded THEN d.identifying END AS ref_id, n.published AS name,
    s.published AS scheme, CASE WHEN i.folded IS DISTINCT FROM n.folded THEN i.identifying END AS identifier,
    l.published AS legal_name, CASE WHEN n.published IS NULL THEN l.folded ELSE n.folded END AS folded
FROM written w LEFT JOIN said d ON d.text = w.id LEFT JOIN said n ON n.text = w.name
    LEFT JOIN said s ON s.text = w.scheme LEFT JOIN said i ON i.text = w.identifier LEFT JOIN said l ON l.text = w.legal_name;

-- A reference borrows what it lacks from the party of the same id, or, without an id, of the same name.
CREATE TABLE party_by_id AS
SELECT process_id, ref_id, first(name ORDER BY name IS NULL, position) AS name,
    first(scheme ORDER BY identifier IS NULL OR scheme IS NULL, identifier IS NULL, position) AS scheme,
    first(identifier ORDER BY identifier IS NULL OR scheme IS NULL, identifier IS NULL, position) AS identifier,
    first(legal_name ORDER BY legal_name IS NULL, position) AS legal_name
FROM reference_rows WHERE place = 'party' AND ref_id IS NOT NULL GROUP BY ALL;

CREATE TABLE party_by_name AS
SELECT process_id, folded,
    first(ref_id ORDER BY identifier IS NULL OR scheme IS NULL, position) AS ref_id,
    first(scheme ORDER BY identifier IS NULL OR scheme IS NULL, position) AS scheme,
    first(identifier ORDER BY identifier IS NULL OR scheme IS NULL, position) AS identifier
FROM reference_rows WHERE place = 'party' AND coalesce(name, legal_name) IS NOT NULL GROUP BY ALL;

CREATE TABLE joined AS
SELECT r.process_id, r.source, r.place, r.parent, r.position, r.roles,
    CASE WHEN r.ref_id IS NULL AND r.identifier IS NULL THEN n.ref_id ELSE r.ref_id END AS ref_id,
    coalesce(r.name, i.name, r.legal_name, i.legal_name) AS name,
    CASE WHEN r.identifier IS NOT NULL AND (r.scheme IS NOT NULL OR i.identifier IS NULL) THEN r.scheme
         WHEN i.identifier IS NOT NULL THEN i.scheme
         WHEN r.ref_id IS NULL THEN n.scheme END AS scheme,
    CASE WHEN r.identifier IS NOT NULL AND (r.scheme IS NOT NULL OR i.identifier IS NULL) THEN r.identifier
         WHEN i.identifier IS NOT NULL THEN i.identifier
         WHEN r.ref_id IS NULL THEN n.identifier END AS identifier
FROM reference_rows r
LEFT JOIN party_by_id i ON i.process_id = r.process_id AND i.ref_id = r.ref_id
LEFT JOIN party_by_name n ON n.process_id = r.process_id AND r.ref_id IS NULL
    AND n.folded = r.folded AND r.place <> 'party';

-- What an identifier says, asked once of each.
CREATE TEMP TABLE keyed AS
WITH distinct_ones AS (
    SELECT DISTINCT scheme, identifier, ref_id FROM joined
), schemed AS (
    SELECT scheme AS own_scheme, identifier AS own_identifier, ref_id AS own_id,
        CASE WHEN upper(scheme) IN ('RFC', 'MX-RFC') THEN 'MX-RFC'
             WHEN scheme IS NOT NULL AND identifier IS NOT NULL THEN slug(upper(scheme))
             WHEN scheme IS NULL AND is_rfc(identifier) THEN 'MX-RFC'
             WHEN regexp_matches(upper(ref_id), '^(MX-)?RFC-') AND is_rfc(regexp_extract(upper(ref_id), 'RFC-(.*)', 1))
             THEN 'MX-RFC' END AS scheme,
        CASE WHEN identifier IS NULL AND regexp_matches(upper(ref_id), '^(MX-)?RFC-')
                  AND is_rfc(regexp_extract(upper(ref_id), 'RFC-(.*)', 1))
             THEN identifying(regexp_extract(upper(ref_id), 'RFC-(.*)', 1)) ELSE identifier END AS identifier
    FROM distinct_ones
)
SELECT own_scheme, own_identifier, own_id, CASE WHEN identifier IS NOT NULL THEN scheme END AS scheme, identifier,
    -- an id that only repeats the scheme ("AM-TIN-"), or carries a placeholder, identifies nobody
    CASE WHEN regexp_full_match(own_id, '.*[-:_]') THEN NULL ELSE coalesce(own_id, identifier) END AS ref_id,
    CASE WHEN scheme IS NOT NULL AND identifier IS NOT NULL THEN
        scheme || '-' || CASE WHEN scheme = 'MX-RFC' THEN unique_slug(bare(regexp_replace(upper(identifier), '^(MX-)?RFC-', '')))
            WHEN starts_with(upper(identifier), scheme || '-') THEN unique_slug(substr(upper(identifier), length(scheme) + 2))
            ELSE unique_slug(upper(identifier)) END
    END AS scheme_key
FROM schemed;

CREATE TABLE mentions AS
SELECT j.process_id, j.source, j.place, j.parent, j.position, j.roles, j.name, s.folded,
    i.scheme, i.identifier, i.ref_id, i.scheme_key
FROM joined j JOIN keyed i ON i.own_scheme IS NOT DISTINCT FROM j.scheme
    AND i.own_identifier IS NOT DISTINCT FROM j.identifier AND i.own_id IS NOT DISTINCT FROM j.ref_id
LEFT JOIN said s ON s.text = j.name
WHERE j.name IS NOT NULL OR j.ref_id IS NOT NULL OR i.identifier IS NOT NULL;

DROP TABLE member_rows;
DROP TABLE written;
DROP TABLE party_by_id;
DROP TABLE party_by_name;
DROP TABLE joined;
