-- Every place where a record names an organisation. Not part of the snapshot.
-- `place` says where: buyer, procuringEntity, party, award_supplier, contract_supplier, contract_buyer, tenderer,
-- bid_tenderer, payer, payee; member_of: whom a party says that it is part of. An id that only repeats the name is none.
-- `parent` and `position` (from 1) are the indexes in the record's lists.
CREATE TEMP VIEW party_rows AS
SELECT process_id, source, unnest(parties) AS party, generate_subscripts(parties, 1) AS position FROM compiled;

-- A party is part of what its memberOf lists (extension "Member of"), and of the organisation whose code, in the same
-- scheme, its own code begins with, where that code stands beside it under a name of its own: 06E00 in 06, a ministry.
CREATE TEMP TABLE member_rows AS
WITH listed AS (
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

CREATE TEMP TABLE reference_rows AS
WITH awards AS (
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
SELECT process_id, source, place, parent, position, NULL::VARCHAR[] AS roles,
    CASE WHEN fold(ref.id) IS DISTINCT FROM fold(ref.name) THEN identifying(ref.id) END AS ref_id, published(ref.name) AS name,
    published(ref.identifier.scheme) AS scheme,
    CASE WHEN fold(ref.identifier.id) IS DISTINCT FROM fold(ref.name) THEN identifying(ref.identifier.id) END AS identifier,
    published(ref.identifier.legalName) AS legal_name
FROM refs
UNION ALL
SELECT process_id, source, 'party', 0, position, list_transform(party.roles, lambda x: lower(trim(x))),
    CASE WHEN fold(party.id) IS DISTINCT FROM fold(party.name) THEN identifying(party.id) END, published(party.name),
    published(party.identifier.scheme),
    CASE WHEN fold(party.identifier.id) IS DISTINCT FROM fold(party.name) THEN identifying(party.identifier.id) END,
    published(party.identifier.legalName)
FROM party_rows;

-- A reference borrows what it lacks from the party of the same id, or, without an id, of the same name.
CREATE TEMP TABLE party_by_id AS
SELECT process_id, ref_id, first(name ORDER BY name IS NULL, position) AS name,
    first(scheme ORDER BY identifier IS NULL OR scheme IS NULL, identifier IS NULL, position) AS scheme,
    first(identifier ORDER BY identifier IS NULL OR scheme IS NULL, identifier IS NULL, position) AS identifier,
    first(legal_name ORDER BY legal_name IS NULL, position) AS legal_name
FROM reference_rows WHERE place = 'party' AND ref_id IS NOT NULL GROUP BY ALL;

CREATE TEMP TABLE party_by_name AS
SELECT process_id, fold(coalesce(name, legal_name)) AS folded,
    first(ref_id ORDER BY identifier IS NULL OR scheme IS NULL, position) AS ref_id,
    first(scheme ORDER BY identifier IS NULL OR scheme IS NULL, position) AS scheme,
    first(identifier ORDER BY identifier IS NULL OR scheme IS NULL, position) AS identifier
FROM reference_rows WHERE place = 'party' AND coalesce(name, legal_name) IS NOT NULL GROUP BY ALL;

CREATE TEMP TABLE mentions AS
WITH joined AS (
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
        AND n.folded = fold(coalesce(r.name, r.legal_name)) AND r.place <> 'party'
), schemed AS (
    SELECT * EXCLUDE (scheme, identifier),
        CASE WHEN upper(scheme) IN ('RFC', 'MX-RFC') THEN 'MX-RFC'
             WHEN scheme IS NOT NULL AND identifier IS NOT NULL THEN slug(upper(scheme))
             WHEN scheme IS NULL AND is_rfc(identifier) THEN 'MX-RFC'
             WHEN regexp_matches(upper(ref_id), '^(MX-)?RFC-') AND is_rfc(regexp_extract(upper(ref_id), 'RFC-(.*)', 1))
             THEN 'MX-RFC' END AS scheme,
        CASE WHEN identifier IS NULL AND regexp_matches(upper(ref_id), '^(MX-)?RFC-')
                  AND is_rfc(regexp_extract(upper(ref_id), 'RFC-(.*)', 1))
             THEN identifying(regexp_extract(upper(ref_id), 'RFC-(.*)', 1)) ELSE identifier END AS identifier
    FROM joined
)
SELECT process_id, source, place, parent, position, roles, name, fold(name) AS folded,
    CASE WHEN identifier IS NOT NULL THEN scheme END AS scheme, identifier,
    -- an id that only repeats the scheme ("AM-TIN-"), or carries a placeholder, identifies nobody
    CASE WHEN regexp_full_match(ref_id, '.*[-:_]') THEN NULL ELSE coalesce(ref_id, identifier) END AS ref_id,
    CASE WHEN scheme IS NOT NULL AND identifier IS NOT NULL THEN
        scheme || '-' || CASE WHEN scheme = 'MX-RFC' THEN unique_slug(bare(regexp_replace(upper(identifier), '^(MX-)?RFC-', '')))
            WHEN starts_with(upper(identifier), scheme || '-') THEN unique_slug(substr(upper(identifier), length(scheme) + 2))
            ELSE unique_slug(upper(identifier)) END
    END AS scheme_key
FROM schemed
WHERE name IS NOT NULL OR ref_id IS NOT NULL OR identifier IS NOT NULL;
