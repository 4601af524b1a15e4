-- Words of our own that every table is written in. Nothing here reads data.

-- A text as published, or NULL where it says nothing: blank, "No Capturado", "N/A", ".", "sin dato"…
-- Most texts are as they should be, which one look tells: no odd space, and a beginning that no placeholder has.
CREATE OR REPLACE MACRO trimmed(t) AS
    CASE WHEN regexp_matches(t, '[\t-\r\x{00A0}\x{200B}\x{FEFF}]|  |^ | $')
         THEN trim(regexp_replace(t, '[\s\x{00A0}\x{200B}\x{FEFF}]+', ' ', 'g')) ELSE t END;
CREATE OR REPLACE MACRO says_nothing(t) AS regexp_full_match(lower(strip_accents(t)),
    '[\s\p{P}\p{S}]*|\W?n\W?a\W?|#(ref|value|name|null|num|div/0)\W|s\W?[dn]\W?|null|none|nan|nil|undefined|unknown|ninguno|ninguna|test|tb[ad]|x{3,}|'
    || '(no|not|sin|non) (capturad[oa]|datos?|informacion|aplica|disponible|definid[oa]|especificad[oa]|'
    || 'registrad[oa]|asignad[oa]|available|applicable|specified|provided|published)|(por|to be) (definir|defined|determined)');
CREATE OR REPLACE MACRO begins_as_words(t) AS
    regexp_matches(t, '^[a-moqrvwyzA-MOQRVWYZ0-9]') OR length(t) > 80 AND regexp_matches(t, '^[npstuNPSTU]');
-- Whether it says something, which costs half as much as what. A CASE, since OR would work both sides of every text.
CREATE OR REPLACE MACRO is_published(t) AS
    CASE WHEN t IS NULL THEN false WHEN begins_as_words(t) THEN true ELSE NOT says_nothing(trimmed(t)) END;
CREATE OR REPLACE MACRO published(t) AS CASE WHEN is_published(t) THEN trimmed(t) END;

-- The day as published: the date part of the text, never shifted to another time zone.
CREATE OR REPLACE MACRO day(t) AS TRY_CAST(left(t, 10) AS DATE);

-- Money is summed as a decimal, so that no total depends on the order of the rows.
CREATE OR REPLACE MACRO money(amount) AS
    CASE WHEN abs(amount) < 1e24 THEN CAST(amount AS DECIMAL(38, 4)) END;
-- The k-th (from 1) of n equal shares; the first takes the remainder, so that the shares add up to the amount.
CREATE OR REPLACE MACRO equal_share(amount, n, k) AS
    CASE WHEN n = 1 THEN amount
         ELSE CAST(((CAST(amount * 10000 AS HUGEINT) // n)
              + CASE WHEN k = 1 THEN CAST(amount * 10000 AS HUGEINT) % n ELSE 0 END) AS DECIMAL(34, 0))
              * CAST(0.0001 AS DECIMAL(4, 4)) END;

-- Statuses that take an award or a contract out of the money. A status that is not published counts.
CREATE OR REPLACE MACRO award_counts(status) AS
    coalesce(lower(trim(status)) NOT IN ('pending', 'cancelled', 'unsuccessful'), true);
CREATE OR REPLACE MACRO contract_counts(status) AS
    coalesce(lower(trim(status)) <> 'cancelled', true);

-- The same name spelt with other capitals, accents, punctuation or spaces in its legal form.
CREATE OR REPLACE MACRO fold(t) AS
    nullif(regexp_replace(regexp_replace(regexp_replace(regexp_replace(trim(regexp_replace(regexp_replace(
        lower(strip_accents(published(t))), '[.''`´’"]', '', 'g'), '[^\p{L}\p{N}]+', ' ', 'g')),
        '\bs a\b', 'sa', 'g'), '\bc v\b', 'cv', 'g'), '\br l\b', 'rl', 'g'), '\bs c\b', 'sc', 'g'), '');

-- A text or a number of a JSON object as text; NULL for whatever else stands there.
CREATE OR REPLACE MACRO json_words(object, path) AS
    CASE WHEN json_type(object, path) IN ('VARCHAR', 'BIGINT', 'UBIGINT', 'DOUBLE') THEN object->>path END;

-- A text as part of an address: letters, digits and . _ ~ - only.
CREATE OR REPLACE MACRO slug(t) AS trim(regexp_replace(t, '[^\p{L}\p{N}._~]+', '-', 'g'), '-');
-- The same, but two different texts never give one slug.
CREATE OR REPLACE MACRO unique_slug(t) AS
    CASE WHEN slug(t) = t THEN t ELSE slug(t) || '~' || left(md5(t), 6) END;

-- Mexican tax number (RFC): 3 or 4 letters, a date, 3 characters. The two generic ones identify nobody.
CREATE OR REPLACE MACRO bare(t) AS regexp_replace(upper(t), '[\s.-]+', '', 'g');
CREATE OR REPLACE MACRO is_rfc(t) AS
    regexp_full_match(bare(t), '[A-ZÑ&]{3,4}\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])[A-Z0-9]{3}');
-- An identifier, or NULL where it identifies nobody: "0", "N/A", "Sin_Dato_011", XAXX010101000, or words of a name.
CREATE OR REPLACE MACRO identifying(t) AS
    CASE WHEN regexp_full_match(trimmed(t), '0+|X{2,}|9{5,}|[^\d]+ [^\d]+')
           OR bare(t) IN ('XAXX010101000', 'XEXX010101000')
           OR regexp_matches(lower(t), '(^|[^a-z])(sin|no)[ _-]?(dato|capturad|disponible|aplica|informaci)')
         THEN NULL ELSE published(t) END;

-- A list with the place of each entry: the stage, the parent's place in its own list (0: it has none), its own place.
CREATE OR REPLACE MACRO placed(stage, parent, entries) AS
    list_transform(entries, lambda x, i: {stage: stage, parent: parent, position: i, entry: x});
-- Places in a record as JSON paths, from places in a list that count from 1: awards[0], contracts[1].implementation.
CREATE OR REPLACE MACRO entry(list, place) AS list || '[' || (place - 1) || ']';
CREATE OR REPLACE MACRO within(stage, parent) AS
    CASE stage WHEN 'award' THEN entry('awards', parent) || '.' WHEN 'contract' THEN entry('contracts', parent) || '.'
        WHEN 'implementation' THEN entry('contracts', parent) || '.implementation.' ELSE stage || '.' END;
CREATE OR REPLACE MACRO reference_path(place, parent, position) AS
    CASE place WHEN 'procuringEntity' THEN 'tender.procuringEntity'
        WHEN 'tenderer' THEN entry('tender.tenderers', position)
        WHEN 'award_supplier' THEN entry('awards', parent) || '.' || entry('suppliers', position)
        WHEN 'contract_supplier' THEN entry('contracts', parent) || '.' || entry('suppliers', position)
        WHEN 'contract_buyer' THEN entry('contracts', parent) || '.' || entry('buyers', position)
        WHEN 'payer' THEN entry('contracts', parent) || '.implementation.' || entry('transactions', position) || '.payer'
        WHEN 'payee' THEN entry('contracts', parent) || '.implementation.' || entry('transactions', position) || '.payee'
        ELSE place END;

-- Money as text without zeros that say nothing; how many times one amount is another: 450, or 1/1000.
CREATE OR REPLACE MACRO figure(amount) AS rtrim(rtrim(CAST(amount AS VARCHAR), '0'), '.');
CREATE OR REPLACE MACRO multiple(times) AS
    CASE WHEN times >= 1 THEN CAST(CAST(round(times) AS DECIMAL(38, 0)) AS VARCHAR)
         ELSE '1/' || CAST(round(1 / times) AS DECIMAL(38, 0)) END;
